/** The rules of a PersistentVolumeClaim, and what of it may change. */
import {
  type FieldError,
  forbiddenField,
  invalidValue,
  required,
} from '../../../../apimachinery/field-error.ts'
import { validateLabelSelector } from '../../../../apimachinery/label-selector.ts'
import { compareQuantities, tryParseQuantity, ZERO } from '../../../../apimachinery/quantity.ts'
import { deepEqual } from '../../../../base/json.ts'
import type {
  PersistentVolumeClaim,
  PersistentVolumeClaimSpec,
  TypedLocalObjectReference,
} from '../../../../generated/types.ts'
import { diffValues } from '../../../value-diff.ts'
import { validateAccessModes, validatePositive, validateVolumeChoice } from '../access-modes.ts'

const FIXED =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'

/** All errors of a claim. */
export function validate({ spec = {} }: PersistentVolumeClaim): FieldError[] {
  return validateClaimSpec(spec)
}

/** All errors of a claim's spec, which also templates of claims have. */
export function validateClaimSpec(spec: PersistentVolumeClaimSpec): FieldError[] {
  const { accessModes = [], selector, resources, dataSource, dataSourceRef } = spec
  const storage = resources?.requests?.storage
  return [
    ...(accessModes.length === 0 ? [required('spec.accessModes', 'at least 1 access mode is required')] : []),
    ...validateLabelSelector(selector, 'spec.selector'),
    ...validateAccessModes(accessModes, 'spec.accessModes'),
    ...(storage === undefined
      ? [required('spec.resources[storage]')]
      : validatePositive(storage, 'spec.resources[storage]')),
    ...validateVolumeChoice(spec),
    ...validateReference(dataSource, 'spec.dataSource'),
    ...validateReference(dataSourceRef, 'spec.dataSourceRef'),
  ]
}

function validateReference(reference: TypedLocalObjectReference | undefined, path: string): FieldError[] {
  if (!reference) return []
  const errors: FieldError[] = []
  if (!reference.name) errors.push(required(`${path}.name`))
  if (!reference.kind) errors.push(required(`${path}.kind`))
  if (!reference.apiGroup && reference.kind !== 'PersistentVolumeClaim')
    errors.push(
      invalidValue(
        path,
        reference.kind,
        "must be 'PersistentVolumeClaim' when referencing the default apiGroup",
      ),
    )
  return errors
}

/** A claim may take its volume once; a bound one may grow. */
export function validateUpdate(object: PersistentVolumeClaim, old: PersistentVolumeClaim): FieldError[] {
  const [now, before] = [withAllowedChanges(object, old), structOf(old.spec ?? {})]
  const errors: FieldError[] = []
  if (!deepEqual(now, before)) errors.push(forbiddenField('spec', `${FIXED}\n${diffValues(before, now)}`))
  if (shrinks(object, old))
    errors.push(
      forbiddenField('spec.resources.requests.storage', 'field can not be less than status.capacity'),
    )
  if (object.spec?.volumeMode !== old.spec?.volumeMode)
    errors.push(invalidValue('volumeMode', object.spec?.volumeMode, 'field is immutable'))
  return errors
}

type Struct = ReturnType<typeof structOf>

/** The new spec with those changes undone that are allowed. */
function withAllowedChanges({ spec = {} }: PersistentVolumeClaim, old: PersistentVolumeClaim): Struct {
  const { spec: before = {}, status } = old
  const isBound = status?.phase === 'Bound'
  const allowed = { ...spec }
  if (!before.volumeName) allowed.volumeName = before.volumeName
  // A class may be given later to a claim that named none (retroactive default class).
  if (before.storageClassName === undefined) allowed.storageClassName = undefined
  if (isBound) {
    const requests = { ...spec.resources?.requests, storage: before.resources?.requests?.storage ?? '' }
    allowed.resources = { ...spec.resources, requests }
    if (spec.volumeAttributesClassName) allowed.volumeAttributesClassName = before.volumeAttributesClassName
  }
  return structOf(allowed)
}

/** The spec as the API server's internal struct, whose fields its diffs show. */
function structOf(
  spec: { [K in keyof PersistentVolumeClaimSpec]: PersistentVolumeClaimSpec[K] | undefined },
) {
  return {
    AccessModes: spec.accessModes ?? null,
    Selector: spec.selector ?? null,
    Resources: { Limits: spec.resources?.limits ?? null, Requests: spec.resources?.requests ?? null },
    VolumeName: spec.volumeName ?? '',
    StorageClassName: spec.storageClassName ?? null,
    VolumeMode: spec.volumeMode ?? null,
    DataSource: referenceStruct(spec.dataSource),
    DataSourceRef: referenceStruct(spec.dataSourceRef),
    VolumeAttributesClassName: spec.volumeAttributesClassName ?? null,
  }
}

function referenceStruct(reference: TypedLocalObjectReference | undefined): object | null {
  return reference
    ? { APIGroup: reference.apiGroup ?? null, Kind: reference.kind, Name: reference.name }
    : null
}

/** A claim may be made smaller only to undo a growth that failed, never below what it has. */
function shrinks({ spec }: PersistentVolumeClaim, old: PersistentVolumeClaim): boolean {
  const amount = (text: string | undefined) => (text === undefined ? ZERO : (tryParseQuantity(text) ?? ZERO))
  const now = amount(spec?.resources?.requests?.storage)
  if (compareQuantities(now, amount(old.spec?.resources?.requests?.storage)) >= 0) return false
  return compareQuantities(now, amount(old.status?.capacity?.storage)) <= 0
}
