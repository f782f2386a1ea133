/** Watches over nodes: their coming and going, their health, and the taints that follow. Source: pkg/controller/nodelifecycle. */
import { getNodeCondition } from '../../api/kinds/core/node/conditions.ts'
import { isBeingEvicted, nodeIndexes } from '../../api/kinds/core/node/disruption.ts'
import { hasLeaseEnded, NODE_LEASE_NAMESPACE } from '../../api/kinds/core/node/heartbeat.ts'
import type { Lease, Node } from '../../generated/types.ts'
import {
  type Change,
  parseKey,
  type ReconcileContext,
  type Reconciler,
  type Result,
} from '../../runtime/reconciler.ts'
import { checkHealth } from './health.ts'
import { greet, keepOlderLabels } from './registration.ts'
import { keepTaints } from './taints.ts'
import { dequeue, keepQueued, reconcileZones } from './zones.ts'

/** The key under which the zones are looked after, all together; the others are '/name' of a node. */
const ZONES = 'zones/'

/** Upstream's source name is kept. */
export const nodeLifecycleController: Reconciler = {
  name: 'node-controller',
  watches: [
    { kind: 'Node', keys: nodeKeys },
    { kind: 'Lease', keys: leaseKeys },
  ],
  async reconcile(key, context) {
    return key === ZONES ? reconcileZones(context) : reconcileNode(parseKey(key).name, context)
  },
}

function nodeKeys({ type, object, previous }: Change): string[] {
  const own = `/${object.metadata.name}`
  const after = type === 'deleted' ? undefined : (object as Node)
  return standing(after) === standing(previous as Node | undefined) ? [own] : [own, ZONES]
}

/** All of a node that zones are judged by. */
function standing(node: Node | undefined): string {
  if (node === undefined) return ''
  return JSON.stringify([nodeIndexes(node), getNodeCondition(node, 'Ready')?.status, isBeingEvicted(node)])
}

/** Of a Lease only its end counts, and that it goes on: beats between say nothing new. */
function leaseKeys({ type, object, previous }: Change): string[] {
  const { namespace, name } = object.metadata
  if (type === 'deleted' || namespace !== NODE_LEASE_NAMESPACE) return []
  const before = previous !== undefined && hasLeaseEnded(previous as Lease)
  return hasLeaseEnded(object as Lease) === before ? [] : [`/${name}`]
}

async function reconcileNode(name: string, context: ReconcileContext): Promise<Result | undefined> {
  const { client, state } = context
  const found = await client.find('Node', { namespace: '', name })
  const node = found && (await keepOlderLabels(found, client))
  await greet(node, name, context)
  if (node === undefined) {
    await dequeue(name, state)
    return undefined
  }
  const { node: checked, next } = await checkHealth(node, context)
  await keepQueued(await keepTaints(checked, context), context)
  return next
}
