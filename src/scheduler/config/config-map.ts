/** Where a cluster keeps the configuration of its schedulers: a ConfigMap, as kubeadm keeps those of its components. */
import type { ConfigMap } from '../../generated/types.ts'

/** The ConfigMap. */
export const CONFIG_MAP = { namespace: 'kube-system', name: 'kube-scheduler' } as const
/** The key in it under which the file stands. */
export const CONFIG_KEY = 'config.yaml'

/** The ConfigMap that holds the text of a configuration. */
export function configMapOf(text: string): ConfigMap {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { ...CONFIG_MAP, labels: { component: 'kube-scheduler' } },
    data: { [CONFIG_KEY]: text },
  }
}

/** Whether the object is that ConfigMap. */
export function isConfiguration({ metadata }: Pick<ConfigMap, 'metadata'>): boolean {
  return metadata.namespace === CONFIG_MAP.namespace && metadata.name === CONFIG_MAP.name
}
