/** Evicts a pod: deletes it, unless its disruption budget forbids. Source: registry/core/pod/storage/eviction.go. */
import { isPodReady, isPodTerminal } from '../../api/kinds/core/pod/conditions.ts'
import { budgetsOfPod } from '../../api/kinds/policy/budgets-of-pod.ts'
import type { KubeObject } from '../../apimachinery/object.ts'
import { conflict, isConflict, StatusError, timedOut } from '../../apimachinery/status-error.ts'
import type { Eviction, Pod, PodDisruptionBudget } from '../../generated/types.ts'
import { admit } from '../admission/admit.ts'
import { type DeleteOptions, nameOf, type WriteOptions } from '../client.ts'
import type { Request } from '../context.ts'
import { deleteObject } from './delete.ts'
import { budgetInProcess, statusAfterEviction } from './disruption.ts'
import { decodeEviction, deletionAsked } from './eviction-body.ts'
import { getObject } from './read.ts'
import { transformObject } from './update.ts'

/** How often a step is tried anew where another writer came between (EvictionsRetry). */
const ATTEMPTS = 20
const SEVERAL_BUDGETS =
  'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.'

/** An eviction on its way: of which pod, and how it is to be deleted. */
interface Asked {
  request: Request
  eviction: Eviction
  deletion: DeleteOptions
}

/**
 * Gives the Status of success. Throws TooManyRequests where the budget allows no disruption; the one that it allows is
 * taken from the budget's status within the request, so that no other eviction can count on it.
 */
export async function evictPod(
  request: Request,
  body: KubeObject,
  options: WriteOptions,
): Promise<KubeObject> {
  const eviction = await decodeEviction(body, options)
  const deletion = deletionAsked(eviction, options)
  const change = { operation: 'CREATE', object: eviction } as const
  await admit('mutate', request, change, { ...options, subresource: 'eviction' })
  await admit('validate', request, change, { ...options, subresource: 'eviction' })
  // The eviction was admitted; what it does to the pod is not asked about again.
  const asked = { request: { ...request, server: { ...request.server, admission: [] } }, eviction, deletion }
  const pod = await retried(deletion, () => evictUnguarded(asked))
  if (pod !== undefined) await evictGuarded(asked, pod)
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } as KubeObject
}

/**
 * Deletes a pod that no budget guards: one that has ended, has not begun, or is going already. Gives any other pod as
 * it is, and leaves it.
 */
async function evictUnguarded(asked: Asked): Promise<Pod | undefined> {
  const { request, eviction, deletion } = asked
  const pod = (await getObject(request.server, request.kind, nameOf(eviction))) as Pod
  const isGoing = isPodTerminal(pod) || pod.metadata.deletionTimestamp !== undefined
  if (!isGoing && pod.status?.phase !== 'Pending') return pod
  // One that may become ready meanwhile must be asked about again.
  await markAndDelete(asked, isGoing ? deletion : stateOf(pod, deletion))
  return undefined
}

async function evictGuarded(asked: Asked, pod: Pod): Promise<void> {
  const { request, deletion } = asked
  const [budget, ...others] = await budgetsOfPod(request.client, pod)
  if (others.length > 0) throw severalBudgets()
  if (budget === undefined) return markAndDelete(asked, deletion)
  if (!isExpendable(pod, budget)) {
    await spend(asked, budget)
    return markAndDelete(asked, deletion)
  }
  try {
    await markAndDelete(asked, stateOf(pod, deletion))
  } catch (error) {
    // The pod may have become ready: whoever did not ask for this very state is told to come back.
    if (isConflict(error) && deletion.preconditions?.resourceVersion === undefined)
      throw budgetInProcess(budget.metadata.name ?? '')
    throw error
  }
}

/** An unready pod does not count as healthy, so its eviction takes nothing from the budget (unhealthyPodEvictionPolicy). */
function isExpendable(pod: Pod, { spec, status = {} }: PodDisruptionBudget): boolean {
  if (isPodReady(pod)) return false
  if (spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true
  const { currentHealthy = 0, desiredHealthy = 0 } = status
  return currentHealthy >= desiredHealthy && desiredHealthy > 0
}

/** Takes one disruption from the budget; in a dry run, asks whether there is one. */
async function spend({ request, eviction, deletion }: Asked, budget: PodDisruptionBudget): Promise<void> {
  const { client, server } = request
  let newest = budget
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const status = statusAfterEviction(newest, eviction.metadata.name ?? '', server.clock.now())
    if (deletion.dryRun) return
    try {
      await client.update('PodDisruptionBudget', { ...newest, status }, { subresource: 'status' })
      return
    } catch (error) {
      if (!isConflict(error)) throw error
      newest = await client.get('PodDisruptionBudget', nameOf(budget))
    }
  }
  throw timedOut(`couldn't update PodDisruptionBudget "${budget.metadata.name}" due to conflicts`, 10)
}

/** Tells in the pod's status why it goes, then deletes it. */
async function markAndDelete({ request, eviction }: Asked, deletion: DeleteOptions): Promise<void> {
  const name = nameOf(eviction)
  if (deletion.dryRun) {
    await deleteObject(request, name, deletion)
    return
  }
  const check = (pod: KubeObject) => {
    checkPreconditions(pod, deletion)
    return pod
  }
  const marked = await transformObject(request, name, check, { subresource: 'eviction' })
  const isBound = deletion.preconditions?.resourceVersion !== undefined
  await deleteObject(request, name, isBound ? boundTo(marked, deletion) : deletion)
}

function checkPreconditions({ metadata }: KubeObject, { preconditions = {} }: DeleteOptions): void {
  const { uid, resourceVersion } = preconditions
  const refuse = (text: string) => {
    throw conflict({ group: '', resource: 'Pod' }, metadata.name ?? '', text)
  }
  if (uid && uid !== metadata.uid)
    refuse(
      `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
    )
  if (resourceVersion && resourceVersion !== metadata.resourceVersion)
    refuse(
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`,
    )
}

/** The same deletion of the pod as it was read, unless the client named a state of its own. */
function stateOf(pod: Pod, deletion: DeleteOptions): DeleteOptions {
  return deletion.preconditions?.resourceVersion === undefined ? boundTo(pod, deletion) : deletion
}

/** The same deletion of this very state of the object. */
function boundTo({ metadata }: KubeObject, deletion: DeleteOptions): DeleteOptions {
  const { resourceVersion } = metadata
  return {
    ...deletion,
    preconditions: { ...deletion.preconditions, ...(resourceVersion && { resourceVersion }) },
  }
}

/** Runs a step anew while another writer comes between; not for a client that asked for one state of the pod. */
async function retried<T>({ preconditions }: DeleteOptions, step: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await step()
    } catch (error) {
      const isLost = isConflict(error) && preconditions?.resourceVersion === undefined
      if (!isLost || attempt === ATTEMPTS) throw error
    }
  }
}

/** A plain failure without a reason, as upstream answers. */
function severalBudgets(): StatusError {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' } as const
  return new StatusError({ ...status, message: SEVERAL_BUDGETS, code: 500 })
}
