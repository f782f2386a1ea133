/** The plain search: asks one node after the other. */
import type { ClusterView } from './cluster-view.ts'
import { type Failure, unresolvable } from './framework.ts'
import { createLoader, judge, type Request, trialOn } from './judge.ts'
import type { NodeInfo } from './node-info.ts'
import type { Verdict } from './trial.ts'
import { createVerdictCounts } from './verdict-counts.ts'

/** A search for nodes on which a pod can run. */
export interface Search {
  /** Goes round the nodes from one on, until enough are found; says how many were looked at. */
  round(start: number, enough: number): Promise<{ found: NodeInfo[]; seen: number }>
  /** Looks at these nodes only. */
  among(names: ReadonlySet<string>): Promise<NodeInfo[]>
  failure(): Failure
}

/** What a choice of nodes by pre-filters says of all others. */
export function notNamed(namers: readonly string[]): Verdict {
  const reason = `node(s) didn't satisfy plugin(s) [${[...namers].sort().join(' ')}]`
  return { plugin: namers[0] ?? '', rejection: unresolvable(reason) }
}

/** A search that has found nothing yet. */
export function createSearch(request: Request, cluster: ClusterView): Search {
  const { question } = request
  const { nodes } = cluster
  const slots = nodes.slots()
  const load = createLoader(question, cluster)
  const counts = createVerdictCounts()
  const candidates: NodeInfo[] = []
  let present = slots.length

  function admit(info: NodeInfo | undefined): NodeInfo | undefined {
    if (!info) {
      present--
      return undefined
    }
    const verdict = judge(request, cluster, info)
    if (!verdict) return info
    counts.add(verdict, 1)
    if (verdict.rejection.code === 'Unschedulable') candidates.push(info)
    return undefined
  }

  return {
    async round(start, enough) {
      const count = slots.length
      const found: NodeInfo[] = []
      let seen = 0
      while (seen < count && found.length < enough) {
        const result = load(slots[(start + seen++) % count]!)
        const info = admit(result instanceof Promise ? await result : result)
        if (info) found.push(info)
      }
      return { found, seen }
    },
    async among(names) {
      const found: NodeInfo[] = []
      const named = [...names].map((name) => nodes.find(name)).filter((slot) => slot !== undefined)
      for (const slot of named) {
        const info = admit(await load(slot))
        if (info) found.push(info)
      }
      if (slots.length > named.length) counts.add(notNamed(question.namers), slots.length - named.length)
      return found
    },
    failure: () => ({
      ...counts.read(),
      nodeCount: present,
      candidates: {
        length: candidates.length,
        at: (index) => candidates[index]!,
        ordinal: (index) => candidates[index]!.ordinal,
        has: (wanted) => candidates.some(({ name }) => name === wanted),
      },
      trial: (info) => trialOn(request, cluster, info),
    }),
  }
}
