/** DynamicResources: a pod goes where the devices are that its claims ask for, and gets them with its node. */
import { matchesNodeSelector } from '../../api/kinds/core/pod/node-selection.ts'
import {
  CLAIM_FINALIZER,
  foreignClaim,
  isReservedFor,
  reserved,
  resourceClaimNames,
} from '../../api/kinds/resource/pod-claims.ts'
import type { Client } from '../../apiserver/client.ts'
import { deepEqual } from '../../base/json.ts'
import type { AllocationResult, Node, Pod, ResourceClaim, ResourceSlice } from '../../generated/types.ts'
import type { Change } from '../../runtime/reconciler.ts'
import {
  type Failure,
  type NodeFilter,
  type Plugin,
  type PostFilterResult,
  unresolvable,
} from '../framework.ts'
import { movesNode } from '../node-changes.ts'
import { allocate, SelectorError, type Selects } from './device-allocator.ts'
import { type Offer, readOffer } from './device-pools.ts'
import { hasDevices, type PodDevices, readPodClaims, readPodDevices } from './pod-devices.ts'

const UNREACHABLE = unresolvable('resourceclaim not available on the node')
const NOT_ENOUGH = unresolvable('cannot allocate all claims')

/** Pods without claims of devices are not concerned; each pod with claims is a question of its own. */
export const dynamicResources: Plugin = {
  name: 'DynamicResources',
  scope: 'cluster',
  requeueOn: [
    { kind: 'ResourceClaim', helps: isClaimNews },
    { kind: 'ResourceSlice', helps: (_pod, { type }) => type !== 'deleted' },
    { kind: 'DeviceClass', helps: (_pod, { type }) => type !== 'deleted' },
    { kind: 'Pod', helps: isToldOfClaims },
    { kind: 'Node', helps: (_pod, change) => movesNode(change) },
  ],
  sign: (pod) => (hasDevices(pod) ? undefined : ''),
  preEnqueue(pod, { client }) {
    if (!hasDevices(pod)) return undefined
    // Of a pod that waits for its claims kube-scheduler says nothing.
    return readPodClaims(pod, client).then((claims) =>
      typeof claims === 'string' ? { message: claims } : undefined,
    )
  },
  async preFilter({ pod }, { client }) {
    if (!hasDevices(pod)) return 'skip'
    const devices = await readPodDevices(pod, client)
    if ('reasons' in devices) return devices
    return devices.claims.length === 0 ? 'skip' : createFilter(devices, client)
  },
  async postFilter({ pod }, failure, _cluster, { client }) {
    return deallocate(pod, failure, client)
  },
  async preBind({ pod }, { node }, { client }) {
    if (!hasDevices(pod)) return undefined
    const devices = await readPodDevices(pod, client)
    if ('reasons' in devices) return 'wait'
    return (await bindClaims(pod, node, devices, client)) ? undefined : 'wait'
  },
}

/** Queueing hint: the pod has been told of the claims that were made for it. */
function isToldOfClaims(pod: Pod, { object, previous }: Change<Pod>): boolean {
  if (object.metadata.uid !== pod.metadata.uid) return false
  return !deepEqual(object.status?.resourceClaimStatuses, previous?.status?.resourceClaimStatuses)
}

/** Queueing hint: a claim of the pod has changed, or another has given devices back. */
function isClaimNews(pod: Pod, { type, object, previous }: Change<ResourceClaim>): boolean {
  const isGone = type === 'deleted' || object.status?.allocation === undefined
  if (isGone && (previous ?? object).status?.allocation !== undefined) return true
  const { namespace, name = '' } = object.metadata
  if (type === 'deleted' || namespace !== pod.metadata.namespace) return false
  return resourceClaimNames(pod).has(name) || foreignClaim(object, pod) === undefined
}

