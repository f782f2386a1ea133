/** What nodes have said to pods that ask the same, as long as they do not change. */
import { createRecent } from '../base/recent.ts'
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

/** The surveys of those questions that were asked last. */
export interface KeptSurveys {
  /**
   * The survey of this name, up to date. Undefined where that was not asked lately: to keep what nodes say is worth it only
   * for questions that come again.
   */
  of(name: string): KeptSurvey | undefined
}

/** Nodes about which surveys may tell, all of them together: each is a few dozen bytes. */
const NODES_KEPT = 1_000_000
/** So many questions are remembered as asked. */
const ASKED = 64

/** Stands in `ids` for what was not read yet. */
export const UNREAD = -1

/** No surveys yet. */
export function createKeptSurveys(cluster: ClusterView): KeptSurveys {
  const asked = createRecent<true>(ASKED)
  const surveys = createRecent<KeptSurvey>(NODES_KEPT)
  return {
    of(name) {
      const known = surveys.get(name)
      const slots = cluster.nodes.slots()
      if (!known && !asked.get(name)) {
        asked.set(name, true)
        return undefined
      }
      const survey = known?.slots === slots ? known : createKeptSurvey(cluster)
      if (survey !== known) surveys.set(name, survey, slots.length)
      survey.update()
      return survey
    },
  }
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
