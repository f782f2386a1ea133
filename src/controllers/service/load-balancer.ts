/**
 * The service controller of the simulated cloud: external addresses for services of type LoadBalancer. Source:
 * cloud-provider/controllers/service/controller.go.
 */
import { ipFamily } from '../../apimachinery/ip.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import { deepEqual } from '../../base/json.ts'
import type { LoadBalancerIngress, Service } from '../../generated/types.ts'
import {
  type Change,
  defineController,
  keyOf,
  type ReconcileContext,
  type State,
} from '../../runtime/reconciler.ts'
import { removeFinalizer } from '../finalizers.ts'
import { CLOUD_BLOCK, isCloudAddress, isFree, nextCloudAddress } from './cloud-addresses.ts'

/** Label of nodes that load balancers leave out. */
const EXCLUDED = 'node.kubernetes.io/exclude-from-external-load-balancers'
const FINALIZER = 'service.kubernetes.io/load-balancer-cleanup'

/** Gives a load balancer to each service that asks for one of no particular class, and takes it away again. */
export const serviceController = defineController({
  name: 'service-controller',
  for: 'Service',
  watches: [{ kind: 'Node', keys: balancedServices }],
  async reconcile(service, name, context) {
    const key = `${name.namespace}/${name.name}`
    const mayHaveNewHosts = await takeFlag(key, context.state)
    if (service === undefined || !wantsLoadBalancer(service))
      await context.state.set(hostsKey(key), undefined)
    if (service === undefined) return undefined
    if (needsCleanup(service)) await cleanUp(service, context)
    else if (wantsLoadBalancer(service)) {
      await ensure(service, context)
      await updateHosts(service, mayHaveNewHosts, context)
    }
    return undefined
  },
})

/** Nodes that come, go, or are left out from now on concern all load balancers (nodeSyncLoop). */
async function balancedServices(
  { type, object, previous }: Change,
  { client, state }: ReconcileContext,
): Promise<string[]> {
  const isSame = type === 'modified' && previous !== undefined && isLeftOut(previous) === isLeftOut(object)
  if (isSame || (type !== 'modified' && isLeftOut(object))) return []
  const keys = (await client.lookup('Service', 'balanced', '')).map(keyOf)
  for (const key of keys) await state.set(flagKey(key), true)
  return keys
}

function isLeftOut({ metadata }: Change['object']): boolean {
  return metadata.labels?.[EXCLUDED] !== undefined
}

/** Tells once that the nodes are others than those that the load balancer was made with. */
async function updateHosts(service: Service, mayBeNew: boolean, context: ReconcileContext): Promise<void> {
  const { client, recorder, state } = context
  const key = hostsKey(keyOf(service))
  const known = await state.get(key)
  if (known !== undefined && !mayBeNew) return
  const { items } = await client.list('Node')
  const hosts = items.filter((node) => !isLeftOut(node)).map(({ metadata }) => metadata.name)
  if (deepEqual(known, hosts)) return
  await state.set(key, hosts)
  if (known === undefined) return
  await recorder.event(service, 'Normal', 'UpdatedLoadBalancer', 'Updated load balancer with new hosts')
}

async function takeFlag(service: string, state: State): Promise<boolean> {
  const isSet = (await state.get(flagKey(service))) !== undefined
  if (isSet) await state.set(flagKey(service), undefined)
  return isSet
}

function flagKey(service: string): string {
  return `changed/${service}`
}

function hostsKey(service: string): string {
  return `hosts/${service}`
}

/** Those of a class are somebody else's. */
function wantsLoadBalancer({ metadata, spec }: Service): boolean {
  return (
    spec?.type === 'LoadBalancer' &&
    spec.loadBalancerClass === undefined &&
    metadata.deletionTimestamp === undefined
  )
}

function needsCleanup({ metadata, spec }: Service): boolean {
  if (metadata.finalizers?.includes(FINALIZER) !== true) return false
  return metadata.deletionTimestamp !== undefined || spec?.type !== 'LoadBalancer'
}

function addressesOf({ status }: Service): readonly LoadBalancerIngress[] {
  return status?.loadBalancer?.ingress ?? []
}

/** A load balancer stands as long as the address is the one that is asked for, if any is. */
async function ensure(service: Service, context: ReconcileContext): Promise<void> {
  const { metadata, spec } = service
  const wanted = spec?.loadBalancerIP || undefined
  const [current] = addressesOf(service)
  const isHeld = metadata.finalizers?.includes(FINALIZER) === true
  const isRight = current !== undefined && (wanted === undefined || wanted === current.ip)
  if (isHeld && isRight) return
  const { client, recorder } = context
  await recorder.event(service, 'Normal', 'EnsuringLoadBalancer', 'Ensuring load balancer')
  const held = isHeld ? service : await addFinalizer(service, client)
  const ip = isRight ? current.ip! : await chooseAddress(held, wanted, context)
  await recorder.event(service, 'Normal', 'EnsuredLoadBalancer', 'Ensured load balancer')
  if (!isRight) await setAddresses(held, [{ ip, ipMode: 'VIP' }], client)
}

function addFinalizer(service: Service, client: Client): Promise<Service> {
  const finalizers = [...(service.metadata.finalizers ?? []), FINALIZER]
  const { uid, resourceVersion } = service.metadata
  return client.patch('Service', nameOf(service), 'merge', { metadata: { uid, resourceVersion, finalizers } })
}

/** Throws where there is no address to give: the service is tried again later. */
async function chooseAddress(
  service: Service,
  wanted: string | undefined,
  { client, recorder, state }: ReconcileContext,
): Promise<string> {
  const address = wanted ?? (await nextCloudAddress(client, state))
  const problem =
    address === undefined
      ? `no address is left in ${CLOUD_BLOCK}`
      : wanted && (await whyNotGiven(wanted, client))
  if (address !== undefined && !problem) return address
  const message = `failed to ensure load balancer: ${problem}`
  await recorder.event(
    service,
    'Warning',
    'SyncLoadBalancerFailed',
    `Error syncing load balancer: ${message}`,
  )
  throw new Error(message)
}

async function whyNotGiven(address: string, client: Client): Promise<string | undefined> {
  if (ipFamily(address) !== 'IPv4' || !isCloudAddress(address))
    return `the address ${address} is not one of ${CLOUD_BLOCK}`
  return (await isFree(address, client)) ? undefined : `the address ${address} is taken`
}

async function setAddresses(
  service: Service,
  ingress: LoadBalancerIngress[],
  client: Client,
): Promise<Service> {
  const loadBalancer = ingress.length > 0 ? { ingress } : {}
  const status = { ...service.status, loadBalancer }
  return client.update('Service', { ...service, status }, { subresource: 'status' })
}

/** The address is free as soon as the status no longer tells it. */
async function cleanUp(service: Service, { client, recorder }: ReconcileContext): Promise<void> {
  const { metadata, spec } = service
  if (metadata.deletionTimestamp === undefined)
    await recorder.event(service, 'Normal', 'Type', `LoadBalancer -> ${spec?.type}`)
  await recorder.event(service, 'Normal', 'DeletingLoadBalancer', 'Deleting load balancer')
  await recorder.event(service, 'Normal', 'DeletedLoadBalancer', 'Deleted load balancer')
  const freed = addressesOf(service).length > 0 ? await setAddresses(service, [], client) : service
  await removeFinalizer(client, 'Service', freed, FINALIZER)
}
