/** The rules of a CustomResourceDefinition (apiextensions-apiserver, pkg/apis/apiextensions/validation). */
import { type FieldError, invalidValue, notSupported, required } from '../../../apimachinery/field-error.ts'
import { checkDns1035Label, checkDns1123Subdomain, type Messages } from '../../../apimachinery/names.ts'
import { deepEqual } from '../../../base/json.ts'
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionNames,
  CustomResourceDefinitionVersion,
  JSONSchemaProps,
} from '../../../generated/types.ts'
import { APPROVAL, approvalOf } from './approval.ts'
import { validateConversion } from './conversion.ts'
import { splitVersions } from './shared-fields.ts'
import { type CheckSchema, validateFields, validateVersion } from './validate-version.ts'

const SCOPES = ['Cluster', 'Namespaced']
const APPROVAL_MISSING = `protected groups must have approval annotation "${APPROVAL}", see https://github.com/kubernetes/enhancements/pull/1111`

const EMPTY: CustomResourceDefinition['spec'] = {
  group: '',
  names: { kind: '', plural: '' },
  scope: '',
  versions: [],
}

/** All errors of a definition; `old` is what it was before. */
export function validate(
  definition: CustomResourceDefinition,
  checkSchema: CheckSchema,
  old?: CustomResourceDefinition,
): FieldError[] {
  const { metadata, spec } = definition
  if (!spec) return validate({ ...definition, spec: EMPTY }, checkSchema)
  const { group = '', scope = '', names = { kind: '', plural: '' } } = spec
  const errors: FieldError[] = []
  if (metadata.name !== `${names.plural}.${group}`)
    errors.push(invalidValue('metadata.name', metadata.name, 'must be spec.names.plural+"."+spec.group'))
  errors.push(...validateGroup(group))
  if (scope === '') errors.push(required('spec.scope'))
  else if (!SCOPES.includes(scope)) errors.push(notSupported('spec.scope', scope, SCOPES))
  const { ofVersions, ofAll } = validateVersions(definition, checkSchema, old)
  errors.push(
    ...ofVersions,
    ...validateNames(names),
    ...ofAll,
    ...validateConversion(spec),
    ...validateApproval(definition),
    ...validatePreserving(definition),
  )
  return errors
}

function validateGroup(group: string): FieldError[] {
  const path = 'spec.group'
  if (group === '') return [required(path)]
  const messages = checkDns1123Subdomain(group)
  if (messages.length > 0) return [invalidValue(path, group, messages.join(','))]
  return group.includes('.') ? [] : [invalidValue(path, group, 'should be a domain with at least one dot')]
}

/** The errors of each version, and those of what all have in common. */
function validateVersions(
  { spec }: CustomResourceDefinition,
  checkSchema: CheckSchema,
  old?: CustomResourceDefinition,
): { ofVersions: FieldError[]; ofAll: FieldError[] } {
  const all = spec.versions ?? []
  const { shared, versions } = splitVersions(all)
  const path = 'spec.versions'
  const check =
    (name: string | undefined, hasStatus: boolean) => (schema: JSONSchemaProps, schemaPath: string) => {
      const before = old?.spec?.versions?.find((version) => version.name === name)?.schema
      const isUnchanged = deepEqual(before?.openAPIV3Schema, schema)
      return checkSchema(schema, schemaPath, { hasStatus, isUnchanged })
    }
  const ofVersions = missingSchemas(all, path)
  versions.forEach((version, index) => {
    const at = `${path}[${index}]`
    const hasStatus = all[index]!.subresources?.status !== undefined
    const where = { path: at, schemaPath: `${at}.schema` }
    ofVersions.push(...validateVersion(version, at))
    ofVersions.push(...validateFields(version, where, check(version.name, hasStatus)))
  })
  if (new Set(all.map(({ name }) => name)).size < all.length)
    ofVersions.push(invalidValue(path, all, 'must contain unique version names'))
  if (all.filter(({ storage }) => storage).length !== 1)
    ofVersions.push(invalidValue(path, all, 'must have exactly one version marked as storage version'))
  const anyStatus = all.some(({ subresources }) => subresources?.status !== undefined)
  const where = { path: 'spec', schemaPath: 'spec.validation' }
  return { ofVersions, ofAll: validateFields(shared, where, check(all[0]?.name, anyStatus)) }
}

