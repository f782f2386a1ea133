/** PriorityClass: how important a pod is. */
import {
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
} from '../../../apimachinery/field-error.ts'
import type { PriorityClass } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'

const HIGHEST_USER_VALUE = 1_000_000_000
const SYSTEM_CLASSES: Readonly<Record<string, number>> = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
}
const POLICIES = ['Never', 'PreemptLowerPriority']
const FIXED = 'may not be changed in an update.'

/** PriorityClass, `scheduling.k8s.io/v1`. The global default is found by the index 'default' under 'true'. */
export const priorityClass = defineKind<PriorityClass>({
  kind: 'PriorityClass',
  group: 'scheduling.k8s.io',
  programs: { object: () => 'kube-apiserver' },
  defaults(object) {
    object.preemptionPolicy ??= 'PreemptLowerPriority'
  },
  prepareCreate({ metadata }) {
    metadata.generation = 1
  },
  validate,
  indexes: ({ globalDefault }) => (globalDefault ? [['default', 'true']] : []),
  validateUpdate(object, old) {
    const errors: FieldError[] = []
    if ((object.value ?? 0) !== (old.value ?? 0)) errors.push(forbiddenField('Value', FIXED))
    if (object.preemptionPolicy !== old.preemptionPolicy)
      errors.push(invalidValue('preemptionPolicy', object.preemptionPolicy, 'field is immutable'))
    return errors
  },
  columns: [
    nameColumn,
    column('Value', ({ value }) => value ?? 0, { type: 'integer' }),
    column('Global-Default', ({ globalDefault }) => globalDefault ?? false, { type: 'boolean' }),
    ageColumn,
    column('PreemptionPolicy', ({ preemptionPolicy }) => preemptionPolicy ?? ''),
  ],
  describe: () => import('./priority-class.describe.ts'),
})

function validate({ metadata, value = 0, preemptionPolicy }: PriorityClass): FieldError[] {
  const name = metadata.name ?? ''
  const errors: FieldError[] = []
  if (name.startsWith('system-')) {
    if (SYSTEM_CLASSES[name] !== value) {
      const detail = "priority class names with 'system-' prefix are reserved for system use only. error: "
      const reason =
        SYSTEM_CLASSES[name] === undefined
          ? `${name} is not a known system priority class`
          : `value of ${name} PriorityClass must be ${SYSTEM_CLASSES[name]}`
      errors.push(forbiddenField('metadata.name', detail + reason))
    }
  } else if (value > HIGHEST_USER_VALUE)
    errors.push(
      forbiddenField('value', `maximum allowed value of a user defined priority is ${HIGHEST_USER_VALUE}`),
    )
  if (preemptionPolicy && !POLICIES.includes(preemptionPolicy))
    errors.push(notSupported('preemptionPolicy', preemptionPolicy, ['PreemptLowerPriority', 'Never']))
  return errors
}
