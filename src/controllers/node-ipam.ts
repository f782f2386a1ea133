/** Gives each node its range of pod addresses. Source: nodeipam/ipam/range_allocator.go. */
import { nameOf } from '../apiserver/client.ts'
import type { Node } from '../generated/types.ts'
import { defineController, type ReconcileContext, type State } from '../runtime/reconciler.ts'
import { type CidrPool, createCidrPool } from './cidr-pool.ts'

/**
 * 10.244.0.0/16 as kubeadm's users have it, 256 nodes; further nodes get their /24 out of 10.128.0.0 to
 * 10.243.255.255, another 29,696. Neither meets the services' 10.96.0.0/12.
 */
const DEFAULT_RANGES = [
  { start: '10.244.0.0', count: 256 },
  { start: '10.128.0.0', count: 29_696 },
]

/** The first free /24 goes to each node without one; those of deleted nodes are given again. */
export const nodeIpamController = defineController({
  name: 'node-ipam-controller',
  for: 'Node',
  async reconcile(node, { name }, context) {
    const pool = createCidrPool(DEFAULT_RANGES)
    if (node === undefined) await releaseRange(name, context.state)
    else if (node.spec?.podCIDR === undefined) await assignRange(node, pool, context)
    else await noteRange(name, pool.indexOf(node.spec.podCIDR), context.state)
    return undefined
  },
})

async function assignRange(
  node: Node,
  pool: CidrPool,
  { client, recorder, state }: ReconcileContext,
): Promise<void> {
  const { name = '' } = node.metadata
  // A range noted but not yet on the node is from a round that was cut short.
  const index = ((await state.get(nodeKey(name))) as number | undefined) ?? (await firstFree(pool, state))
  if (index === undefined) {
    const message = `Node ${name} status is now: CIDRNotAvailable`
    await recorder.event(node, 'Normal', 'CIDRNotAvailable', message)
    return
  }
  await noteRange(name, index, state)
  const podCIDR = pool.cidr(index)
  await client.patch('Node', nameOf(node), 'merge', { spec: { podCIDR, podCIDRs: [podCIDR] } })
}

/** All ranges before 'next' are taken, so the search never starts anew. */
async function firstFree(pool: CidrPool, state: State): Promise<number | undefined> {
  let index = ((await state.get('next')) as number | undefined) ?? 0
  while (index < pool.size && (await state.get(rangeKey(index))) !== undefined) index++
  await state.set('next', index)
  return index < pool.size ? index : undefined
}

/** Remembers who has a range: of one outside of the pool there is nothing to remember. */
async function noteRange(node: string, index: number | undefined, state: State): Promise<void> {
  if (index === undefined || (await state.get(nodeKey(node))) === index) return
  await state.set(rangeKey(index), node)
  await state.set(nodeKey(node), index)
}

async function releaseRange(node: string, state: State): Promise<void> {
  const index = (await state.get(nodeKey(node))) as number | undefined
  if (index === undefined) return
  await state.set(nodeKey(node), undefined)
  if ((await state.get(rangeKey(index))) === node) await state.set(rangeKey(index), undefined)
  const next = ((await state.get('next')) as number | undefined) ?? 0
  if (index < next) await state.set('next', index)
}

function rangeKey(index: number): string {
  return `range/${index}`
}

function nodeKey(name: string): string {
  return `node/${name}`
}
