/** How many copies of a pod a cluster has room for: places one after the other until one fits nowhere. */
import { isForbidden, StatusError } from '../apimachinery/status-error.ts'
import type { Pod } from '../generated/types.ts'
import type { ReconcileContext } from '../runtime/reconciler.ts'
import { type Copy, createCopy } from './copies.ts'
import { decide } from './cycle.ts'
import { type Explanation, explainPod } from './explain.ts'
import type { Profile } from './framework.ts'
import type { NodeInfo } from './node-info.ts'
import { createPlace, type Place } from './place.ts'
import { type PodInfo, podInfo } from './pod-info.ts'
import { profileFor } from './schedulers.ts'
import { createSession, type Session } from './session.ts'

/** What a cluster has room for. */
export interface Capacity {
  copies: number
  /** How many of them each node got; those that got none are left out. */
  placed: ReadonlyMap<string, number>
  /** Why there is not one more; undefined where the limit was reached. */
  stop?: { refusal: string } | Explanation
}

/**
 * Creates and places copies, at most `limit`. `context` must lead to a copy of the cluster. Nothing is preempted: what
 * is there stays. `copyOf` gives pods to be created, by their index.
 */
export async function measureCapacity(
  copyOf: (index: number) => Copy,
  limit: number,
  context: ReconcileContext,
  given?: Profile,
): Promise<Capacity> {
  const first = copyOf(0).pod
  const found = given ?? (await profileFor(first, context.client))
  if (!found) return { copies: 0, placed: new Map(), stop: await explainPod(first, context) }
  const profile = { ...found, plugins: found.plugins.filter(({ plugin }) => !plugin.postFilter) }
  const session = createSession([profile], { reuse: true })
  session.use(context.client)
  await session.nodes.refresh()
  await session.nominations.load()
  const place = createPlace(profile)
  const placed = new Map<string, number>()
  for (let copies = 0; copies < limit; copies++) {
    const pod = await create(copyOf(copies), context)
    if (typeof pod === 'string') return { copies, placed, stop: { refusal: pod } }
    const isWaiting = await isHeld(pod, profile, context)
    const node = isWaiting ? undefined : await findNode(podInfo(pod), session, profile, context)
    if (!node) return { copies, placed, stop: await explainPod(pod, context, profile) }
    await put(podInfo(pod), node, session, profile, place, context)
    placed.set(node.name, (placed.get(node.name) ?? 0) + 1)
  }
  return { copies: limit, placed }
}

/** A quota may stand against one more copy; the first one has to be in order, though. */
async function create(copy: Copy, { client }: ReconcileContext): Promise<Pod | string> {
  try {
    return await createCopy(copy, client)
  } catch (error) {
    if (error instanceof StatusError && isForbidden(error)) return error.message
    throw error
  }
}

/** Whether the pod never comes to look for a node; `explainPod` tells why. */
async function isHeld(pod: Pod, { plugins }: Profile, context: ReconcileContext): Promise<boolean> {
  for (const { plugin } of plugins) if (await plugin.preEnqueue?.(pod, context)) return true
  return false
}

async function findNode(
  pod: PodInfo,
  session: Session,
  profile: Profile,
  { random }: ReconcileContext,
): Promise<NodeInfo | undefined> {
  if (session.nodes.slots().length === 0) return undefined
  const question = await session.questionsOf(profile).of(pod)
  const decision = await decide({ pod, question }, session, random, { next: undefined }, { exhaustive: true })
  return 'node' in decision ? decision.node : undefined
}

/** What a plugin waits for before it lets the pod be bound is taken to come. */
async function put(
  pod: PodInfo,
  node: NodeInfo,
  session: Session,
  { plugins }: Profile,
  place: Place,
  context: ReconcileContext,
): Promise<void> {
  if ((await place(pod, node, context)) !== 'bound')
    for (const { plugin } of plugins) if (await plugin.bind?.(pod, node, context)) break
  session.assume(pod, node.name)
}
