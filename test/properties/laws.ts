/** What holds at every revision, whatever was asked for: bounds of rollouts, budgets, room on nodes. */
import { isPodAvailable, isPodReady } from '../../src/api/kinds/core/pod/conditions.ts'
import { podRequests } from '../../src/api/kinds/core/pod/requests.ts'
import { controllerOf, type KubeObject } from '../../src/apimachinery/object.ts'
import { parseQuantity, quantityMilliValue, quantityValue } from '../../src/apimachinery/quantity.ts'
import { resolveBounds } from '../../src/controllers/deployment/arithmetic.ts'
import { isActive } from '../../src/controllers/pod-state.ts'
import type {
  CronJob,
  Deployment,
  Job,
  Node,
  Pod,
  PodDisruptionBudget,
  ReplicaSet,
  StatefulSet,
} from '../../src/generated/types.ts'
import type { StoreEvent } from '../../src/store/store.ts'
import type { Span } from './mortal-cluster.ts'

/** A change of one object, and who made it. */
interface Change {
  before: KubeObject | undefined
  after: KubeObject | undefined
  byUser: boolean
}

export interface Laws {
  /** Goes through the next part of the history, in which the user wrote what lies in the span. Gives what was broken. */
  follow(events: readonly StoreEvent[], user: Span): string[]
  /** The objects of a kind as they are now. */
  all<T extends KubeObject>(kind: T['kind']): T[]
}

/** What a law finds wrong with a change; undefined where the change does not concern it. */
type Law = (change: Change, world: World) => string[] | undefined

const laws = {
  nodesHaveRoom,
  rolloutsKeepEnough,
  rolloutsMakeFew,
  setsMakeFew,
  recreateIsAlone,
  budgetsHold,
  jobsKeepTheirWidth,
  finishedJobsRest,
  cronJobsForbid,
  statefulSetsKeepOrder,
} satisfies Record<string, Law>

/** How many changes each law was asked about: those that were never asked prove nothing. */
export type Asked = Record<keyof typeof laws, number>

/** No law was asked yet. */
export function noneAsked(): Asked {
  return Object.fromEntries(Object.keys(laws).map((name) => [name, 0])) as Asked
}

/** Laws over a history that begins now. */
export function createLaws(asked: Asked): Laws {
  const world = createWorld()
  return {
    all: world.all,
    follow(events, [after, upTo]) {
      world.beginStretch()
      const broken: string[] = []
      for (const event of events) {
        const change = {
          before: event.previous?.value as KubeObject | undefined,
          after: event.kv?.value as KubeObject | undefined,
          byUser: event.revision > after && event.revision <= upTo,
        }
        world.take(event.key, change)
        for (const [name, law] of Object.entries(laws) as [keyof Asked, Law][]) {
          const found = law(change, world)
          if (found !== undefined) asked[name]++
          for (const text of found ?? []) broken.push(`${event.revision}: ${name}: ${text}`)
        }
      }
      return broken
    },
  }
}

interface World {
  beginStretch(): void
  take(key: string, change: Change): void
  all<T extends KubeObject>(kind: T['kind']): T[]
  byUid<T extends KubeObject>(uid: string | undefined): T | undefined
  /** Whether the user changed what bounds the deployment in this stretch of history: what follows is on the way to it. */
  isChanging(deployment: Deployment): boolean
  /** Whether the user changed even the type of its strategy. */
  isSwitching(deployment: Deployment): boolean
  /** So many pods of the deployment were lost at this moment by other hands than its own. */
  lost(deployment: Deployment, now: number): number
  deploymentOf(pod: KubeObject): Deployment | undefined
  podsOf(deployment: Deployment): Pod[]
}

