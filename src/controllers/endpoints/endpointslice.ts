/** The endpoint slice controller: each service's pods, in slices. Source: endpointslice/endpointslice_controller.go. */
import { sharesAmongZones } from '../../api/kinds/core/service/topology.ts'
import { controllerOf } from '../../apimachinery/object.ts'
import type { Client } from '../../apiserver/client.ts'
import type { EndpointSlice, Node, Service } from '../../generated/types.ts'
import { defineController, type ReconcileContext, type Reconciler } from '../../runtime/reconciler.ts'
import { type ChangedPods, createChangedPods } from './changed-pods.ts'
import { addressTypesOf } from './endpoint.ts'
import { findPods, hasEndpoints, isEndpoint, podsOf } from './service-pods.ts'
import { MANAGER, planSlices, replanSlices, type SliceInput } from './service-slices.ts'
import type { SlicePlan } from './slice-plan.ts'
import { tellOutcomes, tellWithdrawal } from './topology-events.ts'
import { hintPlan, withoutHints } from './topology-hints.ts'
import { capacityWatch } from './topology-watch.ts'
import { sliceUpdates } from './update-slices.ts'
import { applyPlan, managedSlices, removeSlice, watchSlices } from './write-slices.ts'

/** Keeps the endpoint slices of services with selectors. */
export function createEndpointSliceController(): Reconciler {
  const changes = createChangedPods()
  return defineController({
    name: 'endpoint-slice-controller',
    for: 'Service',
    watches: [changes.pods, changes.services, watchSlices(MANAGER, changes), capacityWatch],
    async reconcile(service, name, context) {
      const changed = changes.take(`${name.namespace}/${name.name}`)
      if (service === undefined) await context.state.set(`${name.namespace}/${name.name}`, undefined)
      // The slices of a service that is gone are the garbage collector's.
      if (service === undefined || service.metadata.deletionTimestamp !== undefined) return undefined
      if (hasEndpoints(service)) await reconcileSlices(service, changed, changes, context)
      return undefined
    },
  })
}

async function reconcileSlices(
  service: Service,
  changed: ReadonlySet<string> | undefined,
  changes: ChangedPods,
  context: ReconcileContext,
): Promise<void> {
  const { client } = context
  const { namespace = '', name = '', uid } = service.metadata
  const slices = await managedSlices(client, namespace, name, MANAGER)
  const isShared = sharesAmongZones(service)
  const change = changed && !isShared ? await changedSlices(service, slices, changed, client) : undefined
  if (change !== undefined) return applyPlan(change, client, changes)
  const pods = (await podsOf(service, client)).filter((pod) => isEndpoint(pod, { terminating: true }))
  const nodes = await nodesByName(new Set(pods.map((pod) => pod.spec?.nodeName ?? '')), client)
  const isOwn = (slice: EndpointSlice) => controllerOf(slice)?.uid === uid
  const input = { service, pods, nodes, slices: slices.filter(isOwn) }
  if (isShared) await shareAmongZones(input, changes, context)
  else {
    await applyPlan(planSlices(input), client, changes)
    await tellWithdrawal(service, context)
  }
  // Left by a former service of that name.
  for (const slice of slices) if (!isOwn(slice)) await removeSlice(slice, client)
}

/** Slices whose hints depend on all endpoints and on all nodes. */
async function shareAmongZones(
  input: SliceInput,
  changes: ChangedPods,
  context: ReconcileContext,
): Promise<void> {
  const { service, slices } = input
  const plan = planSlices({ ...input, slices: slices.map(withoutHints) })
  const { items: nodes } = await context.client.list('Node')
  const outcomes = hintPlan(plan, slices, nodes, addressTypesOf(service))
  await applyPlan(plan, context.client, changes)
  await tellOutcomes(service, outcomes, context)
}

/** What has to be written where only these pods have changed; undefined where that takes a look at all. */
async function changedSlices(
  service: Service,
  slices: readonly EndpointSlice[],
  changed: ReadonlySet<string>,
  client: Client,
): Promise<SlicePlan | undefined> {
  if (slices.some((slice) => controllerOf(slice)?.uid !== service.metadata.uid)) return undefined
  const pods = await findPods(service, changed, client)
  const update = pods.length === changed.size ? await sliceUpdates(service, slices, pods, client) : undefined
  if (update !== undefined) return { create: [], update, remove: [] }
  const shown = pods.filter((pod) => isEndpoint(pod, { terminating: true }))
  const nodes = await nodesByName(new Set(shown.map((pod) => pod.spec?.nodeName ?? '')), client)
  return replanSlices({ service, pods: shown, nodes, slices }, changed)
}

async function nodesByName(names: ReadonlySet<string>, client: Client): Promise<Map<string, Node>> {
  const nodes = new Map<string, Node>()
  for (const name of names) {
    const node = name === '' ? undefined : await client.find('Node', { namespace: '', name })
    if (node !== undefined) nodes.set(name, node)
  }
  return nodes
}
