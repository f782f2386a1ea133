/** Validation of each type of volume, in the order in which Kubernetes looks for them. */
import {
  type FieldError,
  forbiddenField,
  invalidValue,
  required,
} from '../../../../../apimachinery/field-error.ts'
import { tryParseQuantity } from '../../../../../apimachinery/quantity.ts'
import type { KeyToPath } from '../../../../../generated/types.ts'
import { HOST_PATH_TYPES } from '../../host-path-types.ts'
import { validateEphemeral } from './ephemeral.ts'
import { dnsSubdomain, fileMode, oneOf, present } from './fields.ts'
import { validateKeyToPath } from './key-to-path.ts'
import { NETWORK_SOURCES } from './network-volumes.ts'
import { descendingPath, pathWithoutBacksteps } from './paths.ts'
import { validateDownwardApi, validateProjected } from './projected.ts'
import { type VolumeSource, volumeSource } from './volume-source.ts'

function validateItems(items: readonly KeyToPath[] | undefined, path: string): FieldError[] {
  return (items ?? []).flatMap((item, index) => validateKeyToPath(item, `${path}.items[${index}]`))
}

const local: readonly VolumeSource[] = [
  volumeSource('emptyDir', ({ sizeLimit }, path) => {
    const limit = sizeLimit === undefined ? undefined : tryParseQuantity(sizeLimit)
    if (limit === undefined || limit.nanos >= 0n) return []
    return [forbiddenField(`${path}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')]
  }),
  volumeSource('hostPath', ({ path: host = '', type }, path) => {
    if (host === '') return [required(`${path}.path`)]
    return [...pathWithoutBacksteps(host, `${path}.path`), ...oneOf(type, HOST_PATH_TYPES, `${path}.type`)]
  }),
  volumeSource('gitRepo', ({ repository, directory = '' }, path) => [
    ...present(repository, `${path}.repository`),
    ...descendingPath(directory, `${path}.directory`),
  ]),
]

const secret = volumeSource('secret', ({ secretName, defaultMode, items }, path) => [
  ...present(secretName, `${path}.secretName`),
  ...fileMode(defaultMode, `${path}.defaultMode`),
  ...validateItems(items, path),
])

const claim = volumeSource('persistentVolumeClaim', ({ claimName }, path) =>
  present(claimName, `${path}.claimName`),
)

const configMap = volumeSource('configMap', ({ name, defaultMode, items }, path) => [
  ...present(name, `${path}.name`),
  ...fileMode(defaultMode, `${path}.defaultMode`),
  ...validateItems(items, path),
])

const csi = volumeSource('csi', ({ driver = '', nodePublishSecretRef }, path) => {
  const at = `${path}.nodePublishSecretRef.name`
  const reference = nodePublishSecretRef
    ? nodePublishSecretRef.name
      ? dnsSubdomain(nodePublishSecretRef.name, `${path}.name`)
      : [required(at)]
    : []
  return [...validateDriverName(driver, `${path}.driver`), ...reference]
})

/** The errors of the name of a CSI driver. */
function validateDriverName(driver: string, path: string): FieldError[] {
  const errors = present(driver, path)
  if (driver.length > 63)
    errors.push({ type: 'FieldValueTooLong', field: path, detail: 'may not be more than 63 bytes' })
  const names = dnsSubdomain(driver.toLowerCase(), path).map((error) => ({ ...error, badValue: driver }))
  return [...errors, ...names]
}

const image = volumeSource('image', ({ reference = '', pullPolicy }, path) => {
  const errors = present(reference, `${path}.reference`)
  if (reference.trim() !== reference)
    errors.push(invalidValue(`${path}.reference`, reference, 'must not have leading or trailing whitespace'))
  return [...errors, ...oneOf(pullPolicy, ['Always', 'IfNotPresent', 'Never'], `${path}.pullPolicy`)]
})

/** All types. Error texts have a spelling mistake and a spelling of their own. */
export const VOLUME_SOURCES: readonly VolumeSource[] = [
  ...local,
  ...NETWORK_SOURCES.disks,
  secret,
  ...NETWORK_SOURCES.shares,
  claim,
  ...NETWORK_SOURCES.ceph,
  volumeSource('downwardAPI', validateDownwardApi, 'downwarAPI'),
  ...NETWORK_SOURCES.channels,
  configMap,
  ...NETWORK_SOURCES.vendors,
  volumeSource('projected', validateProjected),
  ...NETWORK_SOURCES.last,
  csi,
  volumeSource('ephemeral', validateEphemeral),
  image,
]
