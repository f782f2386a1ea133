/** Lets pods go that no job will count any more. Source: job_controller.go, syncOrphanPod. */
import { isJobFinished } from '../../api/kinds/batch/job-conditions.ts'
import { controllerOf } from '../../apimachinery/object.ts'
import type { Client } from '../../apiserver/client.ts'
import type { Job, OwnerReference, Pod } from '../../generated/types.ts'
import {
  type Change,
  keyOf,
  parseKey,
  type ReconcileContext,
  type Reconciler,
} from '../../runtime/reconciler.ts'
import { removeFinalizer } from '../finalizers.ts'
import { controlledBy } from '../ownership.ts'
import { isManagedElsewhere } from './managed-by.ts'
import { isTracked, TRACKING_FINALIZER } from './pods.ts'

/** Takes the tracking finalizer off pods without a job, and off those whose job is gone or has come to its end. */
export const jobOrphanPodController: Reconciler = {
  name: 'job-orphan-pod-controller',
  watches: [
    { kind: 'Pod', keys: orphanKeys },
    { kind: 'Job', keys: podsOfEndedJob },
  ],
  async reconcile(key, { client }) {
    const pod = await client.find('Pod', parseKey(key))
    if (pod !== undefined && isTracked(pod) && (await isOrphan(pod, client)))
      await removeFinalizer(client, 'Pod', pod, TRACKING_FINALIZER)
    return undefined
  },
}

/** Only a pod without an owner, or one that is deleted, may be nobody's. */
function orphanKeys({ type, object }: Change, { client }: ReconcileContext): string[] | Promise<string[]> {
  const pod = object as Pod
  if (type === 'deleted' || !isTracked(pod)) return []
  if (controllerOf(pod) !== undefined && pod.metadata.deletionTimestamp === undefined) return []
  return isOrphan(pod, client).then((isNobodys) => (isNobodys ? [keyOf(pod)] : []))
}

/** A job ends once: what it leaves behind then is tried until it is let go, whatever becomes of the job. */
function podsOfEndedJob(
  { type, object, previous }: Change,
  { client }: ReconcileContext,
): string[] | Promise<string[]> {
  const [job, before] = [object as Job, previous as Job | undefined]
  const wasEnded = before !== undefined && isJobFinished(before) && !isManagedElsewhere(before)
  const isEnded = type === 'deleted' || isJobFinished(job)
  return isEnded && !wasEnded ? trackedPodsOf(job, client) : []
}

async function trackedPodsOf(job: Job, client: Client): Promise<string[]> {
  return (await controlledBy(client, job, 'Pod')).filter(isTracked).map(keyOf)
}

async function isOrphan(pod: Pod, client: Client): Promise<boolean> {
  const owner = controllerOf(pod)
  if (owner === undefined) return true
  if (owner.kind !== 'Job' || owner.apiVersion !== 'batch/v1') return false
  const job = await findOwner(pod, owner, client)
  return job === undefined || (isJobFinished(job) && !isManagedElsewhere(job))
}

async function findOwner({ metadata }: Pod, { name, uid }: OwnerReference, client: Client) {
  const job = await client.find('Job', { namespace: metadata.namespace ?? '', name })
  return job?.metadata.uid === uid ? job : undefined
}