function missingSchemas(versions: readonly CustomResourceDefinitionVersion[], path: string): FieldError[] {
  return versions.flatMap(({ schema }, index) =>
    schema?.openAPIV3Schema
      ? []
      : [required(`${path}[${index}].schema.openAPIV3Schema`, 'schemas are required')],
  )
}

function validateNames(names: CustomResourceDefinitionNames): FieldError[] {
  const errors: FieldError[] = []
  for (const field of ['plural', 'singular', 'kind', 'listKind'] as const)
    if (!names[field]) errors.push(required(`spec.names.${field}`))
  const report = (field: string, value: string, messages: Messages, prefix = '') => {
    if (messages.length > 0)
      errors.push(invalidValue(`spec.names.${field}`, value, prefix + messages.join(',')))
  }
  const { plural = '', singular = '', kind = '', listKind = '', shortNames = [], categories = [] } = names
  const mixedCase = 'may have mixed case, but should otherwise match: '
  if (plural !== '') report('plural', plural, checkDns1035Label(plural))
  if (singular !== '') report('singular', singular, checkDns1035Label(singular))
  if (kind !== '') report('kind', kind, checkDns1035Label(kind.toLowerCase()), mixedCase)
  shortNames.forEach((name, index) => {
    report(`shortNames[${index}]`, name, checkDns1035Label(name))
  })
  if (listKind !== '') report('listKind', listKind, checkDns1035Label(listKind.toLowerCase()), mixedCase)
  if (kind !== '' && kind === listKind)
    errors.push(invalidValue('spec.names.listKind', listKind, 'kind and listKind may not be the same'))
  categories.forEach((category, index) => {
    report(`categories[${index}]`, category, checkDns1035Label(category))
  })
  return errors
}

/** All fields can be kept by schema only; the switch for whole definitions is of v1beta1. */
function validatePreserving({ spec }: CustomResourceDefinition): FieldError[] {
  if (!spec.preserveUnknownFields) return []
  const detail =
    'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead'
  return [invalidValue('spec.preserveUnknownFields', true, detail)]
}

/** Groups of Kubernetes itself need somebody's word. */
function validateApproval(definition: CustomResourceDefinition): FieldError[] {
  const path = `metadata.annotations[${APPROVAL}]`
  const approval = approvalOf(definition)
  if (approval === 'missing') return [required(path, APPROVAL_MISSING)]
  if (approval !== 'invalid') return []
  const detail = `protected groups must have approval annotation "${APPROVAL}" with either a URL or a reason starting with "unapproved", see https://github.com/kubernetes/enhancements/pull/1111`
  return [invalidValue(path, definition.metadata.annotations?.[APPROVAL], detail)]
}

/** An established kind keeps its group, scope, kind and plural. */
export function validateUpdate(
  { spec, status }: CustomResourceDefinition,
  old: CustomResourceDefinition,
): FieldError[] {
  if (!spec || !old.spec) return []
  const errors: FieldError[] = []
  const keep = (field: string, value: unknown, before: unknown) => {
    if (!deepEqual(value, before)) errors.push(invalidValue(field, value ?? '', 'field is immutable'))
  }
  const established = old.status?.conditions?.some(
    ({ type, status: state }) => type === 'Established' && state === 'True',
  )
  if (established) {
    keep('spec.scope', spec.scope, old.spec.scope)
    keep('spec.names.kind', spec.names.kind, old.spec.names.kind)
  }
  keep('spec.group', spec.group, old.spec.group)
  keep('spec.names.plural', spec.names.plural, old.spec.names.plural)
  return [...errors, ...validateStoredVersions({ spec, status })]
}

function validateStoredVersions({
  spec,
  status,
}: Pick<CustomResourceDefinition, 'spec' | 'status'>): FieldError[] {
  const names = (spec.versions ?? []).map(({ name }) => name)
  return (status?.storedVersions ?? []).flatMap((version, index) =>
    names.includes(version)
      ? []
      : [
          invalidValue(
            `status.storedVersions[${index}]`,
            version,
            'missing from spec.versions; v1beta1 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v1beta1 and removes v1beta1 from status.storedVersions'.replaceAll(
              'v1beta1',
              version,
            ),
          ),
        ],
  )
}
