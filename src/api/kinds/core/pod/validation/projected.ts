/** Validation of projected and downwardAPI volumes. */
import {
  type FieldError,
  forbiddenField,
  invalidValue,
  required,
} from '../../../../../apimachinery/field-error.ts'
import { validateLabelSelector } from '../../../../../apimachinery/label-selector.ts'
import type {
  DownwardAPIVolumeFile,
  KeyToPath,
  Volume,
  VolumeProjection,
} from '../../../../../generated/types.ts'
import { VOLUME_FIELDS, validateFieldRef, validateResourceFieldRef } from './environment.ts'
import { fileMode, present } from './fields.ts'
import { validateKeyToPath } from './key-to-path.ts'
import { unreservedPath } from './paths.ts'

/** The errors of a downwardAPI volume. Those of its files stand at the volume, as upstream. */
export function validateDownwardApi(
  { defaultMode, items = [] }: NonNullable<Volume['downwardAPI']>,
  path: string,
): FieldError[] {
  return [
    ...fileMode(defaultMode, `${path}.defaultMode`),
    ...items.flatMap((file) => validateFile(file, path)),
  ]
}

function validateFile(
  { path: name = '', fieldRef, resourceFieldRef, mode }: DownwardAPIVolumeFile,
  path: string,
) {
  const errors: FieldError[] = [...present(name, `${path}.path`), ...unreservedPath(name, `${path}.path`)]
  if (fieldRef) errors.push(...validateFieldRef(fieldRef, VOLUME_FIELDS, `${path}.fieldRef`))
  if (fieldRef && resourceFieldRef)
    errors.push(
      invalidValue(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'),
    )
  else if (resourceFieldRef)
    errors.push(...validateResourceFieldRef(resourceFieldRef, `${path}.resourceFieldRef`, true))
  else if (!fieldRef) errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'))
  return [...errors, ...fileMode(mode, `${path}.mode`)]
}

/** The errors of a projected volume: each source, and files that two of them want to write. */
export function validateProjected(
  { defaultMode, sources = [] }: NonNullable<Volume['projected']>,
  path: string,
): FieldError[] {
  const taken = new Set<string>()
  return [
    ...fileMode(defaultMode, `${path}.defaultMode`),
    ...sources.flatMap((source, index) => validateSource(source, taken, path, `${path}.sources[${index}]`)),
  ]
}

function validateSource(
  source: VolumeProjection,
  taken: Set<string>,
  path: string,
  at: string,
): FieldError[] {
  const { secret, configMap, downwardAPI, serviceAccountToken, clusterTrustBundle, podCertificate } = source
  const all = [secret, configMap, downwardAPI, serviceAccountToken, clusterTrustBundle, podCertificate]
  const errors: FieldError[] = []
  if (secret) errors.push(...validateKeys(secret, taken, path, `${at}.secret`))
  if (configMap) errors.push(...validateKeys(configMap, taken, path, `${at}.configMap`))
  for (const file of downwardAPI?.items ?? [])
    errors.push(...validateFile(file, `${at}.downwardAPI`), ...claimPath(file.path, taken, path, file.path))
  if (serviceAccountToken)
    errors.push(...validateToken(serviceAccountToken, path, `${at}.serviceAccountToken`))
  if (clusterTrustBundle)
    errors.push(...validateTrustBundle(clusterTrustBundle, taken, path, `${at}.clusterTrustBundle`))
  if (all.filter(Boolean).length > 1)
    errors.push(forbiddenField(at, 'may not specify more than 1 volume type per source'))
  return errors
}

function validateKeys(
  { name = '', items = [] }: { name?: string; items?: KeyToPath[] },
  taken: Set<string>,
  path: string,
  at: string,
): FieldError[] {
  return [
    ...present(name, `${at}.name`),
    ...items.flatMap((item, index) => {
      const errors = validateKeyToPath(item, `${at}.items[${index}]`)
      return [...errors, ...claimPath(item.path, taken, path, name)]
    }),
  ]
}

function claimPath(file = '', taken: Set<string>, path: string, shown: string): FieldError[] {
  if (file === '') return []
  const conflict = taken.has(file)
  taken.add(file)
  return conflict ? [invalidValue(path, shown, 'conflicting duplicate paths')] : []
}

function validateToken(
  { expirationSeconds = 0, path: file = '' }: NonNullable<VolumeProjection['serviceAccountToken']>,
  path: string,
  at: string,
): FieldError[] {
  const field = `${at}.expirationSeconds`
  const errors: FieldError[] = []
  if (expirationSeconds < 600)
    errors.push(invalidValue(field, expirationSeconds, 'may not specify a duration less than 10 minutes'))
  if (expirationSeconds > 2 ** 32)
    errors.push(invalidValue(field, expirationSeconds, 'may not specify a duration larger than 2^32 seconds'))
  return [...errors, ...(file === '' ? [required(`${path}.path`)] : unreservedPath(file, `${path}.path`))]
}

function validateTrustBundle(
  bundle: NonNullable<VolumeProjection['clusterTrustBundle']>,
  taken: Set<string>,
  path: string,
  at: string,
): FieldError[] {
  const { name, signerName, labelSelector, path: file = '' } = bundle
  const errors: FieldError[] = []
  if (name !== undefined && signerName !== undefined)
    errors.push(invalidValue(at, bundle, 'only one of name and signerName may be used'))
  else if (name !== undefined) {
    errors.push(...present(name, `${at}.name`, 'must be a valid object name'))
    const text = 'labelSelector must be unset if name is specified'
    if (labelSelector) errors.push(invalidValue(`${at}.labelSelector`, labelSelector, text))
  } else if (signerName !== undefined) {
    errors.push(...present(signerName, `${at}.signerName`, 'must be a valid signer name'))
    errors.push(...validateLabelSelector(labelSelector, `${at}.labelSelector`))
  } else errors.push(required(at, 'either name or signerName must be specified'))
  return [
    ...errors,
    ...present(file, `${at}.path`),
    ...unreservedPath(file, `${at}.path`),
    ...claimPath(file, taken, path, file),
  ]
}
