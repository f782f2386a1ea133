/** The nodes that are scored in a cycle, column by column: what scorers ask of all of them lies side by side. */
import type { NodeCache } from './node-cache.ts'
import type { NodeInfo } from './node-info.ts'

/** Nodes in an order, of which only that is put together that somebody asks for. */
export interface ScoredNodes {
  readonly length: number
  list(): readonly NodeInfo[]
  ordinals(): ArrayLike<number>
  /** The numbers of their domains by a label, as of NodeDomains: 0 for nodes without it. */
  domains(key: string): ArrayLike<number>
}

/** The columns of nodes that are at hand. */
export function scoredNodes(nodes: readonly NodeInfo[], cache: NodeCache): ScoredNodes {
  const columns = new Map<string, number[]>()
  return {
    length: nodes.length,
    list: () => nodes,
    ordinals: () => nodes.map(({ ordinal }) => ordinal),
    domains(key) {
      const domains = cache.domains(key)
      const column = columns.get(key) ?? nodes.map((node) => domains.idOf(node))
      columns.set(key, column)
      return column
    },
  }
}
