/** Which pods would have to leave a node, and on which node that does least harm. Source: default_preemption.go. */

import { budgetSelector } from '../../api/kinds/policy/budgets-of-pod.ts'
import { matchesLabels, selectsEverything } from '../../apimachinery/label-selector.ts'
import type { Client } from '../../apiserver/client.ts'
import { compareStrings } from '../../base/compare-strings.ts'
import type { Pod, PodDisruptionBudget } from '../../generated/types.ts'
import type { Rejection } from '../framework.ts'
import type { NodeInfo } from '../node-info.ts'
import { loadPods } from '../node-pods.ts'
import type { PodInfo } from '../pod-info.ts'
import type { NodeTrial } from '../trial.ts'

/** A node on which the pod could run if the victims went. */
export interface Candidate {
  node: NodeInfo
  /** The most important first. */
  victims: readonly PodInfo[]
  /** How many of them a disruption budget would rather keep. */
  violations: number
  /** How much harm that would do, in the order in which it counts. */
  harm: readonly number[]
}

/** The priority of a pod; 0 where it has none. */
export function priorityOf({ spec }: Pod): number {
  return spec?.priority ?? 0
}

/** Which budgets there are, read once for each namespace that is met. */
export interface Budgets {
  of(namespace: string): Promise<readonly PodDisruptionBudget[]>
}

/** The budgets of the cluster. */
export function createBudgets(client: Client): Budgets {
  const known = new Map<string, readonly PodDisruptionBudget[]>()
  return {
    async of(namespace) {
      const budgets = known.get(namespace) ?? (await client.list('PodDisruptionBudget', { namespace })).items
      known.set(namespace, budgets)
      return budgets
    },
  }
}

/** What is needed to choose victims. */
export interface VictimSources {
  client: Client
  budgets: Budgets
  now: number
}

/**
 * The fewest and least important pods of lower priority that must go: all are thought away, then one after the other
 * is put back where the pod still fits, those that a budget would keep first. Why not, where the pod does not fit.
 */
export async function selectVictims(
  pod: PodInfo,
  node: NodeInfo,
  trial: NodeTrial,
  { client, budgets, now }: VictimSources,
): Promise<Candidate | Rejection> {
  await loadPods(node, client)
  const potential = (node.pods ?? [])
    .filter(({ priority }) => priority < pod.priority)
    .sort(byImportance(now))
  for (const victim of potential) trial.remove(victim)
  const verdict = trial.check()
  if (verdict) return verdict.rejection
  const violating = await findViolating(potential, budgets)
  const reprieve = (victim: PodInfo): boolean => {
    trial.add(victim)
    const isSpared = trial.check() === undefined
    if (!isSpared) trial.remove(victim)
    return isSpared
  }
  const kept = potential.filter((each) => violating.has(each)).filter((each) => !reprieve(each))
  const others = potential.filter((each) => !violating.has(each)).filter((each) => !reprieve(each))
  const victims = [...kept, ...others].sort(byImportance(now))
  if (victims.length === 0) return noVictimNeeded(node)
  return { node, victims, violations: kept.length, harm: harmOf(victims, kept.length) }
}

function noVictimNeeded({ name }: NodeInfo): Rejection {
  return { code: 'Unschedulable', reasons: [`expected at least one victim pod on node "${name}"`] }
}

/** Higher priority first, then what runs longer (util.MoreImportantPod); the name decides what is left. */
function byImportance(now: number): (a: PodInfo, b: PodInfo) => number {
  return (a, b) =>
    b.priority - a.priority || startOf(a, now) - startOf(b, now) || compareStrings(a.key, b.key)
}

/** A pod that has not started yet counts as starting now. */
function startOf({ pod }: PodInfo, now: number): number {
  return pod.status?.startTime === undefined ? now : Date.parse(pod.status.startTime)
}

/** Those whose going would overdraw a budget, if all went in this order (filterPodsWithPDBViolation). */
async function findViolating(pods: readonly PodInfo[], budgets: Budgets): Promise<Set<PodInfo>> {
  const left = new Map<PodDisruptionBudget, number>()
  const violating = new Set<PodInfo>()
  for (const each of pods) {
    const { name = '', labels = {} } = each.pod.metadata
    if (Object.keys(labels).length === 0) continue
    for (const budget of await budgets.of(each.namespace)) {
      const selector = budgetSelector(budget)
      if (selectsEverything(selector) || !matchesLabels(selector, labels)) continue
      if (budget.status?.disruptedPods?.[name] !== undefined) continue
      const allowed = (left.get(budget) ?? budget.status?.disruptionsAllowed ?? 0) - 1
      left.set(budget, allowed)
      if (allowed < 0) violating.add(each)
    }
  }
  return violating
}

/** How much harm it would do, the gravest first: the next counts where those before it are equal. */
function harmOf(victims: readonly PodInfo[], violations: number): readonly number[] {
  return [
    violations,
    victims[0]!.priority,
    // Shifted, so that few victims are better than many also where priorities are negative.
    victims.reduce((sum, { priority }) => sum + priority + 2 ** 31, 0),
    victims.length,
    -earliestStart(victims),
  ]
}

/** The best candidate (pickOneNodeForPreemption): the first of those that are equally good. */
export function leastHarm(candidates: readonly Candidate[]): Candidate | undefined {
  let best = candidates[0]
  for (const candidate of candidates) if (isBetter(candidate.harm, best!.harm)) best = candidate
  return best
}

function isBetter(harm: readonly number[], than: readonly number[]): boolean {
  for (let index = 0; index < harm.length; index++)
    if (harm[index] !== than[index]) return harm[index]! < than[index]!
  return false
}

/** When the first of the victims of the highest priority was started (GetEarliestPodStartTime). */
function earliestStart(victims: readonly PodInfo[]): number {
  const [{ priority } = { priority: 0 }] = victims
  const starts = victims
    .filter((each) => each.priority === priority)
    .map((each) => startOf(each, Number.MAX_SAFE_INTEGER))
  return Math.min(...starts)
}
