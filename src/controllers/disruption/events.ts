/** The events of the disruption controller, in its words. */
import { budgetsOfPod } from '../../api/kinds/policy/budgets-of-pod.ts'
import { goLabelSelector } from '../../apimachinery/label-selector.ts'
import type { Pod, PodDisruptionBudget } from '../../generated/types.ts'
import type { ReconcileContext } from '../../runtime/reconciler.ts'
import type { Expectation } from './expectation.ts'
import type { Granted } from './status.ts'

const UNMANAGED =
  'were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.'

/** Events are told with the change that they explain; upstream repeats them with every look at the budget. */
export async function tellChange(
  budget: PodDisruptionBudget,
  pods: readonly Pod[],
  { unmanaged }: Expectation,
  { late }: Granted,
  context: ReconcileContext,
): Promise<void> {
  const { recorder } = context
  if (pods.length === 0) await recorder.event(budget, 'Normal', 'NoPods', 'No matching pods found')
  if (unmanaged > 0) {
    const selector = goLabelSelector(budget.spec?.selector)
    const text = `Pods selected by this PodDisruptionBudget (selector: ${selector}) ${UNMANAGED}`
    await recorder.event(budget, 'Warning', 'UnmanagedPods', text)
  }
  // Upstream names the namespace twice, and not the budget.
  const { namespace } = budget.metadata
  for (const pod of late) {
    const text = `Pod was expected by PDB ${namespace}/${namespace} to be deleted but it wasn't`
    await recorder.event(pod, 'Warning', 'NotDeleted', text)
  }
  await tellOverlaps(budget, pods, context)
}

/** Pods that several budgets select: told of by the first of these, and only looked for where there are several. */
async function tellOverlaps(
  { metadata }: PodDisruptionBudget,
  pods: readonly Pod[],
  { client, recorder }: ReconcileContext,
): Promise<void> {
  const { namespace = '', name } = metadata
  const some = await client.lookup('PodDisruptionBudget', 'namespace', namespace, { limit: 2 })
  if (some.length < 2) return
  for (const pod of pods) {
    const [first, ...others] = await budgetsOfPod(client, pod)
    if (others.length === 0 || first?.metadata.name !== name) continue
    const text = `Pod "${namespace}"/"${pod.metadata.name}" matches multiple PodDisruptionBudgets.  Chose "${name}" arbitrarily.`
    await recorder.event(pod, 'Warning', 'MultiplePodDisruptionBudgets', text)
  }
}
