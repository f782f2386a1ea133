/** RuntimeClass: which container runtime runs a pod. */
import { type FieldError, invalidValue, required } from '../../../apimachinery/field-error.ts'
import { checkDns1123Label } from '../../../apimachinery/names.ts'
import type { RuntimeClass } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'

/** RuntimeClass, `node.k8s.io/v1`. */
export const runtimeClass = defineKind<RuntimeClass>({
  kind: 'RuntimeClass',
  group: 'node.k8s.io',
  validate({ handler = '' }): FieldError[] {
    if (handler === '') return [required('handler')]
    return checkDns1123Label(handler).map((message) => invalidValue('handler', handler, message))
  },
  validateUpdate: ({ handler }, old) =>
    handler === old.handler ? [] : [invalidValue('handler', handler, 'field is immutable')],
  columns: [nameColumn, column('Handler', ({ handler }) => handler ?? ''), ageColumn],
  describe: () => import('../generic.describe.ts'),
})
