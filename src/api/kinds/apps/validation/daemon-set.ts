/** The rules of a DaemonSet (pkg/apis/apps/validation). */
import {
  type FieldError,
  invalidValue,
  notSupported,
  required,
} from '../../../../apimachinery/field-error.ts'
import { validateLabelSelector } from '../../../../apimachinery/label-selector.ts'
import type {
  DaemonSet,
  DaemonSetUpdateStrategy,
  RollingUpdateDaemonSet,
} from '../../../../generated/types.ts'
import { nonNegative } from '../../core/pod/validation/fields.ts'
import { validatePodTemplate } from '../../core/pod/validation/template.ts'
import { isZero, nonNegativeCounts, notDecremented, notMoreThanAll, positiveIntOrPercent } from './numbers.ts'
import { isEmptySelector, readSelector, validateEndless, validateSelected } from './selector.ts'

const COUNTS = [
  'currentNumberScheduled',
  'numberMisscheduled',
  'desiredNumberScheduled',
  'numberReady',
  'observedGeneration',
  'updatedNumberScheduled',
  'numberAvailable',
  'numberUnavailable',
  'collisionCount',
]

/** All errors of a daemon set. */
export function validateDaemonSet({ spec }: DaemonSet): FieldError[] {
  const { selector, template } = spec ?? {}
  const readable = readSelector(selector)
  const empty = selector !== undefined && isEmptySelector(selector)
  return [
    ...validateLabelSelector(selector, 'spec.selector'),
    ...(readable ? validateSelected(template, readable) : []),
    ...(empty ? [invalidValue('spec.selector', selector, 'empty selector is invalid for daemonset')] : []),
    ...validatePodTemplate(template ?? {}, 'spec.template'),
    ...validateEndless(template, 'DaemonSet'),
    ...nonNegative(spec?.minReadySeconds, 'spec.minReadySeconds'),
    ...validateStrategy(spec?.updateStrategy ?? {}, 'spec.updateStrategy'),
    ...nonNegative(spec?.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
  ]
}

function validateStrategy({ type = '', rollingUpdate }: DaemonSetUpdateStrategy, path: string): FieldError[] {
  if (type === 'OnDelete') return []
  if (type !== 'RollingUpdate') {
    const shown = { Type: type, RollingUpdate: rollingUpdate ?? null }
    return [notSupported(path, shown as unknown as string, ['RollingUpdate', 'OnDelete'])]
  }
  const at = `${path}.rollingUpdate`
  return rollingUpdate === undefined ? [required(at)] : validateRollingUpdate(rollingUpdate, at)
}

function validateRollingUpdate(
  { maxUnavailable, maxSurge }: RollingUpdateDaemonSet,
  path: string,
): FieldError[] {
  const [unavailable, surge] = [`${path}.maxUnavailable`, `${path}.maxSurge`]
  const errors = [
    ...positiveIntOrPercent(maxUnavailable, unavailable),
    ...positiveIntOrPercent(maxSurge, surge),
    ...notMoreThanAll(maxUnavailable, unavailable),
    ...notMoreThanAll(maxSurge, surge),
  ]
  if (!isZero(maxUnavailable) && !isZero(maxSurge))
    errors.push(invalidValue(surge, maxSurge, 'may not be set when maxUnavailable is non-zero'))
  if (isZero(maxUnavailable) && isZero(maxSurge))
    errors.push(required(unavailable, 'cannot be 0 when maxSurge is 0'))
  return errors
}

/** The errors of a status. */
export function validateDaemonSetStatusUpdate({ status }: DaemonSet, old: DaemonSet): FieldError[] {
  return [
    ...nonNegativeCounts({ ...status }, COUNTS, 'status'),
    ...notDecremented(status?.collisionCount, old.status?.collisionCount, 'status.collisionCount'),
  ]
}
