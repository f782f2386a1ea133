/** Gives devices back that nobody uses any more. Source: pkg/controller/resourceclaim, syncClaim. */
import { isPodTerminal } from '../../api/kinds/core/pod/conditions.ts'
import { CLAIM_FINALIZER, resourceClaimNames } from '../../api/kinds/resource/pod-claims.ts'
import { controllerOf } from '../../apimachinery/object.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import { unlessGone } from '../../apiserver/unless-gone.ts'
import type { Pod, ResourceClaim } from '../../generated/types.ts'
import { type Change, defineController } from '../../runtime/reconciler.ts'
import { removeFinalizer } from '../finalizers.ts'

/** Forgets the pods that are done with a claim; takes its devices back with the last one, and goes away with its own pod. */
export const claimReleaseController = defineController({
  name: 'resource_claim_release',
  for: 'ResourceClaim',
  watches: [{ kind: 'Pod', keys: claimsOfDonePod }],
  async reconcile(claim, _name, { client }) {
    if (claim === undefined) return undefined
    const users = await usersOf(claim, client)
    const released = await release(claim, users, client)
    if (released !== undefined && users.length === 0) await deleteOfDonePod(released, client)
    return undefined
  },
})

function claimsOfDonePod({ type, object }: Change): string[] {
  const pod = object as Pod
  if (pod.spec?.resourceClaims === undefined || (type !== 'deleted' && !isDone(pod))) return []
  return [...resourceClaimNames(pod)].map((name) => `${pod.metadata.namespace}/${name}`)
}

/** Nothing of the pod runs, nor ever will. */
function isDone(pod: Pod): boolean {
  const { metadata, spec } = pod
  return isPodTerminal(pod) || (metadata.deletionTimestamp !== undefined && !spec?.nodeName)
}

type Consumers = NonNullable<NonNullable<ResourceClaim['status']>['reservedFor']>

/** Those for which the claim is held that still need it. */
async function usersOf({ metadata, status }: ResourceClaim, client: Client): Promise<Consumers> {
  const { namespace = '' } = metadata
  const users: Consumers = []
  for (const consumer of status?.reservedFor ?? []) {
    const pod =
      consumer.resource === 'pods' ? await client.find('Pod', { namespace, name: consumer.name }) : undefined
    const isKept = consumer.resource !== 'pods' || (pod?.metadata.uid === consumer.uid && !isDone(pod))
    if (isKept) users.push(consumer)
  }
  return users
}

/** Gives the claim as it is then; undefined if it is gone. */
async function release(
  claim: ResourceClaim,
  users: Consumers,
  client: Client,
): Promise<ResourceClaim | undefined> {
  const { metadata, status } = claim
  const hasFinalizer = metadata.finalizers?.includes(CLAIM_FINALIZER) ?? false
  const isOver = users.length === 0 && hasFinalizer
  const wasLast = users.length < (status?.reservedFor?.length ?? 0)
  if (!wasLast && !(isOver && metadata.deletionTimestamp !== undefined)) return claim
  const { allocation, reservedFor: _, ...rest } = status ?? {}
  const next = {
    ...rest,
    ...(allocation && !isOver && { allocation }),
    ...(users.length > 0 && { reservedFor: users }),
  }
  await unlessGone(() =>
    client.update('ResourceClaim', { ...claim, status: next }, { subresource: 'status' }),
  )
  const left = await client.find('ResourceClaim', nameOf(claim))
  if (left !== undefined && isOver) await removeFinalizer(client, 'ResourceClaim', left, CLAIM_FINALIZER)
  return left
}

/** A pod that has ended may stay for long; what was made for it need not. */
async function deleteOfDonePod(claim: ResourceClaim, client: Client): Promise<void> {
  const owner = controllerOf(claim)
  if (owner?.kind !== 'Pod' || claim.metadata.deletionTimestamp !== undefined) return
  const { namespace = '' } = claim.metadata
  const pod = await client.find('Pod', { namespace, name: owner.name })
  // The garbage collector knows of pods that are gone.
  if (pod === undefined || (pod.metadata.uid === owner.uid && !isDone(pod))) return
  await unlessGone(() => client.delete('ResourceClaim', nameOf(claim)))
}
