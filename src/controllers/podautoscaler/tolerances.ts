/** How far usage may be off its target before anything is scaled. */
import { parseQuantity, quantityToNumber } from '../../apimachinery/quantity.ts'
import type { HorizontalPodAutoscaler, HPAScalingRules } from '../../generated/types.ts'

/** kube-controller-manager's --horizontal-pod-autoscaler-tolerance. */
const DEFAULT = 0.1

/** Parts of the target: 0.1 is a tenth. */
export interface Tolerances {
  up: number
  down: number
}

/** An autoscaler's own tolerances (KEP-4951), or the cluster's. */
export function tolerancesOf({ spec }: HorizontalPodAutoscaler): Tolerances {
  return { up: toleranceOf(spec?.behavior?.scaleUp), down: toleranceOf(spec?.behavior?.scaleDown) }
}

function toleranceOf(rules: HPAScalingRules | undefined): number {
  return rules?.tolerance === undefined ? DEFAULT : quantityToNumber(parseQuantity(rules.tolerance))
}

/** Whether a ratio of usage to target is as good as 1. */
export function isTolerable(ratio: number, { up, down }: Tolerances): boolean {
  return 1 - down <= ratio && ratio <= 1 + up
}
