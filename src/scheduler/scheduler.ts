/** The scheduler's reconciler: takes pods from the queue in order, finds each a node, and writes it down. */
import { isPodTerminal } from '../api/kinds/core/pod/conditions.ts'
import { isConflict, isNotFound, StatusError } from '../apimachinery/status-error.ts'
import type { Client } from '../apiserver/client.ts'
import { deepEqual } from '../base/json.ts'
import type { Pod } from '../generated/types.ts'
import {
  type Change,
  keyOf,
  parseKey,
  type ReconcileContext,
  type Reconciler,
  type Result,
} from '../runtime/reconciler.ts'
import { isConfiguration } from './config/config-map.ts'
import { type CycleOptions, decide, type SearchPosition } from './cycle.ts'
import { fitMessage, NO_NODES } from './diagnosis.ts'
import type { Failure, Profile } from './framework.ts'
import type { NodeInfo } from './node-info.ts'
import { isStale } from './nominations.ts'
import { place } from './place.ts'
import { defaultProfile } from './plugins/index.ts'
import { type PodInfo, podInfo } from './pod-info.ts'
import { postFilter } from './post-filter.ts'
import { type BackoffOptions, createQueue, type SchedulingQueue } from './queue.ts'
import { reportCondition, reportFailure, reportNomination, reportScheduled } from './report.ts'
import { createSession, type Session } from './session.ts'

/** Which plugins, and how thoroughly. */
export interface SchedulerOptions extends CycleOptions, BackoffOptions {
  profile?: Profile
  /** False: read and ask everything anew for every pod. Decides the same, slowly. */
  reuseAnswers?: boolean
}

interface Scheduler {
  profile: Profile
  options: CycleOptions
  session: Session
  /** What a pod is placed by: the session, or one that knows nothing yet. */
  sessionFor(context: ReconcileContext): Session
  queue: SchedulingQueue
  position: SearchPosition
}

/** The scheduler of one profile. What it remembers of the cluster it keeps until it is dropped. */
export function createScheduler(options: SchedulerOptions = {}): Reconciler {
  const { profile = defaultProfile, reuseAnswers = true } = options
  const session = createSession(profile, { reuse: reuseAnswers })
  const scheduler: Scheduler = {
    profile,
    options,
    session,
    sessionFor: ({ client }) => {
      const chosen = reuseAnswers ? session : createSession(profile, { reuse: false })
      chosen.use(client)
      return chosen
    },
    queue: createQueue(profile, options),
    position: { next: undefined },
  }
  const reconcileAll = (keys: readonly string[], context: ReconcileContext) =>
    scheduleAll(scheduler, keys, context)
  return {
    name: profile.schedulerName,
    watches: [
      ...watchedKinds(profile).map((kind) => ({
        kind,
        keys: (change: Change, context: ReconcileContext) => see(scheduler, change, context),
      })),
      {
        kind: 'ConfigMap',
        keys: ({ object }, { client }) => (isConfiguration(object) ? allKeys(profile, client) : []),
      },
    ],
    reconcile: async (key, context) => (await reconcileAll([key], context)).get(key),
    reconcileAll,
  }
}

/** Under another configuration all pods that wait are tried again, as when kube-scheduler is started. */
async function allKeys({ schedulerName }: Profile, client: Client): Promise<string[]> {
  return (await client.lookup('Pod', 'unscheduled', schedulerName)).map(keyOf)
}

function watchedKinds({ plugins }: Profile): string[] {
  const kinds = plugins.flatMap(({ plugin: { requeueOn = [], dependsOn = [] } }) => [
    ...requeueOn.map(({ kind }) => kind as string),
    ...dependsOn,
  ])
  return [...new Set(['Pod', 'Node', ...kinds])]
}

/** Which pods are to be tried after a change. */
async function see(scheduler: Scheduler, change: Change, { client }: ReconcileContext): Promise<string[]> {
  const { session, queue } = scheduler
  session.use(client)
  if (change.object.kind === 'Node' && !session.seeNode(change)) return []
  if (change.object.kind !== 'Pod') {
    session.seeOther(change)
    return queue.wake(change, client)
  }
  session.seePod(change)
  const own = enqueue(scheduler, change)
  return [...own, ...(await queue.wake(change, client))]
}

/** A pod that is new or asks for something else is tried; a status that changes is no reason. */
function enqueue({ queue, profile }: Scheduler, { type, object, previous }: Change): string[] {
  const [pod, before] = [object as Pod, previous as Pod | undefined]
  const key = keyOf(pod)
  if (type === 'deleted' || !isForUs(pod, profile)) {
    queue.forget(key)
    return []
  }
  if (type === 'modified' && !asksAnew(before, pod)) {
    queue.update(pod)
    return []
  }
  queue.add(pod)
  return [key]
}

