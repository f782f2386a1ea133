/** The endpoints controller: one Endpoints object for each service. Source: endpoint/endpoints_controller.go. */
import { isNotFound } from '../../apimachinery/status-error.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import { deepEqual } from '../../base/json.ts'
import type { EndpointAddress, EndpointSubset, Endpoints, Pod, Service } from '../../generated/types.ts'
import { defineController, keyOf } from '../../runtime/reconciler.ts'
import { hasEndpoints, isHeadless, podsOf, podsOfServices } from './service-pods.ts'
import { HEADLESS } from './slice-plan.ts'
import { countAddresses, MAX_ADDRESSES, subsetsOf, truncate } from './subsets.ts'
import { triggerTime, withTriggerTime } from './trigger-time.ts'

const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity'
const MANAGED_BY = 'endpoints.kubernetes.io/managed-by'
const MANAGER = 'endpoint-controller'

/** Keeps the Endpoints of services with selectors, and deletes them with their service. */
export const endpointsController = defineController({
  name: 'endpoint-controller',
  for: 'Service',
  watches: [podsOfServices, { kind: 'Endpoints', keys: ({ object }) => [keyOf(object)] }],
  async reconcile(service, name, { client }) {
    const current = await client.find('Endpoints', name)
    if (service === undefined) await removeOwn(current, client)
    else if (hasEndpoints(service)) await write(service, current, await podsOf(service, client), client)
    return undefined
  },
})

/** Upstream deletes whatever has the name of a service that is gone; a user's own Endpoints are left here. */
async function removeOwn(current: Endpoints | undefined, client: Client): Promise<void> {
  if (current?.metadata.labels?.[MANAGED_BY] !== MANAGER) return
  try {
    await client.delete('Endpoints', nameOf(current), { preconditions: { uid: current.metadata.uid } })
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}

async function write(
  service: Service,
  current: Endpoints | undefined,
  pods: readonly Pod[],
  client: Client,
): Promise<void> {
  const wanted = wantedEndpoints(service, current, pods)
  if (current === undefined) await client.create('Endpoints', wanted)
  else if (!deepEqual(wanted, current)) await client.update('Endpoints', wanted)
}

/** The object as it should be: as it is, if it is right. Labels are the service's, annotations stay. */
export function wantedEndpoints(
  service: Service,
  current: Endpoints | undefined,
  pods: readonly Pod[],
): Endpoints {
  const full = subsetsOf(service, pods)
  const subsets = truncate(full)
  const labels = endpointsLabels(service)
  const { [OVER_CAPACITY]: _former, ...others } = current?.metadata.annotations ?? {}
  const isCut = countAddresses(full) > MAX_ADDRESSES
  const annotations = isCut ? { ...others, [OVER_CAPACITY]: 'truncated' } : others
  if (current !== undefined && isRight(current, subsets, labels, annotations)) return current
  const { name, namespace } = service.metadata
  const time = triggerTime(changedPods(current, subsets, pods), current === undefined ? service : undefined)
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      ...(current?.metadata ?? { name, namespace }),
      labels,
      annotations: withTriggerTime(annotations, time),
    },
    ...(subsets.length > 0 && { subsets }),
  }
}

function isRight(
  { metadata, subsets = [] }: Endpoints,
  wanted: EndpointSubset[],
  labels: Record<string, string>,
  annotations: Record<string, string>,
): boolean {
  return (
    deepEqual(subsets, wanted) &&
    deepEqual(metadata.labels ?? {}, labels) &&
    deepEqual(metadata.annotations ?? {}, annotations)
  )
}

function endpointsLabels(service: Service): Record<string, string> {
  const { [HEADLESS]: _headless, ...labels } = service.metadata.labels ?? {}
  return { ...labels, ...(isHeadless(service) && { [HEADLESS]: '' }), [MANAGED_BY]: MANAGER }
}

/** The pods whose address is new, or has become ready or unready. */
function changedPods(
  current: Endpoints | undefined,
  subsets: readonly EndpointSubset[],
  pods: readonly Pod[],
): Pod[] {
  const before = stateByUid(current?.subsets ?? [])
  const changed = new Set<string>()
  for (const [uid, state] of stateByUid(subsets)) if (before.get(uid) !== state) changed.add(uid)
  return pods.filter(({ metadata }) => changed.has(metadata.uid ?? ''))
}

function stateByUid(subsets: readonly EndpointSubset[]): Map<string, string> {
  const states = new Map<string, string>()
  const note = (addresses: readonly EndpointAddress[] = [], state: string) => {
    for (const { ip, targetRef } of addresses) states.set(targetRef?.uid ?? '', `${state} ${ip}`)
  }
  for (const { addresses, notReadyAddresses } of subsets) {
    note(addresses, 'ready')
    note(notReadyAddresses, 'not ready')
  }
  return states
}
