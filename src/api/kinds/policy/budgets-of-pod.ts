/** Which budgets a pod counts for. Source: policy/v1's PodDisruptionBudgetLister, GetPodPodDisruptionBudgets. */
import {
  matchesLabels,
  NOTHING,
  type Selector,
  selectorFromLabelSelector,
} from '../../../apimachinery/label-selector.ts'
import type { KubeObject } from '../../../apimachinery/object.ts'
import { compareStrings } from '../../../base/compare-strings.ts'
import type { PodDisruptionBudget } from '../../../generated/types.ts'
import type { ObjectReader } from '../../describe-context.ts'
import { selectorTerms } from '../core/pod-template/selector-index.ts'

/** The selector of a budget: an empty one selects all pods of the namespace, a missing or invalid one none. */
export function budgetSelector({ spec }: PodDisruptionBudget): Selector {
  try {
    return selectorFromLabelSelector(spec?.selector)
  } catch {
    return NOTHING
  }
}

/** The budgets that select the pod, by name. Costs one lookup where the namespace has no budget. */
export async function budgetsOfPod(client: ObjectReader, pod: KubeObject): Promise<PodDisruptionBudget[]> {
  const { namespace = '', labels } = pod.metadata
  const [any] = await client.lookup('PodDisruptionBudget', 'namespace', namespace, { limit: 1 })
  if (any === undefined) return []
  const lookups = selectorTerms(pod).map((term) => client.lookup('PodDisruptionBudget', 'selector', term))
  const candidates = (await Promise.all(lookups)).flat()
  return candidates
    .filter((budget) => matchesLabels(budgetSelector(budget), labels))
    .sort((a, b) => compareStrings(a.metadata.name ?? '', b.metadata.name ?? ''))
}
