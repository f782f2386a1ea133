/** Keeps as many equal pods as asked for: the work that ReplicaSets and ReplicationControllers share. */
import { labelsWeight, type ReplicaSums } from '../../api/kinds/core/pod/replica-weight.ts'
import { matchesLabels, type Selector, selectsEverything } from '../../apimachinery/label-selector.ts'
import { controllerOf } from '../../apimachinery/object.ts'
import type { Client, KindName, ObjectOf } from '../../apiserver/client.ts'
import { deepEqual } from '../../base/json.ts'
import type { Pod } from '../../generated/types.ts'
import type { ReconcileContext, Result } from '../../runtime/reconciler.ts'
import { claimObjects, controlledBy } from '../ownership.ts'
import { createPod, deletePod, slowStart } from '../pod-control.ts'
import { isActive, isTerminating, nextAvailableAt } from '../pod-state.ts'
import type { PodOwnerKind } from '../pod-watch.ts'
import { podsToDelete } from './ranking.ts'
import {
  countedStatus,
  countReplicas,
  type Observation,
  type ReplicaCounts,
  type ReplicaOwner,
} from './status.ts'

/** Pods made or deleted in one round at most, as upstream's BurstReplicas. */
const BURST = 500

/** What differs between the kinds. */
export interface ReplicaKind extends PodOwnerKind {
  kind: 'ReplicaSet' | 'ReplicationController'
  /** The status counts terminating pods, too. */
  countTerminating: boolean
}

/** Brings the number of pods closer to what is asked for and writes down what there is. */
export async function reconcileReplicas(
  replicaKind: ReplicaKind,
  owner: ReplicaOwner,
  context: ReconcileContext,
): Promise<Result | undefined> {
  const selector = replicaKind.selector(owner)
  if (selectsEverything(selector)) return undefined
  const counts = await knownCounts(owner, selector, context)
  if (counts !== undefined) return reconcileCounts(replicaKind, owner, counts, context)
  const pods = await claimPods(owner, selector, context)
  const active = pods.filter(isActive)
  const leaves = owner.metadata.deletionTimestamp !== undefined
  const failure = leaves ? undefined : await scale(owner, active, context)
  const now = context.clock.now()
  const observation = { active, terminating: pods.filter(isTerminating), failure, now }
  await writeStatus(replicaKind, owner, countReplicas(owner, observation), observation, context)
  // A refusal is tried again by the loop: when the world has moved, or after a growing pause.
  if (failure !== undefined) throw failure
  const requeueAt = nextAvailableAt(active, owner.spec?.minReadySeconds ?? 0, now)
  const why = `minReadySeconds of a pod of ${owner.metadata.name} are over`
  return requeueAt === undefined ? undefined : { requeueAt, why }
}

/**
 * How many pods there are, by their sums: without reading them, so that the cost of a change does not grow with their
 * number. Undefined where they have to be looked at one by one: some are too many, may be adopted or let go, or count only
 * after a while.
 */
async function knownCounts(
  owner: ReplicaOwner,
  selector: Selector,
  { client }: ReconcileContext,
): Promise<ReplicaCounts | undefined> {
  const { template, replicas = 1, minReadySeconds = 0 } = owner.spec ?? {}
  if (owner.metadata.deletionTimestamp !== undefined || minReadySeconds > 0) return undefined
  const sums: ReplicaSums & Record<string, number> = await client.aggregate(
    'Pod',
    'replica',
    owner.metadata.uid ?? '',
  )
  const { count = 0, active = 0, ready = 0, terminating = 0 } = sums
  // Pods with the labels of the template are selected: the API server sees to that.
  const isAlike = (sums[labelsWeight(template?.metadata?.labels)] ?? 0) === count
  if (!isAlike || active > replicas || (await hasAdoptable(owner, selector, client))) return undefined
  return { active, labelled: active, ready, available: ready, terminating }
}

async function hasAdoptable(
  { metadata }: ReplicaOwner,
  selector: Selector,
  client: Client,
): Promise<boolean> {
  const orphans = await client.lookup('Pod', 'orphan', metadata.namespace ?? '')
  return orphans.some((pod) => isActive(pod) && matchesLabels(selector, pod.metadata.labels))
}

async function reconcileCounts(
  replicaKind: ReplicaKind,
  owner: ReplicaOwner,
  counts: ReplicaCounts,
  context: ReconcileContext,
): Promise<undefined> {
  const missing = (owner.spec?.replicas ?? 1) - counts.active
  const failure = missing > 0 ? await createPods(owner, Math.min(missing, BURST), context) : undefined
  await writeStatus(replicaKind, owner, counts, { failure, now: context.clock.now() }, context)
  if (failure !== undefined) throw failure
}

/** The owner's pods, after taking over matching orphans and letting go of those that match no longer. */
async function claimPods(
  owner: ReplicaOwner,
  selector: Selector,
  { client }: ReconcileContext,
): Promise<Pod[]> {
  const owned = await controlledBy(client, owner, 'Pod')
  const orphans = await client.lookup('Pod', 'orphan', owner.metadata.namespace ?? '')
  const candidates = [...owned, ...orphans.filter(isActive)].filter(
    (pod) => isActive(pod) || isTerminating(pod),
  )
  return claimObjects(client, owner, 'Pod', selector, candidates)
}

async function scale(owner: ReplicaOwner, active: readonly Pod[], context: ReconcileContext) {
  const surplus = active.length - (owner.spec?.replicas ?? 1)
  if (surplus < 0) return createPods(owner, Math.min(-surplus, BURST), context)
  if (surplus > 0) return deletePods(owner, active, Math.min(surplus, BURST), context)
  return undefined
}

/** Gives the first failure. */
async function createPods(owner: ReplicaOwner, count: number, context: ReconcileContext) {
  const template = owner.spec?.template
  return template && slowStart(count, () => createPod(context, template, owner))
}

async function deletePods(
  owner: ReplicaOwner,
  active: readonly Pod[],
  count: number,
  context: ReconcileContext,
) {
  const related = count < active.length ? await relatedPods(owner, active, context) : active
  let failure: Error | undefined
  for (const pod of podsToDelete(active, related, count, context.clock.now())) {
    const error = await deletePod(context, pod, owner)
    failure ??= error
  }
  return failure
}

/** The pods of all sets that have the same controller as this one, its own included. */
async function relatedPods(
  owner: ReplicaOwner,
  own: readonly Pod[],
  { client }: ReconcileContext,
): Promise<Pod[]> {
  const parent = controllerOf(owner)
  if (parent === undefined) return [...own]
  const siblings = (await client.dependents(parent.uid)).filter(
    ({ kind, metadata }) => kind === owner.kind && metadata.uid !== owner.metadata.uid,
  )
  const others = await Promise.all(siblings.map((sibling) => controlledBy(client, sibling, 'Pod')))
  return [...own, ...others.flat()]
}

async function writeStatus(
  { kind, countTerminating }: ReplicaKind,
  owner: ReplicaOwner,
  counts: ReplicaCounts,
  { failure, now }: Pick<Observation, 'failure' | 'now'>,
  { client }: ReconcileContext,
): Promise<void> {
  const status = countedStatus(owner, counts, { countTerminating, failure, now })
  if (deepEqual(status, owner.status)) return
  await client.update<KindName>(kind, { ...owner, status } as ObjectOf<KindName>, { subresource: 'status' })
}
