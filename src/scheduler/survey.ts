/** A survey: what each node says to pods that ask the same, asked anew only of nodes that have changed since. */
import type { ClusterView } from './cluster-view.ts'
import type { Candidates, Failure } from './framework.ts'
import { createLoader, judge, type Request, trialOn } from './judge.ts'
import { createKeptScores, type KeptScores } from './kept-scores.ts'
import type { NodeInfo } from './node-info.ts'
import type { NodeSlot } from './node-slots.ts'
import { createNodeVerdicts, type NodeVerdicts, type Own, said, stateOf } from './node-verdicts.ts'
import type { Question, Steady } from './question.ts'

/** A search for nodes. */
interface Round {
  /** So many nodes were looked at. */
  seen: number
  /** The positions of those that fit. Holds until the next round. */
  found: readonly number[]
}

/** What is known of all nodes, by their positions. `own`: the node that holds room for the pod, and has rejected it. */
export interface Survey {
  readonly slots: readonly NodeSlot[]
  /** Goes round the nodes from one on until enough are found that fit. */
  round(request: Request, start: number, enough: number, own: Own | undefined): Promise<Round>
  /** Their total scores, in their order; what all of them get alike may be left out. */
  score(request: Request, found: readonly number[]): Promise<readonly number[]>
  node(position: number): NodeInfo
  /** After a round from `start` that has found none. */
  failure(request: Request, start: number, own: Own | undefined): Failure
}

/** The survey for pods that ask the same with the same priority: that decides to whom they leave room that is held. */
export function surveyFor({ surveys }: Steady, priority: number, cluster: ClusterView): Survey {
  const known = surveys.get(priority)
  if (known?.slots === cluster.nodes.slots()) return known
  const survey = createSurvey(cluster, priority)
  surveys.set(priority, survey)
  return survey
}

function createSurvey(cluster: ClusterView, priority: number): Survey {
  const { changes } = cluster.nodes
  const slots = cluster.nodes.slots()
  const node = (position: number) => slots[position]!.info!
  const verdicts = createNodeVerdicts(slots.length)
  const scores = createKeptScores(slots.length, node)
  const found: number[] = []
  let cursor = changes.end()

  function forgetChanged(): void {
    const changed = changes.since(cursor) ?? slots
    cursor = changes.end()
    for (const { position } of changed) {
      verdicts.forget(position)
      scores.forget(position)
    }
  }

  function learn(position: number, info: NodeInfo | undefined, request: Request): void {
    if (info) verdicts.learn(position, judge(request, cluster, info, { priority }))
    else verdicts.learnGone(position)
  }

  const survey: Survey = {
    slots,
    node,
    async round(request, start, enough, own) {
      forgetChanged()
      found.length = 0
      const count = slots.length
      if (verdicts.fitsNowhere()) return { seen: count, found }
      const load = createLoader(request.question, cluster)
      const { states } = verdicts
      let seen = 0
      while (seen < count && found.length < enough) {
        let position = start + seen++
        if (position >= count) position -= count
        if (position === own?.position) continue
        if (states[position] === said.nothing) {
          const loaded = load(slots[position]!)
          learn(position, loaded instanceof Promise ? await loaded : loaded, request)
        }
        if (states[position] === said.fits) found.push(position)
      }
      return { seen, found }
    },
    score: ({ question }, positions) => score(question, positions, scores, node),
    failure: (request, start, own) => ({
      ...verdicts.rejections(own),
      nodeCount: slots.length - verdicts.count(said.gone),
      candidates: candidatesFrom(start, verdicts, own, node),
      trial: (info) => trialOn(request, cluster, info),
      steady: survey,
    }),
  }
  return survey
}

async function score(
  question: Question,
  positions: readonly number[],
  kept: KeptScores,
  node: (position: number) => NodeInfo,
): Promise<readonly number[]> {
  const { near, far } = await question.scores()
  let listed: readonly NodeInfo[] | undefined
  const nodes = () => {
    listed ??= positions.map(node)
    return listed
  }
  const totals = new Array<number>(positions.length).fill(0)
  if (near.single) kept.add(near.single, positions, nodes, totals)
  else await near.add(nodes, totals)
  await far.add(nodes, totals)
  return totals
}

/** In the order in which they were looked at. */
function candidatesFrom(
  start: number,
  verdicts: NodeVerdicts,
  own: Own | undefined,
  node: (position: number) => NodeInfo,
): Candidates {
  const ownState = own && stateOf(own.verdict)
  const positions: number[] = []
  const { states } = verdicts
  const count = states.length
  const any = verdicts.count(said.candidate) > 0 || ownState === said.candidate
  for (let seen = 0; any && seen < count; seen++) {
    const position = (start + seen) % count
    const state = position === own?.position ? ownState : states[position]
    if (state === said.candidate) positions.push(position)
  }
  return {
    length: positions.length,
    at: (index) => node(positions[index]!),
    has: (name) => positions.some((position) => node(position).name === name),
  }
}
