/** The endpoint slice controller: each service's pods, in slices. Source: endpointslice/endpointslice_controller.go. */
import { controllerOf } from '../../apimachinery/object.ts'
import type { Client } from '../../apiserver/client.ts'
import type { EndpointSlice, Node, Service } from '../../generated/types.ts'
import { defineController, type ReconcileContext } from '../../runtime/reconciler.ts'
import { hasEndpoints, isEndpoint, podsOf, podsOfServices } from './service-pods.ts'
import { MANAGER, planSlices } from './service-slices.ts'
import { applyPlan, managedSlices, removeSlice, watchSlices } from './write-slices.ts'

/** Keeps the endpoint slices of services with selectors. */
export const endpointSliceController = defineController({
  name: 'endpoint-slice-controller',
  for: 'Service',
  watches: [podsOfServices, watchSlices(MANAGER)],
  async reconcile(service, _name, context) {
    // The slices of a service that is gone are the garbage collector's.
    if (service === undefined || service.metadata.deletionTimestamp !== undefined) return undefined
    if (hasEndpoints(service)) await reconcileSlices(service, context)
    return undefined
  },
})

async function reconcileSlices(service: Service, { client }: ReconcileContext): Promise<void> {
  const { namespace = '', name = '', uid } = service.metadata
  const pods = (await podsOf(service, client)).filter((pod) => isEndpoint(pod, { terminating: true }))
  const nodes = await nodesByName(new Set(pods.map((pod) => pod.spec?.nodeName ?? '')), client)
  const slices = await managedSlices(client, namespace, name, MANAGER)
  const isOwn = (slice: EndpointSlice) => controllerOf(slice)?.uid === uid
  await applyPlan(planSlices({ service, pods, nodes, slices: slices.filter(isOwn) }), client)
  // Left by a former service of that name.
  for (const slice of slices) if (!isOwn(slice)) await removeSlice(slice, client)
}

async function nodesByName(names: ReadonlySet<string>, client: Client): Promise<Map<string, Node>> {
  const nodes = new Map<string, Node>()
  for (const name of names) {
    const node = name === '' ? undefined : await client.find('Node', { namespace: '', name })
    if (node !== undefined) nodes.set(name, node)
  }
  return nodes
}