/** Allocated claims must be within reach of the node; for the others it must have devices. */
async function createFilter({ claims, demands }: PodDevices, client: Client): Promise<NodeFilter> {
  const shared = demands.length === 0 ? [] : await sharedSlices(client)
  const selects = await loadSelects()
  const offers = new Map<string, Offer>()
  return {
    load({ name, node }) {
      if (demands.length === 0 || offers.has(name)) return undefined
      return readOffer(node, shared, client).then((offer) => void offers.set(name, offer))
    },
    filter({ name, node }) {
      if (!claims.every((claim) => isReachable(claim, node))) return UNREACHABLE
      if (demands.length === 0) return undefined
      try {
        return allocate(demands, offers.get(name)!, selects) ? undefined : NOT_ENOUGH
      } catch (error) {
        if (error instanceof SelectorError) return unresolvable(error.message)
        throw error
      }
    },
  }
}

function sharedSlices(client: Client): Promise<readonly ResourceSlice[]> {
  return client.lookup('ResourceSlice', 'node', '')
}

function isReachable({ status }: ResourceClaim, node: Node): boolean {
  const reach = status?.allocation?.nodeSelector
  return reach === undefined || matchesNodeSelector(reach, node)
}

/** CEL is large, and few pods want devices. */
async function loadSelects(): Promise<Selects> {
  const { selectsDevice } = await import('./device-selectors.ts')
  return ({ selectors }, { device, driver }) => selectors.every((each) => selectsDevice(each, device, driver))
}

/** Allocates what is missing on the node, and holds all claims for the pod. False: the devices are not there any more. */
async function bindClaims(
  pod: Pod,
  node: Node,
  { claims, demands }: PodDevices,
  client: Client,
): Promise<boolean> {
  const offer = demands.length === 0 ? undefined : await readOffer(node, await sharedSlices(client), client)
  const allocations = offer === undefined ? [] : allocate(demands, offer, await loadSelects())
  if (allocations === undefined) return false
  for (const claim of claims) {
    const index = demands.findIndex((demand) => demand.claim === claim)
    if (!isReservedFor(claim, pod)) await bindClaim(pod, claim, allocations[index], client)
  }
  return true
}

async function bindClaim(
  pod: Pod,
  claim: ResourceClaim,
  allocation: AllocationResult | undefined,
  client: Client,
): Promise<void> {
  const { finalizers = [] } = claim.metadata
  const needsFinalizer = allocation !== undefined && !finalizers.includes(CLAIM_FINALIZER)
  const metadata = { ...claim.metadata, finalizers: [...finalizers, CLAIM_FINALIZER] }
  const held = needsFinalizer ? await client.update('ResourceClaim', { ...claim, metadata }) : claim
  const status = { ...reserved(held, pod), ...(allocation && { allocation }) }
  await client.update('ResourceClaim', { ...held, status }, { subresource: 'status' })
}

/**
 * Gives back the devices of a claim that nobody uses and that keeps the pod from all nodes, so that they can be allocated
 * anew. It knows of claims what its pre-filter has found: where another plugin's has rejected the pod before, that fails,
 * and preemption is not asked.
 */
async function deallocate(
  pod: Pod,
  { preFilter, plugins, rejections }: Failure,
  client: Client,
): Promise<PostFilterResult> {
  const isOwn = plugins.has('DynamicResources')
  if (preFilter && !isOwn) return { message: 'not found', isFinal: true }
  if (preFilter || !hasDevices(pod)) return { message: 'no new claims to deallocate' }
  const claims = rejections.has(UNREACHABLE) ? await readPodClaims(pod, client) : []
  for (const claim of typeof claims === 'string' ? [] : claims) {
    if (!isUnused(claim, pod) || claim.status?.allocation?.nodeSelector === undefined) continue
    const { allocation: _, reservedFor: __, ...status } = claim.status
    await client.update('ResourceClaim', { ...claim, status }, { subresource: 'status' })
    return { message: 'deallocation of ResourceClaim completed' }
  }
  return { message: 'still not schedulable' }
}

function isUnused({ status }: ResourceClaim, { metadata }: Pod): boolean {
  return (status?.reservedFor ?? []).every(({ uid }) => uid === metadata.uid)
}