function createWorld(): World {
  const objects = new Map<string, KubeObject>()
  const uids = new Map<string, KubeObject>()
  const changing = new Set<string>()
  const losses = new Map<string, number[]>()
  const world: World = {
    beginStretch() {
      changing.clear()
      losses.clear()
    },
    take(key, change) {
      const { before, after } = change
      if (after) objects.set(key, after)
      else objects.delete(key)
      if (after) uids.set(after.metadata.uid ?? '', after)
      noteChanging(before as Deployment | undefined, after as Deployment | undefined, changing)
      const time = lossOf(change)
      const owner = time === undefined ? undefined : world.deploymentOf((after ?? before)!)
      if (owner)
        losses.set(owner.metadata.uid ?? '', [...(losses.get(owner.metadata.uid ?? '') ?? []), time!])
    },
    all: <T extends KubeObject>(kind: string) =>
      [...objects.values()].filter((object) => object.kind === kind) as T[],
    byUid: <T extends KubeObject>(uid: string | undefined) => uids.get(uid ?? '') as T | undefined,
    isChanging: ({ metadata }) => changing.has(metadata.uid ?? ''),
    isSwitching: ({ metadata }) => changing.has(`${metadata.uid} strategy`),
    lost: ({ metadata }, now) =>
      (losses.get(metadata.uid ?? '') ?? []).filter((time) => Math.abs(time - now) < 1000).length,
    deploymentOf: (pod) => world.byUid(controllerOf(world.byUid(controllerOf(pod)?.uid) ?? pod)?.uid),
    podsOf: (deployment) =>
      world
        .all<Pod>('Pod')
        .filter((pod) => world.deploymentOf(pod)?.metadata.uid === deployment.metadata.uid),
  }
  return world
}

function noteChanging(
  before: Deployment | undefined,
  after: Deployment | undefined,
  changing: Set<string>,
): void {
  if (after?.kind !== 'Deployment') return
  const uid = after.metadata.uid ?? ''
  const bounds = ({ spec }: Deployment) =>
    JSON.stringify([spec?.replicas, spec?.strategy, spec?.minReadySeconds, spec?.paused])
  if (!before || bounds(before) !== bounds(after)) changing.add(uid)
  if (!before || before.spec?.strategy?.type !== after.spec?.strategy?.type) changing.add(`${uid} strategy`)
}

/** When a ready pod was lost, if the change is such a loss and not the doing of its replica set. */
function lossOf({ before, after, byUser }: Change): number | undefined {
  if (before?.kind !== 'Pod' || !isReadyAndStays(before as Pod)) return undefined
  const pod = after as Pod | undefined
  if (pod && isReadyAndStays(pod)) return undefined
  const isOwnDoing = !byUser && leavesByItsSet({ before, after: pod })
  return isOwnDoing ? undefined : timeOf(pod ?? (before as Pod))
}

function isReadyAndStays(pod: Pod): boolean {
  return isActive(pod) && isPodReady(pod)
}

/** Deletions by others leave a condition, or are the user's. */
function leavesByItsSet({ before, after }: { before: KubeObject; after: Pod | undefined }): boolean {
  if (before.metadata.deletionTimestamp !== undefined || after?.metadata.deletionTimestamp === undefined)
    return false
  return !after.status?.conditions?.some(({ type }) => type === 'DisruptionTarget')
}

/** When the change was made: a deletion tells by its time and grace period, others by the conditions. */
function timeOf({ metadata, status }: Pod): number {
  if (metadata.deletionTimestamp !== undefined)
    return Date.parse(metadata.deletionTimestamp) - (metadata.deletionGracePeriodSeconds ?? 0) * 1000
  return Math.max(
    0,
    ...(status?.conditions ?? []).map((each) => Date.parse(each.lastTransitionTime ?? '') || 0),
  )
}

/** A pod is bound only where its requests fit in beside those that are there. */
function nodesHaveRoom({ before, after }: Change, world: World): string[] | undefined {
  const pod = after as Pod | undefined
  const name = pod?.spec?.nodeName
  if (pod?.kind !== 'Pod' || name === undefined || (before as Pod | undefined)?.spec?.nodeName === name)
    return undefined
  const node = world.all<Node>('Node').find(({ metadata }) => metadata.name === name)
  if (node === undefined) return [`${pod.metadata.name} is bound to ${name}, which is not there`]
  const there = world
    .all<Pod>('Pod')
    .filter(({ spec, status }) => spec?.nodeName === name && !hasEnded(status))
  const { cpu = '0', memory = '0', pods = '0' } = node.status?.allocatable ?? {}
  const used = there.map(podRequests)
  const sum = (resource: string) => used.reduce((total, each) => total + (each[resource] ?? 0), 0)
  const fits =
    sum('cpu') <= quantityMilliValue(parseQuantity(cpu)) &&
    sum('memory') <= quantityValue(parseQuantity(memory)) &&
    there.length <= Number(pods)
  return fits ? [] : [`${name} is given ${pod.metadata.name}, for which it has no room`]
}

