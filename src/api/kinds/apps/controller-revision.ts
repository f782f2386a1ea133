/** ControllerRevision: a template that a stateful set or daemon set had. */
import { type FieldError, invalidValue, required } from '../../../apimachinery/field-error.ts'
import { controllerOf, parseApiVersion } from '../../../apimachinery/object.ts'
import { deepEqual } from '../../../base/json.ts'
import type { ControllerRevision } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'
import { groupKind } from '../../resource.ts'
import { nonNegative } from '../core/pod/validation/fields.ts'

/** ControllerRevision, `apps/v1`. */
export const controllerRevision = defineKind<ControllerRevision>({
  kind: 'ControllerRevision',
  group: 'apps',
  defaults(object) {
    object.revision ??= 0
  },
  validate,
  validateUpdate: ({ data }, old) =>
    deepEqual(data, old.data) ? [] : [invalidValue('data', data, 'field is immutable')],
  columns: [
    nameColumn,
    column('Controller', formatOwner, { description: 'Controller of the object' }),
    column('Revision', ({ revision }) => revision, { type: 'integer' }),
    ageColumn,
  ],
  /** controller: revisions by the uid of their controller; orphan: those of a namespace without one. */
  indexes(object) {
    const owner = controllerOf(object)
    return owner === undefined ? [['orphan', object.metadata.namespace ?? '']] : [['controller', owner.uid]]
  },
})

function validate({ data, revision }: ControllerRevision): FieldError[] {
  const missing = data === undefined || data === null ? [required('data', 'data is mandatory')] : []
  return [...missing, ...nonNegative(revision, 'revision')]
}

/** `statefulset.apps/db`. */
function formatOwner(object: ControllerRevision): string {
  const owner = controllerOf(object)
  if (owner === undefined) return '<none>'
  const { group } = parseApiVersion(owner.apiVersion)
  return `${groupKind({ group, kind: owner.kind }).toLowerCase()}/${owner.name}`
}
