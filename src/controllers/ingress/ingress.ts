/**
 * The ingress controller, simulated after ingress-nginx: takes the ingresses of its classes and tells where they are
 * reached. Source: kubernetes/ingress-nginx, internal/ingress/status and controller/store.
 */
import { INGRESS_NGINX, ingressClassOf, NGINX_CLASS } from '../../api/kinds/networking/ingress/class.ts'
import type { Client } from '../../apiserver/client.ts'
import { deepEqual } from '../../base/json.ts'
import type { Ingress, IngressLoadBalancerIngress } from '../../generated/types.ts'
import { defineController, keyOf, type ReconcileContext } from '../../runtime/reconciler.ts'
import { INGRESS_ADDRESS } from '../service/cloud-addresses.ts'

/** Keeps the status of ingresses: the controller's address on those that it serves, none on those that it served. */
export const ingressController = defineController({
  name: 'ingress-controller',
  component: 'nginx-ingress-controller',
  for: 'Ingress',
  watches: [
    {
      kind: 'IngressClass',
      keys: async ({ object }, { client }) =>
        (await client.lookup('Ingress', 'class', object.metadata.name ?? '')).map(keyOf),
    },
  ],
  async reconcile(ingress, _name, context) {
    if (ingress === undefined || ingress.metadata.deletionTimestamp !== undefined) return undefined
    const isServed = await isOurs(ingress, context.client)
    const ours: IngressLoadBalancerIngress = { ip: INGRESS_ADDRESS }
    const told = ingress.status?.loadBalancer?.ingress ?? []
    if (isServed && !deepEqual(told, [ours])) await publish(ingress, [ours], context)
    // Of another controller's addresses nothing is known.
    else if (!isServed && deepEqual(told, [ours])) await publish(ingress, [], context)
    return undefined
  },
})

/** An ingress that names its class by annotation needs no class object. */
async function isOurs(ingress: Ingress, client: Client): Promise<boolean> {
  const name = ingressClassOf(ingress)
  if (name === undefined) return false
  const found = await client.find('IngressClass', { namespace: '', name })
  if (found !== undefined) return found.spec?.controller === INGRESS_NGINX
  return ingress.spec?.ingressClassName === undefined && name === NGINX_CLASS
}

async function publish(
  ingress: Ingress,
  addresses: IngressLoadBalancerIngress[],
  { client, recorder }: ReconcileContext,
): Promise<void> {
  if (addresses.length > 0) await recorder.event(ingress, 'Normal', 'Sync', 'Scheduled for sync')
  const loadBalancer = addresses.length > 0 ? { ingress: addresses } : {}
  await client.update('Ingress', { ...ingress, status: { loadBalancer } }, { subresource: 'status' })
}
