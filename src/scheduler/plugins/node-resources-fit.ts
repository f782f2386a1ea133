/** NodeResourcesFit: a pod goes where its requests are free, rather to where most is. */
import { MAX_NODE_SCORE, type Plugin, type Rejection, unresolvable, unschedulable } from '../framework.ts'
import type { NodeInfo } from '../node-info.ts'
import { freesRoom } from '../pod-changes.ts'
import type { PodInfo } from '../pod-info.ts'

/** Rejects nodes without room; scores by LeastAllocated over cpu and memory, as by default. */
export const nodeResourcesFit: Plugin = {
  name: 'NodeResourcesFit',
  requeueOn: [{ kind: 'Node' }, { kind: 'Pod', helps: (_pod, change) => freesRoom(change) }],
  sign: ({ requests, nonzero }) => JSON.stringify([requests, nonzero]),
  preFilter: (pod) => ({ filter: createFitCheck(pod) }),
  preScore: (pod) => ({ score: (node) => leastAllocated(pod, node) }),
}

/** Gives the same rejection for the same reasons, so that many nodes can be counted by identity. */
function createFitCheck({ requests }: PodInfo): (node: NodeInfo) => Rejection | undefined {
  const wanted = Object.entries(requests).filter(([, amount]) => amount > 0)
  const known = new Map<string, Rejection>()
  return (node) => {
    const { allocatable, requested, podCount } = node
    const reasons: string[] = []
    let hopeless = false
    if (podCount + 1 > (allocatable.pods ?? 0)) reasons.push('Too many pods')
    for (const [name, amount] of wanted) {
      const capacity = allocatable[name] ?? 0
      if (amount <= capacity - (requested[name] ?? 0)) continue
      reasons.push(`Insufficient ${name}`)
      if (amount > capacity) hopeless = true
    }
    if (reasons.length === 0) return undefined
    const key = `${hopeless} ${reasons.join()}`
    let rejection = known.get(key)
    if (!rejection) {
      rejection = hopeless ? unresolvable(...reasons) : unschedulable(...reasons)
      known.set(key, rejection)
    }
    return rejection
  }
}

/** The mean over cpu and memory of the share that stays free (least_allocated.go), with defaults for no requests. */
function leastAllocated({ nonzero }: PodInfo, node: NodeInfo): number {
  const { allocatable, nonzeroCpu, nonzeroMemory } = node
  let [sum, weights] = [0, 0]
  const add = (capacity: number, requested: number) => {
    if (capacity === 0) return
    sum += requested > capacity ? 0 : Math.trunc(((capacity - requested) * MAX_NODE_SCORE) / capacity)
    weights++
  }
  add(allocatable.cpu ?? 0, nonzeroCpu + nonzero.cpu)
  add(allocatable.memory ?? 0, nonzeroMemory + nonzero.memory)
  return weights === 0 ? 0 : Math.trunc(sum / weights)
}
