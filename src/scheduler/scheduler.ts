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
import { type Failure, type Profile, schedulerOf } from './framework.ts'
import type { NodeInfo } from './node-info.ts'
import { isStale } from './nominations.ts'
import { createPlace, type Place } from './place.ts'
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

/** What the pods of one scheduler name are placed by. */
interface Placing extends CycleOptions {
  profile: Profile
  place: Place
}

interface Scheduler {
  placings: ReadonlyMap<string, Placing>
  session: Session
  /** What a pod is placed by: the session, or one that knows nothing yet. */
  sessionFor(context: ReconcileContext): Session
  queue: SchedulingQueue
  position: SearchPosition
}

/**
 * The scheduler of one profile, or of several that share its queue, as kube-scheduler does; how long pods are backed off
 * and whether answers are reused, the first one says. What it remembers of the cluster it keeps until it is dropped.
 */
export function createScheduler(first: SchedulerOptions = {}, ...others: SchedulerOptions[]): Reconciler {
  const { reuseAnswers = true } = first
  const placings = [first, ...others].map(({ profile = defaultProfile, ...options }) => ({
    ...options,
    profile,
    place: createPlace(profile),
  }))
  const profiles = placings.map(({ profile }) => profile)
  const session = createSession(profiles, { reuse: reuseAnswers })
  const scheduler: Scheduler = {
    placings: new Map(placings.map((placing) => [placing.profile.schedulerName, placing])),
    session,
    sessionFor: ({ client }) => {
      const chosen = reuseAnswers ? session : createSession(profiles, { reuse: false })
      chosen.use(client)
      return chosen
    },
    queue: createQueue(profiles, first),
    position: { next: undefined },
  }
  const reconcileAll = (keys: readonly string[], context: ReconcileContext) =>
    scheduleAll(scheduler, keys, context)
  return {
    name: profiles.length === 1 ? profiles[0]!.schedulerName : 'kube-scheduler',
    watches: [
      ...watchedKinds(profiles).map((kind) => ({
        kind,
        keys: (change: Change, context: ReconcileContext) => see(scheduler, change, context),
      })),
      {
        kind: 'ConfigMap',
        keys: ({ object }, { client }) => (isConfiguration(object) ? allKeys(profiles, client) : []),
      },
    ],
    reconcile: async (key, context) => (await reconcileAll([key], context)).get(key),
    reconcileAll,
  }
}

/** Under another configuration all pods that wait are tried again, as when kube-scheduler is started. */
async function allKeys(profiles: readonly Profile[], client: Client): Promise<string[]> {
  const keys: string[] = []
  for (const { schedulerName } of profiles)
    keys.push(...(await client.lookup('Pod', 'unscheduled', schedulerName)).map(keyOf))
  return keys
}

function watchedKinds(profiles: readonly Profile[]): string[] {
  const plugins = profiles.flatMap((profile) => profile.plugins)
  const kinds = plugins.flatMap(({ plugin: { requeueOn = [], dependsOn = [] } }) => [
    ...requeueOn.map(({ kind }) => kind as string),
    ...dependsOn,
  ])
  return [...new Set(['Pod', 'Node', ...kinds])]
}

/** Which pods are to be tried after a change. */
function see(
  scheduler: Scheduler,
  change: Change,
  { client }: ReconcileContext,
): string[] | Promise<string[]> {
  const { session, queue } = scheduler
  session.use(client)
  if (change.object.kind === 'Node' && !session.seeNode(change)) return []
  if (change.object.kind !== 'Pod') {
    session.seeOther(change)
    return queue.wake(change, client)
  }
  session.seePod(change)
  const own = enqueue(scheduler, change)
  const woken = queue.wake(change, client)
  return woken instanceof Promise ? woken.then((others) => [...own, ...others]) : [...own, ...woken]
}

