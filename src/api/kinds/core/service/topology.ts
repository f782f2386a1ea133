/** Annotations of a service that ask for endpoints to be kept to their zones. Source: endpointslice/utils.go. */
import type { Service } from '../../../../generated/types.ts'

/** 'Auto' gives each zone endpoints in proportion to its CPU. */
export const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode'
/** The older name of the annotation. */
export const TOPOLOGY_HINTS = 'service.kubernetes.io/topology-aware-hints'

/** Whether the service's endpoints are to be shared among zones; where both annotations are there the older one counts. */
export function sharesAmongZones({ metadata }: Service): boolean {
  const mode = metadata.annotations?.[TOPOLOGY_HINTS] ?? metadata.annotations?.[TOPOLOGY_MODE]
  return mode === 'Auto' || mode === 'auto'
}