function hasEnded(status: Pod['status']): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed'
}

/** A replica set takes an available pod away only where enough others are left. */
function rolloutsKeepEnough({ before, after, byUser }: Change, world: World): string[] | undefined {
  if (byUser || before?.kind !== 'Pod' || !leavesByItsSet({ before, after: after as Pod | undefined }))
    return undefined
  const deployment = world.deploymentOf(before)
  if (deployment?.spec?.strategy?.type !== 'RollingUpdate' || world.isChanging(deployment)) return undefined
  if (deployment.metadata.deletionTimestamp !== undefined) return undefined
  const now = timeOf(after as Pod)
  const isAvailable = (pod: Pod) =>
    isActive(pod) && isPodAvailable(pod, deployment.spec?.minReadySeconds ?? 0, now)
  if (!isAvailable(before as Pod)) return undefined
  const pods = world.podsOf(deployment)
  const left = pods.filter(isAvailable).length
  // A set that is to lose pods which are not available yet takes any that are ready: its ranking knows no minReadySeconds.
  const mistaken = pods.filter(
    (pod) =>
      isReadyAndStays(pod) && !isAvailable(pod) && controllerOf(pod)?.uid === controllerOf(before)?.uid,
  ).length
  const { replicas, maxUnavailable } = resolveBounds(deployment.spec)
  const lost = world.lost(deployment, now)
  if (left + lost + mistaken >= replicas - maxUnavailable) return []
  return [
    `${before.metadata.name} is taken, which leaves ${left} of ${replicas}, ${maxUnavailable} of which may be away, ${lost} lost`,
  ]
}

/** All sets of a deployment together never ask for more pods than its surge allows. */
function rolloutsMakeFew({ before, after }: Change, world: World): string[] | undefined {
  if (after?.kind !== 'ReplicaSet') return undefined
  const [was, is] = [before as ReplicaSet | undefined, after as ReplicaSet]
  const deployment = world.byUid<Deployment>(controllerOf(is)?.uid)
  if ((is.spec?.replicas ?? 1) <= (was?.spec?.replicas ?? 0)) return undefined
  if (deployment?.spec === undefined || world.isChanging(deployment)) return undefined
  const asked = world
    .all<ReplicaSet>('ReplicaSet')
    .filter((set) => controllerOf(set)?.uid === deployment.metadata.uid)
    .reduce((total, { spec }) => total + (spec?.replicas ?? 1), 0)
  const { replicas, maxSurge } = resolveBounds(deployment.spec)
  return asked <= replicas + maxSurge
    ? []
    : [`${is.metadata.name} makes it ${asked} of ${replicas}+${maxSurge}`]
}

/** A replica set makes no pod beyond what it asks for. */
function setsMakeFew({ before, after }: Change, world: World): string[] | undefined {
  const set = after?.kind === 'Pod' && !before ? world.byUid<ReplicaSet>(controllerOf(after)?.uid) : undefined
  if (set?.kind !== 'ReplicaSet') return undefined
  const own = world
    .all<Pod>('Pod')
    .filter((pod) => isActive(pod) && controllerOf(pod)?.uid === set.metadata.uid)
  const wanted = set.spec?.replicas ?? 1
  return own.length <= wanted ? [] : [`${set.metadata.name} has ${own.length} of ${wanted}`]
}

/** With Recreate, no set grows while a pod of another is there. */
function recreateIsAlone({ before, after }: Change, world: World): string[] | undefined {
  if (after?.kind !== 'ReplicaSet') return undefined
  const [was, is] = [before as ReplicaSet | undefined, after as ReplicaSet]
  const deployment = world.byUid<Deployment>(controllerOf(is)?.uid)
  if ((is.spec?.replicas ?? 1) <= (was?.spec?.replicas ?? 0)) return undefined
  if (deployment?.spec?.strategy?.type !== 'Recreate' || world.isSwitching(deployment)) return undefined
  const others = world
    .podsOf(deployment)
    .filter((pod) => !hasEnded(pod.status) && controllerOf(pod)?.uid !== is.metadata.uid)
  return others.map(({ metadata }) => `${is.metadata.name} grows while ${metadata.name} is there`)
}

