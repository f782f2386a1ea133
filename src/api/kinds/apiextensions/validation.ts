/** The rules of a CustomResourceDefinition (apiextensions-apiserver, pkg/apis/apiextensions/validation). */
import { type FieldError, invalidValue, notSupported, required } from '../../../apimachinery/field-error.ts'
import { checkDns1035Label, checkDns1123Subdomain, type Messages } from '../../../apimachinery/names.ts'
import { deepEqual } from '../../../base/json.ts'
import type { CustomResourceDefinition, CustomResourceDefinitionNames } from '../../../generated/types.ts'
import { APPROVAL, approvalOf } from './approval.ts'
import { validateConversion } from './conversion.ts'
import { type CheckSchema, validateVersion } from './validate-version.ts'

const SCOPES = ['Cluster', 'Namespaced']
const APPROVAL_MISSING = `protected groups must have approval annotation "${APPROVAL}", see https://github.com/kubernetes/enhancements/pull/1111`

const EMPTY: CustomResourceDefinition['spec'] = {
  group: '',
  names: { kind: '', plural: '' },
  scope: '',
  versions: [],
}

/** All errors of a definition. */
export function validate(definition: CustomResourceDefinition, checkSchema: CheckSchema): FieldError[] {
  const { metadata, spec } = definition
  if (!spec) return validate({ ...definition, spec: EMPTY }, checkSchema)
  const { group = '', scope = '', names = { kind: '', plural: '' } } = spec
  const errors: FieldError[] = []
  if (metadata.name !== `${names.plural}.${group}`)
    errors.push(invalidValue('metadata.name', metadata.name, 'must be spec.names.plural+"."+spec.group'))
  errors.push(...validateGroup(group))
  if (scope === '') errors.push(required('spec.scope'))
  else if (!SCOPES.includes(scope)) errors.push(notSupported('spec.scope', scope, SCOPES))
  errors.push(
    ...validateVersions(definition, checkSchema),
    ...validateNames(names),
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

function validateVersions({ spec }: CustomResourceDefinition, checkSchema: CheckSchema): FieldError[] {
  const { versions = [] } = spec
  const path = 'spec.versions'
  const errors: FieldError[] = []
  if (new Set(versions.map(({ name }) => name)).size < versions.length)
    errors.push(invalidValue(path, versions, 'must contain unique version names'))
  if (versions.filter(({ storage }) => storage).length !== 1)
    errors.push(invalidValue(path, versions, 'must have exactly one version marked as storage version'))
  versions.forEach((version, index) => {
    errors.push(...validateVersion(version, `${path}[${index}]`, checkSchema))
  })
  return errors
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
