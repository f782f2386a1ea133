/** NodeResourcesFit: a pod goes where its requests are free, rather to where most is. */
import { podRequests } from '../../api/kinds/core/pod/requests.ts'
import { type Plugin, type Rejection, unresolvable, unschedulable } from '../framework.ts'
import { offersMore } from '../node-changes.ts'
import type { NodeInfo } from '../node-info.ts'
import { freesRoom } from '../pod-changes.ts'
import type { PodInfo } from '../pod-info.ts'
import { createStrategy, type ScoringStrategy } from './fit-strategies.ts'

/** NodeResourcesFitArgs. */
export interface NodeResourcesFitArgs {
  /** Extended resources that are not looked at, by name and by what stands before the slash. */
  ignoredResources?: readonly string[]
  ignoredResourceGroups?: readonly string[]
  scoringStrategy: ScoringStrategy
}

/** What holds where no configuration says otherwise. */
export const nodeResourcesFitArgs: NodeResourcesFitArgs = {
  scoringStrategy: {
    type: 'LeastAllocated',
    resources: [
      { name: 'cpu', weight: 1 },
      { name: 'memory', weight: 1 },
    ],
  },
}

/** Rejects nodes without room; scores by the strategy of the arguments. */
export function createNodeResourcesFit(args = nodeResourcesFitArgs): Plugin {
  const score = createStrategy(args.scoringStrategy)
  return {
    name: 'NodeResourcesFit',
    requeueOn: [
      {
        kind: 'Node',
        helps: (pod, change) => offersMore(change, ['pods', ...Object.keys(podRequests(pod))]),
      },
      { kind: 'Pod', helps: (_pod, change) => freesRoom(change) },
    ],
    sign: ({ requests, nonzero }) => JSON.stringify([requests, nonzero]),
    preFilter: (pod) => ({ filter: createFitCheck(pod, args) }),
    preScore: (pod) => ({ score: (node) => score(pod, node) }),
  }
}

/** Gives the same rejection for the same reasons, so that many nodes can be counted by identity. */
function createFitCheck(
  { requests }: PodInfo,
  args: NodeResourcesFitArgs,
): (node: NodeInfo) => Rejection | undefined {
  const wanted = Object.entries(requests).filter(([name, amount]) => amount > 0 && !isIgnored(name, args))
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

/** Only extended resources can be ignored: those of a domain that is not Kubernetes' own. */
function isIgnored(name: string, { ignoredResources, ignoredResourceGroups }: NodeResourcesFitArgs): boolean {
  const slash = name.indexOf('/')
  if (slash < 0 || name.slice(0, slash).endsWith('kubernetes.io')) return false
  return (ignoredResources?.includes(name) || ignoredResourceGroups?.includes(name.slice(0, slash))) ?? false
}
