/** CustomResourceDefinition: makes a kind at run time. */
import type { CustomResourceDefinition } from '../../../generated/types.ts'
import type { IndexEntry } from '../../../store/store.ts'
import { createdAtColumn, nameColumn } from '../../columns.ts'
import { defineKind, type HookContext } from '../../define-kind.ts'
import { acceptNames, withCondition } from './accepted-names.ts'
import { approvalCondition } from './approval.ts'
import type { CheckSchema } from './validate-version.ts'
import { validate, validateUpdate } from './validation.ts'

/** Loaded with the first write: ajv and CEL are not for readers. */
let checkSchema: CheckSchema = () => []

/**
 * CustomResourceDefinition, `apiextensions.k8s.io/v1`. The indexes lead to it by what its kind is called: 'kind' under
 * 'group/Kind', 'name' under any name that a user may type, 'category' under each category; and by its 'group'.
 */
export const customResourceDefinition = defineKind<CustomResourceDefinition>({
  kind: 'CustomResourceDefinition',
  group: 'apiextensions.k8s.io',
  generation: true,
  async loadForWrites() {
    checkSchema = (await import('../../custom/definition-schema.ts')).validateDefinitionSchema
  },
  defaults,
  prepareCreate,
  prepareUpdate(definition, _, { now }) {
    rememberStoredVersion(definition)
    if (definition.spec?.names) definition.status = statusBeside(definition, [], now)
  },
  validate: (definition, old) => validate(definition, checkSchema, old),
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
 * A new kind is served from its creation on. Upstream, two controllers see to that within moments; here its names are
 * accepted in the same write. Those that others have are taken away from it before it is stored (custom-names.ts of the
 * API server).
 */
function prepareCreate(definition: CustomResourceDefinition, { now }: HookContext): void {
  if (!definition.spec) return
  rememberStoredVersion(definition)
  if (definition.spec.names) definition.status = statusBeside(definition, [], now)
}

/** The status of a definition beside the others of its group: its names, and whether it is approved. */
export function statusBeside(
  definition: CustomResourceDefinition,
  others: readonly CustomResourceDefinition[],
  now: number,
): CustomResourceDefinition['status'] {
  const status = acceptNames(definition, others, now)
  const approval = approvalCondition(definition)
  return approval ? { ...status, conditions: withCondition(status?.conditions ?? [], now, approval) } : status
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

/** By the names that were accepted: one that somebody else has does not lead here. */
function indexes({ spec, status }: CustomResourceDefinition): IndexEntry[] {
  const names = status?.acceptedNames ?? spec?.names
  if (!spec || !names) return []
  const { group } = spec
  const calls = [names.plural, names.singular, names.kind?.toLowerCase(), ...(names.shortNames ?? [])]
  const terms = new Set([...calls.filter((name) => name), `${spec.names.plural}.${group}`])
  return [
    ['group', group],
    ...(names.kind ? [['kind', `${group}/${names.kind}`] as IndexEntry] : []),
    ...[...terms].map((term): IndexEntry => ['name', term!]),
    ...[...new Set(names.categories ?? [])].map((category): IndexEntry => ['category', category]),
  ]
}
