/** Which taints a pod tolerates (component-helpers/scheduling/corev1). */
import type { Taint, Toleration } from '../../../../generated/types.ts'

/** Whether the toleration covers the taint. */
export function tolerates({ key, operator, value, effect }: Toleration, taint: Taint): boolean {
  if (effect && effect !== taint.effect) return false
  if (key && key !== taint.key) return false
  switch (operator || 'Equal') {
    case 'Equal':
      return (value ?? '') === (taint.value ?? '')
    case 'Exists':
      return true
    case 'Gt':
      return compares(taint.value, value, (a, b) => a > b)
    case 'Lt':
      return compares(taint.value, value, (a, b) => a < b)
    default:
      return false
  }
}

/** The first taint that no toleration covers. */
export function findUntoleratedTaint(
  taints: readonly Taint[],
  tolerations: readonly Toleration[] = [],
): Taint | undefined {
  return taints.find((taint) => !tolerations.some((toleration) => tolerates(toleration, taint)))
}

/** Whether the taint keeps new pods away, rather than just making the node less welcome. */
export function isHardTaint({ effect }: Taint): boolean {
  return effect === 'NoSchedule' || effect === 'NoExecute'
}

function compares(
  taint: string | undefined,
  toleration: string | undefined,
  holds: (a: bigint, b: bigint) => boolean,
): boolean {
  const integer = /^-?(0|[1-9]\d{0,18})$/
  if (taint === undefined || toleration === undefined) return false
  if (!integer.test(taint) || !integer.test(toleration)) return false
  return holds(BigInt(taint), BigInt(toleration))
}
