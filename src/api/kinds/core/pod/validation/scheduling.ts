/** Validation of tolerations, spreading and gates. */
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
} from '../../../../../apimachinery/field-error.ts'
import { validateLabelSelector } from '../../../../../apimachinery/label-selector.ts'
import { checkLabelValue, validateLabelKey } from '../../../../../apimachinery/labels.ts'
import { deepEqual } from '../../../../../base/json.ts'
import type {
  PodReadinessGate,
  PodSchedulingGate,
  Toleration,
  TopologySpreadConstraint,
} from '../../../../../generated/types.ts'
import { validateLabelKeys } from './affinity.ts'
import { oneOf, qualifiedName } from './fields.ts'

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

/** The errors of tolerations. */
export function validateTolerations(
  tolerations: readonly Toleration[] | undefined,
  path: string,
): FieldError[] {
  return (tolerations ?? []).flatMap((toleration, index) =>
    validateToleration(toleration, `${path}[${index}]`),
  )
}

function validateToleration(toleration: Toleration, path: string): FieldError[] {
  const { key = '', operator = '', effect = '', tolerationSeconds } = toleration
  const errors = key === '' ? [] : validateLabelKey(key, `${path}.key`)
  const anyKey = 'operator must be Exists when `key` is empty, which means "match all values and all keys"'
  if (key === '' && operator !== 'Exists') errors.push(invalidValue(`${path}.operator`, operator, anyKey))
  if (tolerationSeconds !== undefined && effect !== 'NoExecute')
    errors.push(
      invalidValue(`${path}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"),
    )
  errors.push(...validateTolerated(toleration, `${path}.operator`))
  return effect === '' ? errors : [...errors, ...oneOf(effect, EFFECTS, `${path}.effect`)]
}

function validateTolerated({ operator = '', value = '' }: Toleration, path: string): FieldError[] {
  if (operator === '' || operator === 'Equal') {
    const messages = checkLabelValue(value)
    return messages.length === 0 ? [] : [invalidValue(path, value, messages.join(';'))]
  }
  if (operator !== 'Exists') return [notSupported(path, operator, ['Equal', 'Exists'])]
  return value === '' ? [] : [invalidValue(path, value, "value must be empty when `operator` is 'Exists'")]
}

/** The errors of an update of tolerations: none may go, and of those that stay only the seconds may change. */
export function validateAddedTolerations(
  next: readonly Toleration[] = [],
  old: readonly Toleration[] = [],
  path: string,
): FieldError[] {
  const kept = old.every((before) =>
    next.some((toleration) =>
      deepEqual({ ...before, tolerationSeconds: toleration.tolerationSeconds }, toleration),
    ),
  )
  if (kept) return validateTolerations(next, path)
  return [forbiddenField(path, 'existing toleration can not be modified except its tolerationSeconds')]
}

/** The errors of topologySpreadConstraints. */
export function validateSpread(
  constraints: readonly TopologySpreadConstraint[] | undefined,
  path: string,
): FieldError[] {
  return (constraints ?? []).flatMap((constraint, index, all) =>
    validateConstraint(constraint, all.slice(index + 1), `${path}[${index}]`),
  )
}

function validateConstraint(
  constraint: TopologySpreadConstraint,
  rest: readonly TopologySpreadConstraint[],
  path: string,
): FieldError[] {
  const { maxSkew = 0, topologyKey = '', whenUnsatisfiable = '', labelSelector } = constraint
  const repeated = rest.some(
    (other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable,
  )
  return [
    ...(maxSkew > 0 ? [] : [invalidValue(`${path}.maxSkew`, maxSkew, 'must be greater than zero')]),
    ...(topologyKey === '' ? [required(`${path}.topologyKey`, 'can not be empty')] : []),
    ...oneOf(whenUnsatisfiable, ['DoNotSchedule', 'ScheduleAnyway'], `${path}.whenUnsatisfiable`),
    ...(repeated
      ? [duplicate(`${path}.{topologyKey, whenUnsatisfiable}`, `{${topologyKey}, ${whenUnsatisfiable}}`)]
      : []),
    ...validateMinDomains(constraint, `${path}.minDomains`),
    ...oneOf(constraint.nodeAffinityPolicy, ['Honor', 'Ignore'], `${path}.nodeAffinityPolicy`),
    ...oneOf(constraint.nodeTaintsPolicy, ['Honor', 'Ignore'], `${path}.nodeTaintsPolicy`),
    ...validateLabelKeys(constraint, path),
    ...validateLabelSelector(labelSelector, `${path}.labelSelector`),
  ]
}

function validateMinDomains(
  { minDomains, whenUnsatisfiable }: TopologySpreadConstraint,
  path: string,
): FieldError[] {
  if (minDomains === undefined) return []
  const errors: FieldError[] = []
  if (minDomains <= 0) errors.push(invalidValue(path, minDomains, 'must be greater than zero'))
  const text = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`
  if (whenUnsatisfiable !== 'DoNotSchedule') errors.push(invalidValue(path, minDomains, text))
  return errors
}

/** The errors of readinessGates. */
export function validateReadinessGates(
  gates: readonly PodReadinessGate[] | undefined,
  path: string,
): FieldError[] {
  return (gates ?? []).flatMap(({ conditionType }, index) =>
    qualifiedName(conditionType, `${path}[${index}].conditionType`),
  )
}

/** The errors of schedulingGates. */
export function validateSchedulingGates(
  gates: readonly PodSchedulingGate[] | undefined,
  path: string,
): FieldError[] {
  const seen = new Set<string>()
  return (gates ?? []).flatMap(({ name }, index) => {
    const errors = qualifiedName(name, `${path}[${index}]`)
    if (seen.has(name)) errors.push(duplicate(`${path}[${index}]`, name))
    seen.add(name)
    return errors
  })
}

/** The errors of an update of gates: they may only go. */
export function validateRemovedGates(
  next: readonly PodSchedulingGate[] = [],
  old: readonly PodSchedulingGate[] = [],
  path: string,
): FieldError[] {
  return next.flatMap(({ name }, index) =>
    old.some((gate) => gate.name === name)
      ? []
      : [
          forbiddenField(
            `${path}[${index}].name`,
            `only deletion is allowed, but found new scheduling gate '${name}'`,
          ),
        ],
  )
}
