/** The claims that a pod uses. */
import type { Pod } from '../../generated/types.ts'

/** 'namespace/name' of each claim among the pod's volumes, those made for it alone included. */
export function claimKeysOf({ metadata, spec }: Pod): string[] {
  const keys: string[] = []
  for (const { name, persistentVolumeClaim, ephemeral } of spec?.volumes ?? []) {
    if (persistentVolumeClaim) keys.push(`${metadata.namespace}/${persistentVolumeClaim.claimName}`)
    else if (ephemeral) keys.push(`${metadata.namespace}/${metadata.name}-${name}`)
  }
  return keys
}