/** Whether a pod has to be looked at anew: what it asks for may have changed. */
function asksAnew(before: Pod | undefined, after: Pod): boolean {
  if (before === undefined) return true
  return (
    before.metadata.generation !== after.metadata.generation ||
    !deepEqual(before.spec, after.spec) ||
    !deepEqual(before.metadata.labels, after.metadata.labels)
  )
}

function isForUs(pod: Pod, { schedulerName }: Profile): boolean {
  const { spec, metadata } = pod
  if (spec?.nodeName || metadata.deletionTimestamp !== undefined || isPodTerminal(pod)) return false
  return (spec?.schedulerName || 'default-scheduler') === schedulerName
}

async function scheduleAll(
  scheduler: Scheduler,
  keys: readonly string[],
  context: ReconcileContext,
): Promise<Map<string, Result>> {
  scheduler.session.use(context.client)
  const results = new Map<string, Result>()
  for (const pod of await scheduler.queue.take(keys, context.client, context.clock.now())) {
    if (!isForUs(pod, scheduler.profile)) continue
    const result = await tryPod(scheduler, pod, context)
    if (result) results.set(keyOf(pod), result)
  }
  return results
}

/** A pod that is gone, or that someone else has bound meanwhile, is none of our business any more. */
async function tryPod(
  scheduler: Scheduler,
  pod: Pod,
  context: ReconcileContext,
): Promise<Result | undefined> {
  try {
    return await schedule(scheduler, pod, context)
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    if (isNotFound(error) || isConflict(error)) return undefined
    await reportFailure(pod, 'SchedulerError', `binding rejected: ${error.message}`, context)
    return {
      requeueAt: scheduler.queue.failed(pod, context.clock.now()),
      why: `the back-off of pod ${pod.metadata.name} is over`,
    }
  }
}

async function schedule(scheduler: Scheduler, pod: Pod, context: ReconcileContext): Promise<undefined> {
  const { profile, queue, position, options } = scheduler
  const session = scheduler.sessionFor(context)
  for (const { plugin } of profile.plugins) {
    const gate = plugin.preEnqueue?.(pod)
    if (!gate) continue
    queue.park(pod, new Set([plugin.name]))
    return void (await reportCondition(pod, gate.reason, gate.message, context))
  }
  await session.nodes.refresh()
  if (session.nodes.slots().length === 0) {
    queue.park(pod, undefined)
    return void (await reportFailure(pod, 'Unschedulable', NO_NODES, context))
  }
  await session.nominations.load()
  const info = podInfo(await newest(pod, session))
  const question = await session.questions.of(info)
  const decision = await decide({ pod: info, question }, session, context.random, position, options)
  if ('node' in decision) await commit(scheduler, session, info, decision.node, context)
  else await giveUp(scheduler, session, info, decision.failure, context)
}

/** The pod may have lost its nomination to another since it was taken from the queue. */
async function newest(pod: Pod, { nominations, client }: Session): Promise<Pod> {
  if (!isStale(pod, nominations)) return pod
  return (await client.find('Pod', parseKey(keyOf(pod)))) ?? pod
}

/** The binding cycle, and what is said of it. */
async function commit(
  { profile, queue }: Scheduler,
  session: Session,
  pod: PodInfo,
  node: NodeInfo,
  context: ReconcileContext,
): Promise<void> {
  const plugins = profile.plugins.map(({ plugin }) => plugin)
  const placement = await place(plugins, pod, node, context)
  if (placement === 'bound') {
    session.assume(pod, node.name)
    return reportScheduled(pod.pod, node.name, context)
  }
  queue.park(pod.pod, new Set([placement.waitsFor]))
  const { refusal } = placement
  if (refusal) return reportFailure(pod.pod, 'Unschedulable', refusal.reasons.join(', '), context)
  if (session.nominations.nodeOf(pod.key) === node.name) return
  await reportNomination(pod.pod, node.name, context)
  session.nominations.set(pod, node.name)
}

/** Post-filter; then the pod waits, and says why. */
async function giveUp(
  { profile, queue }: Scheduler,
  session: Session,
  pod: PodInfo,
  failure: Failure,
  context: ReconcileContext,
): Promise<void> {
  const result = await postFilter(profile, pod, failure, session, context)
  const { nominatedNode } = result
  if (nominatedNode !== undefined) session.nominations.set(pod, nominatedNode || undefined)
  queue.failed(pod.pod, context.clock.now())
  queue.park(pod.pod, failure.plugins)
  const message = [fitMessage(failure), result.message].filter(Boolean).join(' ')
  await reportFailure(pod.pod, 'Unschedulable', message, context, nominatedNode)
}
