/** Tells people why a pod goes where it goes: a sentence, and tables of the nodes. */
import type { Explanation, NodeExplanation } from '../../scheduler/index.ts'
import { quietTable } from './quiet-table.ts'

/** What is told of one pod. */
export interface Told extends Explanation {
  /** `pod/web-0` */
  object: string
  namespace: string
  /** The node that the pod has. */
  node?: string
  /** The node was named by a manifest, not chosen. */
  isNamed?: boolean
  /** There is one pod for each node that fits. */
  onEachNode?: boolean
}

/** From so many nodes on the best are told, and how many others there are. */
const MANY = 20

/** The text about one pod, which ends with a newline. `wide`: all nodes, and the scores as the plugins count. */
export async function explanationText(told: Told, wide: boolean): Promise<string> {
  const fitting = told.nodes.filter(({ scores }) => scores)
  const rejected = told.nodes.filter(({ scores }) => !scores)
  const parts = [sentences(told)]
  if (fitting.length > 0) parts.push(await scoreTable(fitting, wide))
  if (rejected.length > 0) parts.push(await rejectionTable(rejected, wide))
  return parts.join('\n')
}

function sentences(told: Told): string {
  const { object, node, isNamed, preemption, message } = told
  const lines = [`${object} ${verdict(told)}.`]
  if (node && isNamed)
    lines.unshift(
      `${object} names ${node} as its node: the scheduler is not asked. Without spec.nodeName it is so:`,
    )
  else if (node) lines.unshift(`${object} is on ${node}. If it had to be placed now, without itself:`)
  if (message) lines.push(message)
  if (preemption) {
    const victims = preemption.victims.map(
      ({ namespace, name, priority }) => `${namespace}/${name} (priority ${priority})`,
    )
    const gone = victims.length > 0 ? victims.join(', ') : 'pods that go already'
    lines.push(`Preemption would make room on ${preemption.node}: ${gone} would have to go.`)
  }
  return lines.map((line) => `${line}\n`).join('')
}

function verdict({ best, nominated, heldBy, nodes, onEachNode }: Told): string {
  const fitting = nodes.filter(({ scores }) => scores).length
  if (onEachNode && fitting > 0) return `has a pod on each node that it fits, ${fitting} of ${nodes.length}`
  if (nominated) return `would go to ${nominated}, which holds room for it`
  const [first, ...others] = best
  if (first === undefined) {
    return heldBy ? `is held back by ${heldBy}` : 'fits on no node'
  }
  if (others.length === 0) return `would go to ${first}`
  const named = best.slice(0, 3).join(', ')
  return `would go to any of ${best.length} equally good nodes: ${named}${best.length > 3 ? ', …' : ''}`
}

async function scoreTable(nodes: readonly NodeExplanation[], wide: boolean): Promise<string> {
  const plugins = nodes[0]!.scores!
  const head = ['NODE', 'TOTAL', ...plugins.map(({ plugin, weight }) => `${breakName(plugin)}\n×${weight}`)]
  const shown = wide ? nodes : nodes.slice(0, MANY)
  const rows = shown.map(({ node, total = 0, scores = [] }) => [
    node,
    total,
    ...scores.map(({ raw, score }) => (wide && raw !== score ? `${score} (${raw})` : score)),
  ])
  const table = await quietTable(head, rows, new Set(head.map((_, index) => index).slice(1)))
  return table + more(nodes.length - shown.length)
}

/** NodeResourcesBalancedAllocation, on lines of their own: Node, Resources, Balanced, Allocation. */
function breakName(plugin: string): string {
  return plugin.replace(/(?<=[a-z])(?=[A-Z])/g, '\n')
}

async function rejectionTable(nodes: readonly NodeExplanation[], wide: boolean): Promise<string> {
  if (wide || nodes.length <= MANY) {
    const rows = nodes.map(({ node, rejectedBy = '', reasons = [] }) => [
      node,
      rejectedBy,
      reasons.join(', '),
    ])
    return quietTable(['NODE', 'REJECTED BY', 'REASON'], rows)
  }
  const groups = new Map<string, NodeExplanation[]>()
  for (const each of nodes) {
    const key = `${each.rejectedBy}\n${each.reasons?.join(', ')}`
    const group = groups.get(key)
    if (group) group.push(each)
    else groups.set(key, [each])
  }
  const rows = [...groups].map(([key, members]) => {
    const names = members.slice(0, 3).map(({ node }) => node)
    return [members.length, ...key.split('\n'), `${names.join(', ')}${members.length > 3 ? ', …' : ''}`]
  })
  return quietTable(['NODES', 'REJECTED BY', 'REASON', 'WHICH'], rows, new Set([0]))
}

function more(count: number): string {
  return count > 0 ? `(${count} more: -o wide)\n` : ''
}
