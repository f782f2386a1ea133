/** The endpoint slice controller: each service's pods, in slices. Source: endpointslice/endpointslice_controller.go. */

import { controllerOf } from '../../apimachinery/object.ts'
import { isNotFound } from '../../apimachinery/status-error.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import type { EndpointSlice, Node, Service } from '../../generated/types.ts'
import { defineController, type ReconcileContext } from '../../runtime/reconciler.ts'
import { hasEndpoints, isEndpoint, podsOf, podsOfServices } from './service-pods.ts'
import { MANAGED_BY, MANAGER, planSlices, SERVICE_NAME, type SlicePlan } from './slice-plan.ts'

/** Keeps the endpoint slices of services with selectors. */
export const endpointSliceController = defineController({
  name: 'endpoint-slice-controller',
  for: 'Service',
  watches: [
    podsOfServices,
    {
      kind: 'EndpointSlice',
      keys: ({ object: { metadata } }) => {
        const service = metadata.labels?.[SERVICE_NAME]
        const isOurs = metadata.labels?.[MANAGED_BY] === MANAGER
        return isOurs && service !== undefined ? [`${metadata.namespace}/${service}`] : []
      },
    },
  ],
  async reconcile(service, _name, context) {
    // The slices of a service that is gone are the garbage collector's.
    if (service === undefined || service.metadata.deletionTimestamp !== undefined) return undefined
    if (hasEndpoints(service)) await reconcileSlices(service, context)
    return undefined
  },
})

async function reconcileSlices(service: Service, { client }: ReconcileContext): Promise<void> {
  const pods = (await podsOf(service, client)).filter((pod) => isEndpoint(pod, { terminating: true }))
  const nodes = await nodesByName(new Set(pods.map((pod) => pod.spec?.nodeName ?? '')), client)
  const slices = await slicesOf(service, client)
  const isOwn = (slice: EndpointSlice) => controllerOf(slice)?.uid === service.metadata.uid
  await apply(planSlices({ service, pods, nodes, slices: slices.filter(isOwn) }), client)
  // Left by a former service of that name.
  for (const slice of slices) if (!isOwn(slice)) await remove(slice, client)
}

async function slicesOf({ metadata }: Service, client: Client): Promise<EndpointSlice[]> {
  const slices = await client.lookup('EndpointSlice', 'service', `${metadata.namespace}/${metadata.name}`)
  return slices.filter(
    (slice) =>
      slice.metadata.labels?.[MANAGED_BY] === MANAGER && slice.metadata.deletionTimestamp === undefined,
  )
}

async function nodesByName(names: ReadonlySet<string>, client: Client): Promise<Map<string, Node>> {
  const nodes = new Map<string, Node>()
  for (const name of names) {
    const node = name === '' ? undefined : await client.find('Node', { namespace: '', name })
    if (node !== undefined) nodes.set(name, node)
  }
  return nodes
}

async function apply({ create, update, remove: removed }: SlicePlan, client: Client): Promise<void> {
  for (const slice of create) await client.create('EndpointSlice', slice)
  for (const slice of update) await client.update('EndpointSlice', slice)
  for (const slice of removed) await remove(slice, client)
}

async function remove(slice: EndpointSlice, client: Client): Promise<void> {
  try {
    await client.delete('EndpointSlice', nameOf(slice), { preconditions: { uid: slice.metadata.uid } })
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}
