/** CustomResourceDefinition: makes a kind at run time. */
import { formatTime } from '../../../apimachinery/time.ts'
import type { CustomResourceDefinition } from '../../../generated/types.ts'
import type { IndexEntry } from '../../../store/store.ts'
import { createdAtColumn, nameColumn } from '../../columns.ts'
import { defineKind, type HookContext } from '../../define-kind.ts'
import { validate, validateUpdate } from './validation.ts'

/**
 * CustomResourceDefinition, `apiextensions.k8s.io/v1`. The indexes lead to it by what its kind is called: 'kind' under
 * 'group/Kind', 'name' under any name that a user may type, 'category' under each category.
 */
export const customResourceDefinition = defineKind<CustomResourceDefinition>({
  kind: 'CustomResourceDefinition',
  group: 'apiextensions.k8s.io',
  generation: true,
  defaults,
  prepareCreate,
  prepareUpdate(definition) {
    rememberStoredVersion(definition)
    if (definition.spec?.names)
      definition.status = { ...definition.status, acceptedNames: structuredClone(definition.spec.names) }
  },
  validate,
  validateUpdate,
  deletion: { markDeleted },
  columns: [nameColumn, createdAtColumn],
  describe: () => import('../generic.describe.ts'),
  indexes,
})

/** pkg/apis/apiextensions/v1/defaults.go of apiextensions-apiserver. */
function defaults({ spec }: CustomResourceDefinition): void {
  if (!spec) return
  spec.names ??= { kind: '', plural: '' }
  if (spec.names.kind) {
    spec.names.singular ||= spec.names.kind.toLowerCase()
    spec.names.listKind ||= `${spec.names.kind}List`
  }
  spec.conversion ??= { strategy: 'None' }
  const service = spec.conversion.webhook?.clientConfig?.service
  if (service) service.port ??= 443
  if (spec.preserveUnknownFields === false) delete spec.preserveUnknownFields
}

/**
 * A new kind is served from its creation on. Upstream, two controllers see to that within moments
 * (naming_controller.go, establishing_controller.go); here its names are accepted in the same write.
 */
function prepareCreate(definition: CustomResourceDefinition, { now }: HookContext): void {
  if (!definition.spec) return
  rememberStoredVersion(definition)
  const lastTransitionTime = formatTime(now)
  definition.status = {
    ...definition.status,
    acceptedNames: structuredClone(definition.spec.names),
    conditions: [
      {
        type: 'NamesAccepted',
        status: 'True',
        lastTransitionTime,
        reason: 'NoConflicts',
        message: 'no conflicts found',
      },
      {
        type: 'Established',
        status: 'True',
        lastTransitionTime,
        reason: 'InitialNamesAccepted',
        message: 'the initial names have been accepted',
      },
    ],
  }
}

/** Holds a definition until its objects are gone. */
export const CLEANUP_FINALIZER = 'customresourcecleanup.apiextensions.k8s.io'

/** The first request to delete adds the finalizer (registry/customresourcedefinition/etcd.go of apiextensions-apiserver). */
function markDeleted(definition: CustomResourceDefinition): void {
  const { metadata } = definition
  metadata.finalizers = [...new Set([...(metadata.finalizers ?? []), CLEANUP_FINALIZER])]
  const others = (definition.status?.conditions ?? []).filter(({ type }) => type !== 'Terminating')
  const terminating = {
    type: 'Terminating',
    status: 'True',
    lastTransitionTime: metadata.deletionTimestamp!,
    reason: 'InstanceDeletionPending',
    message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
  }
  definition.status = { ...definition.status, conditions: [...others, terminating] }
}

function rememberStoredVersion(definition: CustomResourceDefinition): void {
  const stored = definition.spec?.versions?.find(({ storage }) => storage)?.name
  const known = definition.status?.storedVersions ?? []
  if (stored !== undefined && !known.includes(stored))
    definition.status = { ...definition.status, storedVersions: [...known, stored] }
}

function indexes({ spec }: CustomResourceDefinition): IndexEntry[] {
  if (!spec?.names) return []
  const { group, names } = spec
  const calls = [names.plural, names.singular, names.kind?.toLowerCase(), ...(names.shortNames ?? [])]
  const terms = new Set([...calls.filter((name) => name !== undefined), `${names.plural}.${group}`])
  return [
    ['kind', `${group}/${names.kind}`],
    ...[...terms].map((term): IndexEntry => ['name', term]),
    ...[...new Set(names.categories ?? [])].map((category): IndexEntry => ['category', category]),
  ]
}
