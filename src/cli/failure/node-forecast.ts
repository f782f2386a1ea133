/** What will become of nodes whose kubelet was stopped: when they are NotReady, and when their pods are evicted. */
import { getNodeCondition } from '../../api/kinds/core/node/conditions.ts'
import {
  ALL_ZONES,
  evictionRate,
  isBeingEvicted,
  type ZoneCounts,
  zoneOf,
} from '../../api/kinds/core/node/disruption.ts'
import { NODE_LEASE_NAMESPACE, unknownAt } from '../../api/kinds/core/node/heartbeat.ts'
import { UNREACHABLE_TAINT } from '../../api/kinds/core/node/taints.ts'
import { parseTime } from '../../apimachinery/time.ts'
import type { Client } from '../../apiserver/client.ts'
import { tolerationTime } from '../../controllers/taint-eviction/toleration.ts'
import type { Node } from '../../generated/types.ts'
import { formatMoment } from './moment.ts'

/** What drives pods off a node that is silent. */
const TAINT = { key: UNREACHABLE_TAINT, effect: 'NoExecute' }

interface Forecaster {
  client: Client
  now: number
  /** From when on another node of a zone can be emptied, ms. */
  free: Map<string, number>
}

/** A sentence for each node: `NotReady at 12:00:50 (in 50s), its pods are evicted from 12:05:50 on (in 5m50s)`. */
export async function forecast(nodes: readonly Node[], client: Client, now: number): Promise<string[]> {
  const forecaster = { client, now, free: new Map<string, number>() }
  const sentences: string[] = []
  for (const node of nodes) sentences.push(await forecastOne(node, forecaster))
  return sentences
}

async function forecastOne(node: Node, forecaster: Forecaster): Promise<string> {
  const { client, now } = forecaster
  const { name = '' } = node.metadata
  const lease = await client.find('Lease', { namespace: NODE_LEASE_NAMESPACE, name })
  const isUnknown = getNodeCondition(node, 'Ready')?.status === 'Unknown'
  const unknown = isUnknown ? now : Math.max(unknownAt(node, lease) ?? now, now)
  const health = isUnknown ? 'NotReady' : `NotReady at ${formatMoment(unknown, now)}`
  return `${health}, ${await forecastPods(node, unknown, forecaster)}`
}

async function forecastPods(node: Node, unknown: number, forecaster: Forecaster): Promise<string> {
  const { client, now } = forecaster
  const pods = (await client.lookup('Pod', 'assigned', node.metadata.name!)).filter(
    ({ metadata }) => metadata.deletionTimestamp === undefined,
  )
  if (pods.length === 0) return 'no pods are on it'
  const shortest = Math.min(...pods.map(({ spec }) => tolerationTime([TAINT], spec?.tolerations)))
  if (shortest === Number.POSITIVE_INFINITY) return 'its pods stay on it'
  const tainted = await taintedAt(node, unknown, forecaster)
  if (typeof tainted === 'string') return tainted
  const evicted = Math.max(tainted + shortest, now)
  const [time, wait] = formatMoment(evicted, now).split(' (')
  return `its pods are evicted from ${time} on (${wait}`
}

/** When the node gets the taint that drives its pods away; or why it does not. */
async function taintedAt(node: Node, unknown: number, forecaster: Forecaster): Promise<number | string> {
  const { client, free } = forecaster
  const taint = node.spec?.taints?.find(
    ({ key, effect }) => key === UNREACHABLE_TAINT && effect === 'NoExecute',
  )
  if (isBeingEvicted(node)) return parseTime(taint?.timeAdded) ?? unknown
  const zone = zoneOf(node)
  const all: ZoneCounts = await client.aggregate('Node', 'disruption', ALL_ZONES)
  const rate = evictionRate(expected(await client.aggregate('Node', 'disruption', zone)), expected(all))
  if (rate === 0)
    return all.lost === all.count
      ? 'its pods are not evicted while all nodes are lost'
      : 'its pods are not evicted while so many nodes of its zone are lost'
  const tainted = Math.max(unknown, free.get(zone) ?? 0)
  free.set(zone, tainted + 1000 / rate)
  return tainted
}

/** The counts when all that have stopped have become unknown. */
function expected({ count = 0, lost = 0 }: ZoneCounts): ZoneCounts {
  return { count, unready: lost }
}
