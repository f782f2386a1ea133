/** The endpoints controller: one Endpoints object for each service. Source: endpoint/endpoints_controller.go. */
import { type Client, nameOf } from '../../apiserver/client.ts'
import { unlessGone } from '../../apiserver/unless-gone.ts'
import { deepEqual } from '../../base/json.ts'
import type { EndpointAddress, EndpointSubset, Endpoints, Pod, Service } from '../../generated/types.ts'
import { defineController, keyOf, type Reconciler, type Watch } from '../../runtime/reconciler.ts'
import { type ChangedPods, createChangedPods } from './changed-pods.ts'
import { findPods, hasEndpoints, isEndpoint, isHeadless, podsOf } from './service-pods.ts'
import { HEADLESS } from './slice-plan.ts'
import { countAddresses, MAX_ADDRESSES, subsetsOf, truncate } from './subsets.ts'
import { triggerTime, withTriggerTime } from './trigger-time.ts'
import { refillCut, updateSubsets } from './update-subsets.ts'

const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity'
const MANAGED_BY = 'endpoints.kubernetes.io/managed-by'
const MANAGER = 'endpoint-controller'

/** Keeps the Endpoints of services with selectors, and deletes them with their service. */
export function createEndpointsController(): Reconciler {
  const changes = createChangedPods()
  return defineController({
    name: 'endpoint-controller',
    for: 'Service',
    watches: [changes.pods, changes.services, watchEndpoints(changes)],
    async reconcile(service, name, { client }) {
      const changed = changes.take(`${name.namespace}/${name.name}`)
      const current = await client.find('Endpoints', name)
      if (service === undefined) await removeOwn(current, client)
      else if (hasEndpoints(service)) await write(service, current, { changed, changes, client })
      return undefined
    },
  })
}

function watchEndpoints(changes: ChangedPods): Watch {
  return {
    kind: 'Endpoints',
    keys({ type, object }) {
      if (type !== 'deleted' && changes.isOwn(object)) return []
      changes.noteAll(keyOf(object))
      return [keyOf(object)]
    },
  }
}

/** Upstream deletes whatever has the name of a service that is gone; a user's own Endpoints are left here. */
async function removeOwn(current: Endpoints | undefined, client: Client): Promise<void> {
  if (current?.metadata.labels?.[MANAGED_BY] !== MANAGER) return
  const preconditions = { uid: current.metadata.uid }
  await unlessGone(() => client.delete('Endpoints', nameOf(current), { preconditions }))
}

interface Look {
  /** The pods that alone can have changed; undefined for all. */
  changed: ReadonlySet<string> | undefined
  changes: ChangedPods
  client: Client
}

async function write(
  service: Service,
  current: Endpoints | undefined,
  { changed, changes, client }: Look,
): Promise<void> {
  const wanted =
    (changed && current && (await changedEndpoints(service, current, changed, client))) ??
    wantedEndpoints(service, current, await podsOf(service, client))
  if (current === undefined) changes.wrote(await client.create('Endpoints', wanted))
  else if (!deepEqual(wanted, current)) changes.wrote(await client.update('Endpoints', wanted))
}

/** The object as it should be where only pods of these names can differ; undefined where that takes a look at all. */
async function changedEndpoints(
  service: Service,
  current: Endpoints,
  changed: ReadonlySet<string>,
  client: Client,
): Promise<Endpoints | undefined> {
  const publishNotReady = service.spec?.publishNotReadyAddresses === true
  const pods = await findPods(service, changed, client)
  const shown = pods.filter((pod) => isEndpoint(pod, { terminating: publishNotReady }))
  const updated = shown.length === changed.size ? updatedEndpoints(service, current, shown) : undefined
  if (updated !== undefined || current.metadata.annotations?.[OVER_CAPACITY] === undefined) return updated
  const slices = await client.lookup('EndpointSlice', 'service', keyOf(service))
  const subsets = refillCut(service, current.subsets ?? [], { shown, changed, slices })
  return subsets && withSubsets(current, subsets, shown)
}

/** The object as it should be where only these pods can differ; undefined where that takes a look at all. */
function updatedEndpoints(service: Service, current: Endpoints, pods: readonly Pod[]): Endpoints | undefined {
  const isCut = current.metadata.annotations?.[OVER_CAPACITY] !== undefined
  const before = current.subsets ?? []
  const subsets = updateSubsets(service, before, pods, isCut)
  return subsets && withSubsets(current, subsets, pods)
}

function withSubsets(current: Endpoints, subsets: EndpointSubset[], pods: readonly Pod[]): Endpoints {
  if (deepEqual(subsets, current.subsets ?? [])) return current
  const annotations = withTriggerTime(current.metadata.annotations, triggerTime(pods, undefined))
  return { ...current, metadata: { ...current.metadata, annotations }, subsets }
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
