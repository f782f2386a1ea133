/** Validation of the metadata that all objects share (k8s.io/apimachinery/pkg/api/validation/objectmeta.go). */
import type { Behaviours } from '../api/behaviour/definition.ts'
import { validateBehaviours } from '../api/behaviour/validate.ts'
import type { Kind } from '../api/registry.ts'
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalidValue,
  required,
} from '../apimachinery/field-error.ts'
import { validateAnnotations, validateLabels } from '../apimachinery/labels.ts'
import {
  checkDns1123Label,
  checkDns1123Subdomain,
  type Messages,
  maskTrailingDash,
} from '../apimachinery/names.ts'
import type { ObjectMeta, OwnerReference } from '../apimachinery/object.ts'
import { checkQualifiedName } from '../apimachinery/qualified-name.ts'
import { deepEqual } from '../base/json.ts'

/** What validation must know of the kind. */
interface MetaRules {
  namespaced: boolean
  /** Finalizers without a domain must be standard ones. */
  strictFinalizers: boolean
  /** Messages about a name; the default is a DNS subdomain. */
  validateName?(name: string, prefix: boolean): Messages
  /** Annotations that steer the simulation. */
  behaviours?: Behaviours
}

/** The errors of a new object's metadata. */
export function validateObjectMeta(metadata: ObjectMeta, kind: Kind): FieldError[] {
  return validateMeta(metadata, rulesOf(kind))
}

/** Groups whose own servers check the metadata of their kinds, without the rules of the core. */
const AGGREGATED = ['apiextensions.k8s.io', 'apiregistration.k8s.io']

function rulesOf({ resource, definition, custom }: Kind): MetaRules {
  const { namespaced, group } = resource
  return {
    namespaced,
    strictFinalizers: custom === undefined && !AGGREGATED.includes(group),
    ...(definition.validateName && { validateName: definition.validateName }),
    ...(definition.behaviours && { behaviours: definition.behaviours }),
  }
}

function validateMeta(metadata: ObjectMeta, rules: MetaRules): FieldError[] {
  const { finalizers = [], annotations } = metadata
  const { behaviours } = rules
  return [
    ...validateNames(metadata, rules),
    ...validateLabels(metadata.labels, 'metadata.labels'),
    ...validateAnnotations(annotations, 'metadata.annotations'),
    ...(behaviours ? validateBehaviours(annotations, 'metadata.annotations', { behaviours }) : []),
    ...validateOwners(metadata.ownerReferences ?? []),
    ...validateFinalizers(finalizers),
    ...(rules.strictFinalizers ? validateStandardFinalizers(finalizers) : []),
  ]
}

/** The errors of changed metadata: what must stay, and what holds for any metadata. */
export function validateObjectMetaUpdate(metadata: ObjectMeta, old: ObjectMeta, kind: Kind): FieldError[] {
  return [
    ...validateMeta(metadata, { ...rulesOf(kind), validateName: () => [] }),
    ...validateNewFinalizers(metadata, old),
    ...immutable(metadata, old, 'name'),
    ...immutable(metadata, old, 'namespace'),
    ...immutable(metadata, old, 'uid'),
  ]
}

function validateNames(metadata: ObjectMeta, rules: MetaRules): FieldError[] {
  const check = rules.validateName ?? ((name: string) => checkDns1123Subdomain(name))
  const errors: FieldError[] = []
  const { name = '', generateName = '', namespace = '' } = metadata
  if (generateName !== '')
    for (const message of check(maskTrailingDash(generateName), true))
      errors.push(invalidValue('metadata.generateName', generateName, message))
  if (name === '') errors.push(required('metadata.name', 'name or generateName is required'))
  else for (const message of check(name, false)) errors.push(invalidValue('metadata.name', name, message))
  if (!rules.namespaced) {
    if (namespace !== '') errors.push(forbiddenField('metadata.namespace', 'not allowed on this type'))
  } else if (namespace === '') errors.push(required('metadata.namespace', ''))
  else
    for (const message of checkDns1123Label(namespace))
      errors.push(invalidValue('metadata.namespace', namespace, message))
  return errors
}

/** At most one owner controls an object, and no owner is an event. */
function validateOwners(references: readonly OwnerReference[]): FieldError[] {
  const path = 'metadata.ownerReferences'
  const errors: FieldError[] = []
  let controller = ''
  references.forEach((reference, index) => {
    errors.push(...validateOwner(reference, `${path}[${index}]`))
    if (!reference.controller) return
    const named = `${reference.kind}/${reference.name}`
    const detail = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${named}`
    if (controller !== '') errors.push(invalidValue(path, references, detail))
    else controller = named
  })
  return errors
}

function validateOwner(reference: OwnerReference, path: string): FieldError[] {
  const errors: FieldError[] = []
  const { apiVersion = '', kind = '', name = '', uid = '' } = reference
  if (apiVersion === '')
    errors.push(invalidValue(`${path}.apiVersion`, apiVersion, 'version must not be empty'))
  if (kind === '') errors.push(invalidValue(`${path}.kind`, kind, 'must not be empty'))
  if (name === '') errors.push(invalidValue(`${path}.name`, name, 'must not be empty'))
  if (uid === '') errors.push(invalidValue(`${path}.uid`, uid, 'must not be empty'))
  if (apiVersion === 'v1' && kind === 'Event')
    errors.push(invalidValue(path, reference, `/v1, Kind=Event is disallowed from being an owner`))
  return errors
}

/** Finalizers without a domain that Kubernetes itself knows (IsStandardFinalizerName). */
const STANDARD_FINALIZERS = ['kubernetes', 'orphan', 'foregroundDeletion']

/** Built-in kinds take a finalizer without a domain only if it is a standard one (validateKubeFinalizerName). */
function validateStandardFinalizers(finalizers: readonly string[]): FieldError[] {
  return finalizers.flatMap((name, index) =>
    name.includes('/') || STANDARD_FINALIZERS.includes(name)
      ? []
      : [
          invalidValue(
            `metadata.finalizers[${index}]`,
            name,
            'name is neither a standard finalizer name nor is it fully qualified',
          ),
        ],
  )
}

/** The garbage collector's finalizers contradict each other; others are qualified names. */
function validateFinalizers(finalizers: readonly string[]): FieldError[] {
  const path = 'metadata.finalizers'
  const errors = finalizers.flatMap((name) =>
    checkQualifiedName(name).map((message) => invalidValue(path, name, message)),
  )
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion'))
    errors.push(invalidValue(path, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'))
  const seen = new Set<string>()
  for (const name of finalizers) {
    if (seen.has(name)) errors.push(duplicate(path, name))
    seen.add(name)
  }
  return errors
}

/** What is being deleted takes no new finalizers. */
function validateNewFinalizers(metadata: ObjectMeta, old: ObjectMeta): FieldError[] {
  if (old.deletionTimestamp === undefined) return []
  const added = (metadata.finalizers ?? []).filter((name) => !old.finalizers?.includes(name))
  if (added.length === 0) return []
  const detail = `no new finalizers can be added if the object is being deleted, found new finalizers ${JSON.stringify(added)}`
  return [forbiddenField('metadata.finalizers', detail)]
}

function immutable(metadata: ObjectMeta, old: ObjectMeta, field: 'name' | 'namespace' | 'uid'): FieldError[] {
  const [value, before] = [metadata[field] ?? '', old[field] ?? '']
  return deepEqual(value, before) ? [] : [invalidValue(`metadata.${field}`, value, 'field is immutable')]
}
