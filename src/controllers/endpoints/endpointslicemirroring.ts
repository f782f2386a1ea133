/**
 * The endpoint slice mirroring controller: Endpoints that users write for services without selectors, as slices.
 * Source: endpointslicemirroring/reconciler.go.
 */

import type { Endpoints, Service } from '../../generated/types.ts'
import { defineController, keyOf, type ReconcileContext } from '../../runtime/reconciler.ts'
import { MIRRORING_MANAGER, planMirror } from './mirrored-slices.ts'
import { applyPlan, managedSlices, watchSlices } from './write-slices.ts'

const SKIP = 'endpointslice.kubernetes.io/skip-mirror'
const LEADER = 'control-plane.alpha.kubernetes.io/leader'

/** Keeps slices like the Endpoints of a service without selector. */
export const endpointSliceMirroringController = defineController({
  name: 'endpoint-slice-mirroring-controller',
  for: 'Endpoints',
  watches: [{ kind: 'Service', keys: ({ object }) => [keyOf(object)] }, watchSlices(MIRRORING_MANAGER)],
  async reconcile(endpoints, { namespace, name }, { client }: ReconcileContext) {
    const slices = await managedSlices(client, namespace, name, MIRRORING_MANAGER)
    const service = await client.find('Service', { namespace, name })
    const source = endpoints !== undefined && isMirrored(endpoints, service) ? endpoints : undefined
    if (source === undefined && slices.length === 0) return undefined
    await applyPlan(planMirror(source, slices), client)
    return undefined
  },
})

function isMirrored({ metadata }: Endpoints, service: Service | undefined): boolean {
  if (service === undefined || Object.keys(service.spec?.selector ?? {}).length > 0) return false
  const isSkipped = metadata.labels?.[SKIP] === 'true' || metadata.annotations?.[LEADER] !== undefined
  return !isSkipped && metadata.deletionTimestamp === undefined
}