/** An eviction leaves as many healthy pods as each budget of the pod needs. */
function budgetsHold({ before, after }: Change, world: World): string[] | undefined {
  const [was, is] = [before as Pod | undefined, after as Pod | undefined]
  if (was?.kind !== 'Pod' || !isReadyAndStays(was) || is?.metadata.deletionTimestamp === undefined)
    return undefined
  if (!is.status?.conditions?.some(({ reason }) => reason === 'EvictionByEvictionAPI')) return undefined
  const app = was.metadata.labels?.app
  return world.all<PodDisruptionBudget>('PodDisruptionBudget').flatMap((budget) => {
    if (budget.metadata.name !== app || budget.metadata.deletionTimestamp !== undefined) return []
    const healthy = world
      .all<Pod>('Pod')
      .filter((pod) => pod.metadata.labels?.app === app && isReadyAndStays(pod)).length
    const needed = budget.status?.desiredHealthy ?? 0
    return healthy >= needed ? [] : [`${was.metadata.name} goes, which leaves ${healthy} of ${needed}`]
  })
}

/** A job never has more pods at work than its parallelism. */
function jobsKeepTheirWidth({ before, after }: Change, world: World): string[] | undefined {
  const job = after?.kind === 'Pod' && !before ? world.byUid<Job>(controllerOf(after)?.uid) : undefined
  if (job?.kind !== 'Job') return undefined
  const active = world
    .all<Pod>('Pod')
    .filter((pod) => isActive(pod) && controllerOf(pod)?.uid === job.metadata.uid)
  const parallelism = job.spec?.parallelism ?? 1
  return active.length <= parallelism
    ? []
    : [`${job.metadata.name} has ${active.length} of ${parallelism} at work`]
}

/** A job that is over makes no more pods. */
function finishedJobsRest({ before, after }: Change, world: World): string[] | undefined {
  const job = after?.kind === 'Pod' && !before ? world.byUid<Job>(controllerOf(after)?.uid) : undefined
  if (job?.kind !== 'Job') return undefined
  return isOver(job) ? [`${job.metadata.name} is over and makes ${after?.metadata.name}`] : []
}

function isOver({ status }: Job): boolean {
  return (
    status?.conditions?.some(
      ({ type, status: is }) => ['Complete', 'Failed'].includes(type) && is === 'True',
    ) ?? false
  )
}

/** A cron job that forbids it never has two jobs at work. */
function cronJobsForbid({ before, after }: Change, world: World): string[] | undefined {
  const owner = after?.kind === 'Job' && !before ? world.byUid<CronJob>(controllerOf(after)?.uid) : undefined
  if (owner?.spec?.concurrencyPolicy !== 'Forbid') return undefined
  const others = world
    .all<Job>('Job')
    .filter((job) => job !== after && controllerOf(job)?.uid === owner.metadata.uid && !isOver(job))
  return others.map(({ metadata }) => `${after?.metadata.name} begins beside ${metadata.name}`)
}

/** A stateful set makes a pod only when all below it are there and available. */
function statefulSetsKeepOrder({ before, after }: Change, world: World): string[] | undefined {
  const set =
    after?.kind === 'Pod' && !before ? world.byUid<StatefulSet>(controllerOf(after)?.uid) : undefined
  if (set?.kind !== 'StatefulSet' || after === undefined) return undefined
  const now = Date.parse(after.metadata.creationTimestamp ?? '')
  const isAvailable = (pod: Pod) => isActive(pod) && isPodAvailable(pod, set.spec?.minReadySeconds ?? 0, now)
  const below = Number(after.metadata.name?.split('-').at(-1))
  const available = world
    .all<Pod>('Pod')
    .filter((pod) => controllerOf(pod)?.uid === set.metadata.uid && isAvailable(pod))
    .filter(({ metadata }) => Number(metadata.name?.split('-').at(-1)) < below)
  return available.length === below
    ? []
    : [`${after.metadata.name} comes while ${available.length} below it are available`]
}