/** A pod that is new or asks for something else is tried; a status that changes is no reason. */
function enqueue({ queue, placings }: Scheduler, { type, object, previous }: Change): string[] {
  const [pod, before] = [object as Pod, previous as Pod | undefined]
  const key = keyOf(pod)
  if (type === 'deleted' || !placingOf(pod, placings)) {
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

/** What the pod is placed by; undefined where it is not for us, or not any more. */
function placingOf(pod: Pod, placings: Scheduler['placings']): Placing | undefined {
  const { spec, metadata } = pod
  if (spec?.nodeName || metadata.deletionTimestamp !== undefined || isPodTerminal(pod)) return undefined
  return placings.get(schedulerOf(pod))
}

async function scheduleAll(
  scheduler: Scheduler,
  keys: readonly string[],
  context: ReconcileContext,
): Promise<Map<string, Result>> {
  scheduler.session.use(context.client)
  const results = new Map<string, Result>()
  for (const pod of await scheduler.queue.take(keys, context.client, context.clock.now())) {
    const placing = placingOf(pod, scheduler.placings)
    if (!placing) continue
    const result = await tryPod(scheduler, placing, pod, context)
    if (result) results.set(keyOf(pod), result)
  }
  return results
}

/** A pod that is gone, or that someone else has bound meanwhile, is none of our business any more. */
async function tryPod(
  scheduler: Scheduler,
  placing: Placing,
  pod: Pod,
  context: ReconcileContext,
): Promise<Result | undefined> {
  try {
    return await schedule(scheduler, placing, pod, context)
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

async function schedule(
  scheduler: Scheduler,
  placing: Placing,
  pod: Pod,
  context: ReconcileContext,
): Promise<undefined> {
  const { queue, position } = scheduler
  const { profile } = placing
  const session = scheduler.sessionFor(context)
  for (const { plugin } of profile.plugins) {
    const answer = plugin.preEnqueue?.(pod, session)
    const gate = answer instanceof Promise ? await answer : answer
    if (!gate) continue
    queue.park(pod, new Set([plugin.name]))
    const { reason, message } = gate
    return reason === undefined ? undefined : void (await reportCondition(pod, reason, message, context))
  }
  await session.nodes.refresh()
  if (session.nodes.slots().length === 0) {
    queue.park(pod, undefined)
    return void (await reportFailure(pod, 'Unschedulable', NO_NODES, context))
  }
  await session.nominations.load()
  const info = podInfo(await newest(pod, session))
  const question = await session.questionsOf(profile).of(info)
  const decision = await decide({ pod: info, question }, session, context.random, position, placing)
  const attempt = { queue, placing, session, pod: info }
  if ('node' in decision) await commit(attempt, decision.node, context)
  else await giveUp(attempt, decision.failure, context)
}

/** The pod may have lost its nomination to another since it was taken from the queue. */
async function newest(pod: Pod, { nominations, client }: Session): Promise<Pod> {
  if (!isStale(pod, nominations)) return pod
  return (await client.find('Pod', parseKey(keyOf(pod)))) ?? pod
}

/** A pod that is tried, and by what. */
interface Attempt {
  queue: SchedulingQueue
  placing: Placing
  session: Session
  pod: PodInfo
}

/** The binding cycle, and what is said of it. */
async function commit(
  { queue, placing, session, pod }: Attempt,
  node: NodeInfo,
  context: ReconcileContext,
): Promise<void> {
  const placement = await placing.place(pod, node, context)
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
  { queue, placing, session, pod }: Attempt,
  failure: Failure,
  context: ReconcileContext,
): Promise<void> {
  const result = await postFilter(placing.profile, pod, failure, session, context)
  const { nominatedNode } = result
  if (nominatedNode !== undefined) session.nominations.set(pod, nominatedNode || undefined)
  queue.failed(pod.pod, context.clock.now())
  queue.park(pod.pod, failure.plugins)
  const message = [fitMessage(failure), result.message].filter(Boolean).join(' ')
  await reportFailure(pod.pod, 'Unschedulable', message, context, nominatedNode)
}
