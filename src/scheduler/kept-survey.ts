/** What nodes have said to pods that ask the same, as long as they do not change. */
import type { ClusterView } from './cluster-view.ts'
import { createKeptScores, type KeptScores } from './kept-scores.ts'
import type { NodeInfo } from './node-info.ts'
import type { NodeSlot } from './node-slots.ts'
import { createNodeVerdicts, type NodeVerdicts } from './node-verdicts.ts'

/** By the positions of the nodes. */
export interface KeptSurvey {
  readonly slots: readonly NodeSlot[]
  readonly verdicts: NodeVerdicts
  readonly scores: KeptScores
  /** Scratch space for one cycle: the positions that were found, and their total scores. */
  readonly found: Int32Array
  readonly totals: Float64Array
  /** The node, which has been asked. */
  node(position: number): NodeInfo
  /** The numbers of the domains into which the label divides the nodes; `read` gives them. */
  domains(key: string): { readonly ids: Int32Array; read(position: number): number }
  /** Forgets what was said by nodes that have changed since. */
  update(): void
}

/** Pods of one priority share a survey: that decides to whom they leave room that is held. */
export type KeptSurveys = Map<number, KeptSurvey>

/** Stands in `ids` for what was not read yet. */
export const UNREAD = -1

/** The survey for pods of this priority, up to date. */
export function keptSurvey(surveys: KeptSurveys, priority: number, cluster: ClusterView): KeptSurvey {
  let survey = surveys.get(priority)
  if (survey?.slots !== cluster.nodes.slots()) {
    survey = createKeptSurvey(cluster)
    surveys.set(priority, survey)
  }
  survey.update()
  return survey
}

function createKeptSurvey({ nodes }: ClusterView): KeptSurvey {
  const { changes } = nodes
  const slots = nodes.slots()
  const node = (position: number) => slots[position]!.info!
  const verdicts = createNodeVerdicts(slots.length)
  const scores = createKeptScores(slots.length, node)
  const idsByKey = new Map<string, Int32Array>()
  let cursor = changes.end()
  return {
    ...{ slots, verdicts, scores, node },
    found: new Int32Array(slots.length),
    totals: new Float64Array(slots.length),
    domains(key) {
      const ids = idsByKey.get(key) ?? new Int32Array(slots.length).fill(UNREAD)
      idsByKey.set(key, ids)
      const domains = nodes.domains(key)
      const read = (position: number) => {
        ids[position] = domains.idOf(node(position))
        return ids[position]
      }
      return { ids, read }
    },
    update() {
      const changed = changes.since(cursor) ?? slots
      cursor = changes.end()
      for (const { position } of changed) {
        verdicts.forget(position)
        scores.forget(position)
        for (const ids of idsByKey.values()) ids[position] = UNREAD
      }
    },
  }
}
