/** Generates a service account that stands for one of a cloud: the built-in IAMPolicyGenerator. */
import { KustomizeError } from '../error.ts'
import type { PluginConfig } from '../kustomization/plugin-types.ts'
import { Resource } from '../resource.ts'

/** The service account that the configuration describes. Throws for clouds other than gke. */
export function generateServiceAccount({
  cloud = '',
  kubernetesService,
  serviceAccount,
}: PluginConfig): Resource {
  if (cloud !== 'gke') throw new KustomizeError(`cloud provider ${cloud} not supported yet`)
  const { name = '', namespace = '' } = kubernetesService ?? {}
  const account = `${serviceAccount?.name ?? ''}@${serviceAccount?.projectId ?? ''}.iam.gserviceaccount.com`
  return new Resource({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      annotations: { 'iam.gke.io/gcp-service-account': account },
      name,
      ...(namespace !== '' && { namespace }),
    },
  })
}
