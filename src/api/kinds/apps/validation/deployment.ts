/** The rules of a Deployment (pkg/apis/apps/validation). */
import {
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
} from '../../../../apimachinery/field-error.ts'
import type { Deployment, DeploymentStrategy, RollingUpdateDeployment } from '../../../../generated/types.ts'
import { nonNegative } from '../../core/pod/validation/fields.ts'
import { isZero, nonNegativeCounts, notDecremented, notMoreThanAll, positiveIntOrPercent } from './numbers.ts'
import { validateReplicated } from './selector.ts'

const COUNTS = [
  'observedGeneration',
  'replicas',
  'updatedReplicas',
  'readyReplicas',
  'availableReplicas',
  'unavailableReplicas',
  'collisionCount',
  'terminatingReplicas',
]

/** All errors of a deployment. */
export function validateDeployment({ spec }: Deployment): FieldError[] {
  const { minReadySeconds = 0, progressDeadlineSeconds: deadline } = spec ?? {}
  const path = 'spec.progressDeadlineSeconds'
  const early = deadline !== undefined && deadline <= minReadySeconds
  return [
    ...nonNegative(spec?.replicas, 'spec.replicas'),
    ...validateReplicated(spec?.selector, spec?.template),
    ...validateStrategy(spec?.strategy ?? {}, 'spec.strategy'),
    ...nonNegative(minReadySeconds, 'spec.minReadySeconds'),
    ...nonNegative(spec?.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
    ...nonNegative(deadline, path),
    ...(early ? [invalidValue(path, deadline, 'must be greater than minReadySeconds')] : []),
  ]
}

function validateStrategy({ type = '', rollingUpdate }: DeploymentStrategy, path: string): FieldError[] {
  const at = `${path}.rollingUpdate`
  if (type === 'Recreate') {
    const text = "may not be specified when strategy `type` is 'Recreate'"
    return rollingUpdate === undefined ? [] : [forbiddenField(at, text)]
  }
  if (type !== 'RollingUpdate') {
    const shown = { Type: type, RollingUpdate: rollingUpdate ? goRollingUpdate(rollingUpdate) : null }
    return [notSupported(path, shown as unknown as string, ['Recreate', 'RollingUpdate'])]
  }
  if (rollingUpdate === undefined) return [required(at, 'this should be defaulted and never be nil')]
  return validateRollingUpdate(rollingUpdate, at)
}

/** The server's own struct, as its error shows it. */
function goRollingUpdate({ maxUnavailable, maxSurge }: RollingUpdateDeployment): object {
  return { MaxUnavailable: maxUnavailable ?? 0, MaxSurge: maxSurge ?? 0 }
}

function validateRollingUpdate(
  { maxUnavailable, maxSurge }: RollingUpdateDeployment,
  path: string,
): FieldError[] {
  const stuck = isZero(maxUnavailable) && isZero(maxSurge)
  const at = `${path}.maxUnavailable`
  return [
    ...positiveIntOrPercent(maxUnavailable, at),
    ...positiveIntOrPercent(maxSurge, `${path}.maxSurge`),
    ...(stuck ? [invalidValue(at, maxUnavailable, 'may not be 0 when `maxSurge` is 0')] : []),
    ...notMoreThanAll(maxUnavailable, at),
  ]
}

/** The errors of a status. */
export function validateDeploymentStatusUpdate({ status = {} }: Deployment, old: Deployment): FieldError[] {
  const { replicas = 0, updatedReplicas = 0, readyReplicas = 0, availableReplicas = 0 } = status
  const more = 'cannot be greater than status.replicas'
  const ready = 'cannot be greater than readyReplicas'
  const over = (name: string, count: number, limit: number, text: string) =>
    count > limit ? [invalidValue(`status.${name}`, count, text)] : []
  return [
    ...nonNegativeCounts({ ...status }, COUNTS, 'status'),
    ...over('updatedReplicas', updatedReplicas, replicas, more),
    ...over('readyReplicas', readyReplicas, replicas, more),
    ...over('availableReplicas', availableReplicas, replicas, more),
    ...over('availableReplicas', availableReplicas, readyReplicas, ready),
    ...notDecremented(status.collisionCount, old.status?.collisionCount, 'status.collisionCount'),
  ]
}
