/** The rules of a PersistentVolume (pkg/apis/core/validation/validation.go, ValidatePersistentVolumeSpec). */
import {
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
} from '../../../../apimachinery/field-error.ts'
import { deepEqual } from '../../../../base/json.ts'
import type { PersistentVolume, PersistentVolumeSpec } from '../../../../generated/types.ts'
import { diffValues } from '../../../value-diff.ts'
import { validateAccessModes, validatePositive, validateVolumeChoice } from '../access-modes.ts'
import { validateNodeSelector } from '../pod/validation/affinity.ts'
import { sourceFields, validateSource } from './sources.ts'

const POLICIES = ['Delete', 'Recycle', 'Retain']

/** All errors of a volume. */
export function validate({ spec }: PersistentVolume): FieldError[] {
  const { accessModes = [], capacity = {}, persistentVolumeReclaimPolicy: policy = '' } = spec ?? {}
  return [
    ...(accessModes.length === 0 ? [required('spec.accessModes')] : []),
    ...validateAccessModes(accessModes, 'spec.accessModes'),
    ...validateCapacity(capacity),
    ...(policy === '' || POLICIES.includes(policy)
      ? []
      : [notSupported('spec.persistentVolumeReclaimPolicy', policy, POLICIES)]),
    ...validateNodeAffinity(spec ?? {}),
    ...validateSources(spec ?? {}),
    ...validateRecycling(spec ?? {}),
    ...validateVolumeChoice(spec ?? {}),
  ]
}

function validateCapacity(capacity: Readonly<Record<string, string>>): FieldError[] {
  const path = 'spec.capacity'
  const names = Object.keys(capacity)
  const errors = names.length === 0 ? [required(path)] : []
  if (names.length !== 1 || names[0] !== 'storage')
    errors.push(notSupported(path, names.length === 0 ? null : capacity, ['storage']))
  for (const name of names) errors.push(...validatePositive(capacity[name] ?? '', `${path}[${name}]`))
  return errors
}

function validateNodeAffinity({ nodeAffinity }: PersistentVolumeSpec): FieldError[] {
  if (!nodeAffinity) return []
  const path = 'spec.nodeAffinity.required'
  if (!nodeAffinity.required) return [required(path, 'must specify required node constraints')]
  return validateNodeSelector(nodeAffinity.required, path)
}

/** A volume has exactly one source. */
function validateSources(spec: PersistentVolumeSpec): FieldError[] {
  const present = sourceFields.filter((field) => spec[field] !== undefined)
  if (present.length === 0) return [required('spec', 'must specify a volume type')]
  return present.flatMap((field, index) =>
    index === 0
      ? validateSource(spec, field)
      : [forbiddenField(`spec.${field}`, 'may not specify more than 1 volume type')],
  )
}

function validateRecycling({ hostPath, persistentVolumeReclaimPolicy }: PersistentVolumeSpec): FieldError[] {
  const isRoot = hostPath !== undefined && /^\/+(\.\/*)*$/.test(hostPath.path ?? '')
  if (!isRoot || persistentVolumeReclaimPolicy !== 'Recycle') return []
  const detail = "may not be 'recycle' for a hostPath mount of '/'"
  return [forbiddenField('spec.persistentVolumeReclaimPolicy', detail)]
}

/** Source and mode of a volume stay as they are; its node affinity once it is set. */
export function validateUpdate({ spec }: PersistentVolume, { spec: old }: PersistentVolume): FieldError[] {
  const errors: FieldError[] = []
  const [now, before] = [sourcesOf(spec ?? {}), sourcesOf(old ?? {})]
  if (!deepEqual(now, before)) {
    const diff = diffValues(before, now)
    const detail = `spec.persistentvolumesource is immutable after creation\n${diff}`
    errors.push(forbiddenField('spec.persistentvolumesource', detail))
  }
  if (spec?.volumeMode !== old?.volumeMode)
    errors.push(invalidValue('volumeMode', spec?.volumeMode, 'field is immutable'))
  if (old?.nodeAffinity && !deepEqual(spec?.nodeAffinity, old.nodeAffinity))
    errors.push(invalidValue('nodeAffinity', spec?.nodeAffinity, 'field is immutable'))
  return errors
}

/** The sources under their Go names. */
function sourcesOf(spec: PersistentVolumeSpec): Record<string, unknown> {
  return Object.fromEntries(sourceFields.map((field) => [goName(field), spec[field] ?? null]))
}

function goName(field: string): string {
  const known: Readonly<Record<string, string>> = {
    gcePersistentDisk: 'GCEPersistentDisk',
    awsElasticBlockStore: 'AWSElasticBlockStore',
    nfs: 'NFS',
    rbd: 'RBD',
    iscsi: 'ISCSI',
    cephfs: 'CephFS',
    fc: 'FC',
    scaleIO: 'ScaleIO',
    storageos: 'StorageOS',
    csi: 'CSI',
  }
  return known[field] ?? field.charAt(0).toUpperCase() + field.slice(1)
}
