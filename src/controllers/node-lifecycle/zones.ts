/**
 * How fast lost nodes are emptied: one node of a zone after another, slower or not at all where most of a zone is lost,
 * for then the fault is more likely with the network (handleDisruption, doNoExecuteTaintingPass).
 */
import {
  ALL_ZONES,
  evictionRate,
  type ZoneCounts,
  zoneOf,
  zoneState,
} from '../../api/kinds/core/node/disruption.ts'
import type { Node } from '../../generated/types.ts'
import type { ReconcileContext, Result, State } from '../../runtime/reconciler.ts'
import { awaitsEviction, startEviction, stopEviction } from './taints.ts'

/** The rate limiter of a zone: a bucket for one token. */
interface Pace {
  /** Nodes per second. */
  rate: number
  /** When the next node may be tainted, ms. */
  nextAt: number
}

const WAITING = 'waiting/'

/** Queues the node for its NoExecute taint, or takes it out of the queue, as its state asks. */
export async function keepQueued(node: Node, { clock, state }: ReconcileContext): Promise<void> {
  const { name = '' } = node.metadata
  if (!awaitsEviction(node)) return dequeue(name, state)
  if ((await state.get(placeKey(name))) !== undefined) return
  const zone = zoneOf(node)
  // First in, first out: nodes that are lost at the same moment in the order of their names.
  const place = `${queuePrefix(zone)}${String(clock.now()).padStart(15, '0')}/${name}`
  await state.set(place, name)
  await state.set(placeKey(name), place)
  await state.set(WAITING + zone, true)
}

/** Takes a node out of the queue, if it stands there. */
export async function dequeue(name: string, state: State): Promise<void> {
  const place = (await state.get(placeKey(name))) as string | undefined
  if (place === undefined) return
  await state.set(place, undefined)
  await state.set(placeKey(name), undefined)
}

/** Goes on with all zones in which nodes wait to be emptied; if all nodes of the cluster are lost, none is. */
export async function reconcileZones(context: ReconcileContext): Promise<Result | undefined> {
  const { client, state } = context
  const all: ZoneCounts = await client.aggregate('Node', 'disruption', ALL_ZONES)
  if (zoneState(all) === 'FullDisruption')
    for (const node of await client.lookup('Node', 'evicting', ALL_ZONES)) await stopEviction(node, context)
  let next: Result | undefined
  for (const { key } of await state.range(WAITING)) {
    const result = await goOn(key.slice(WAITING.length), all, context)
    if (result && (next === undefined || result.requeueAt! < next.requeueAt!)) next = result
  }
  return next
}

/** Taints the nodes of a zone whose turn it is; gives when the next one's is. */
async function goOn(zone: string, all: ZoneCounts, context: ReconcileContext): Promise<Result | undefined> {
  const { client, clock, state } = context
  const counts: ZoneCounts = await client.aggregate('Node', 'disruption', zone)
  const pace = await paceOf(zone, evictionRate(counts, all), context)
  for (;;) {
    const [first] = await state.range(queuePrefix(zone), 1)
    if (first === undefined) {
      await state.set(WAITING + zone, undefined)
      return undefined
    }
    if (pace.rate === 0) return undefined
    const name = first.value as string
    if (pace.nextAt > clock.now())
      return { requeueAt: pace.nextAt, why: `node ${name} is tainted, which drives its pods away` }
    await dequeue(name, state)
    const node = await client.find('Node', { namespace: '', name })
    if (node === undefined || !awaitsEviction(node)) continue
    await startEviction(node, context)
    pace.nextAt = clock.now() + 1000 / pace.rate
    await state.set(paceKey(zone), { ...pace })
  }
}

/** The zone's limiter at this rate. A new limiter in place of one that made nodes wait begins empty (SwapLimiter). */
async function paceOf(zone: string, rate: number, { clock, state }: ReconcileContext): Promise<Pace> {
  const now = clock.now()
  const old = (await state.get(paceKey(zone))) as Pace | undefined
  if (old?.rate === rate) return { ...old }
  const waited = old !== undefined && (old.rate === 0 || old.nextAt > now)
  const pace = { rate, nextAt: waited && rate > 0 ? now + 1000 / rate : now }
  await state.set(paceKey(zone), { ...pace })
  return pace
}

function queuePrefix(zone: string): string {
  return `queue/${zone}/`
}

function placeKey(node: string): string {
  return `queued/${node}`
}

function paceKey(zone: string): string {
  return `zone/${zone}`
}
