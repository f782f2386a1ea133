/** Namespace: knows its own label, and stays until its content is gone. */
import type { FieldError } from '../../../apimachinery/field-error.ts'
import { invalidValue } from '../../../apimachinery/field-error.ts'
import { checkDns1123Label, maskTrailingDash } from '../../../apimachinery/names.ts'
import type { Namespace } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'

const NAME_LABEL = 'kubernetes.io/metadata.name'
const FINALIZER = 'kubernetes'

/** Namespace, `v1`. */
export const namespace = defineKind<Namespace>({
  kind: 'Namespace',
  group: '',
  programs: { object: () => 'kube-apiserver' },
  defaults: labelWithName,
  prepareCreate(object) {
    labelWithName(object)
    object.status = { phase: 'Active' }
    const finalizers = object.spec?.finalizers ?? []
    object.spec = {
      ...object.spec,
      finalizers: finalizers.includes(FINALIZER) ? finalizers : [...finalizers, FINALIZER],
    }
  },
  prepareUpdate(object, old) {
    object.spec = { ...object.spec, finalizers: [...(old.spec?.finalizers ?? [])] }
    if (object.spec.finalizers?.length === 0) delete object.spec.finalizers
  },
  validateName: (name, prefix) => [...checkDns1123Label(prefix ? maskTrailingDash(name) : name)],
  validateStatusUpdate,
  columns: [
    nameColumn,
    column('Status', ({ status }) => status?.phase ?? '', { description: 'The status of the namespace' }),
    ageColumn,
  ],
  describe: () => import('./namespace.describe.ts'),
  selectableFields: {
    'status.phase': ({ status }) => status?.phase ?? '',
    name: ({ metadata }) => metadata.name ?? '',
  },
  deletion: {
    held: ({ spec }) => (spec?.finalizers ?? []).length > 0,
    markDeleted(object) {
      object.status = { ...object.status, phase: 'Terminating' }
    },
  },
  subresources: {
    finalize: {
      apply(object, body) {
        const { spec } = body as unknown as Namespace
        object.spec = { ...spec }
      },
    },
  },
})

/** So that selectors can name a namespace (pkg/apis/core/v1/defaults.go). */
function labelWithName({ metadata }: Namespace): void {
  if (metadata.name) metadata.labels = { ...metadata.labels, [NAME_LABEL]: metadata.name }
}

function validateStatusUpdate({ metadata, status }: Namespace): FieldError[] {
  const phase = status?.phase ?? ''
  const wished = metadata.deletionTimestamp ? 'Terminating' : 'Active'
  if (phase === wished) return []
  const state = metadata.deletionTimestamp ? 'is not empty' : 'is empty'
  return [invalidValue('status.Phase', phase, `may only be '${wished}' if \`deletionTimestamp\` ${state}`)]
}
