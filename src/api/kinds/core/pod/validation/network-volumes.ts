/** Validation of the volume types that name a storage system, most of them served by CSI drivers today. */
import {
  type FieldError,
  invalidValue,
  notSupported,
  required,
} from '../../../../../apimachinery/field-error.ts'
import { rangeMessage } from '../../../../../apimachinery/names.ts'
import type { Volume } from '../../../../../generated/types.ts'
import { dnsLabel, oneOf, present } from './fields.ts'
import { volumeSource as source, type VolumeSource } from './volume-source.ts'

function partition(number: number | undefined, path: string): FieldError[] {
  if (number === undefined || (number >= 0 && number <= 255)) return []
  return [invalidValue(`${path}.partition`, number, rangeMessage(1, 255))]
}

function logicalUnit(number: number | undefined, path: string): FieldError[] {
  if (number === undefined || (number >= 0 && number <= 255)) return []
  return [invalidValue(`${path}.lun`, number, rangeMessage(0, 255))]
}

function secretName(secret: { name?: string } | undefined, path: string): FieldError[] {
  return secret === undefined ? [] : present(secret.name, `${path}.secretRef.name`)
}

const QUALIFIED_NAMES: readonly [prefix: string, form: RegExp][] = [
  ['iqn', /iqn\.\d{4}-\d{2}\.([A-Za-z0-9.-]+)(:[^,;*&$|\s]+)$/],
  ['eui', /^eui.[A-Za-z0-9]{16}$/],
  ['naa', /^naa.[A-Za-z0-9]{32}$/],
]

function iscsiName(name: string, path: string): FieldError[] {
  const known = QUALIFIED_NAMES.find(([prefix]) => name.startsWith(prefix))
  if (known === undefined)
    return [invalidValue(path, name, 'must be valid format starting with iqn, eui, or naa')]
  return known[1].test(name) ? [] : [invalidValue(path, name, 'must be valid format')]
}

function validateIscsi(iscsi: NonNullable<Volume['iscsi']>, path: string): FieldError[] {
  const { iqn = '', initiatorName } = iscsi
  const chap = (iscsi.chapAuthDiscovery || iscsi.chapAuthSession) && iscsi.secretRef === undefined
  return [
    ...present(iscsi.targetPortal, `${path}.targetPortal`),
    ...(iqn === '' ? [required(`${path}.iqn`)] : iscsiName(iqn, `${path}.iqn`)),
    ...logicalUnit(iscsi.lun, path),
    ...(chap ? [required(`${path}.secretRef`)] : []),
    ...(initiatorName === undefined ? [] : iscsiName(initiatorName, `${path}.initiatorname`)),
  ]
}

function validateFlocker(
  { datasetName = '', datasetUUID = '' }: NonNullable<Volume['flocker']>,
  path: string,
) {
  const errors: FieldError[] = []
  if (datasetName === '' && datasetUUID === '')
    errors.push(required(path, 'one of datasetName and datasetUUID is required'))
  if (datasetName !== '' && datasetUUID !== '')
    errors.push(
      invalidValue(path, 'resource', 'datasetName and datasetUUID can not be specified simultaneously'),
    )
  if (datasetName.includes('/'))
    errors.push(invalidValue(`${path}.datasetName`, datasetName, "must not contain '/'"))
  return errors
}

function validateQuobyte(
  { registry = '', tenant = '', volume }: NonNullable<Volume['quobyte']>,
  path: string,
) {
  const pairs = 'must be a host:port pair or multiple pairs separated by commas'
  const errors: FieldError[] = []
  if (registry === '') errors.push(required(`${path}.registry`, pairs))
  else if (tenant.length >= 65)
    errors.push(required(`${path}.tenant`, 'must be a UUID and may not exceed a length of 64 characters'))
  else
    for (const pair of registry.split(','))
      if (!/^(\[[^\]]*\]|[^:[\]]*):[^:[\]]*$/.test(pair))
        errors.push(invalidValue(`${path}.registry`, registry, pairs))
  return [...errors, ...present(volume, `${path}.volume`)]
}

function validateFibreChannel({ targetWWNs = [], wwids = [], lun }: NonNullable<Volume['fc']>, path: string) {
  const at = `${path}.targetWWNs`
  const errors: FieldError[] = []
  if (targetWWNs.length === 0 && wwids.length === 0)
    errors.push(required(at, 'must specify either targetWWNs or wwids, but not both'))
  if (targetWWNs.length > 0 && wwids.length > 0)
    errors.push(invalidValue(at, targetWWNs, 'targetWWNs and wwids can not be specified simultaneously'))
  if (targetWWNs.length === 0) return errors
  if (lun === undefined) errors.push(required(`${path}.lun`, 'lun is required if targetWWNs is specified'))
  return [...errors, ...logicalUnit(lun, path)]
}

function validateFlexVolume({ driver, options = {} }: NonNullable<Volume['flexVolume']>, path: string) {
  const reserved = Object.keys(options).filter((key) =>
    /\.(kubernetes|k8s)\.io$/.test(`.${(key.split('/')[0] ?? '').toLowerCase()}`.replace(/^\.+/, '.')),
  )
  const text = 'kubernetes.io and k8s.io namespaces are reserved'
  return [
    ...present(driver, `${path}.driver`),
    ...reserved.map((key) => invalidValue(`${path}.options[${key}]`, key, text)),
  ]
}

const MANAGED_DISK =
  '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}'
const BLOB_DISK = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd'

function validateAzureDisk(disk: NonNullable<Volume['azureDisk']>, path: string): FieldError[] {
  const { diskName, diskURI = '', cachingMode, kind } = disk
  const errors = [
    ...present(diskName, `${path}.diskName`),
    ...present(diskURI, `${path}.diskURI`),
    ...oneOf(cachingMode, ['None', 'ReadOnly', 'ReadWrite'], `${path}.cachingMode`),
    ...oneOf(kind, ['Dedicated', 'Managed', 'Shared'], `${path}.kind`),
  ]
  if (kind === 'Managed' && !diskURI.startsWith('/subscriptions/'))
    errors.push(notSupported(`${path}.diskURI`, diskURI, [MANAGED_DISK]))
  if (kind !== undefined && kind !== 'Managed' && !diskURI.startsWith('https://'))
    errors.push(notSupported(`${path}.diskURI`, diskURI, [BLOB_DISK]))
  return errors
}

function validateStorageOs(storage: NonNullable<Volume['storageos']>, path: string): FieldError[] {
  const { volumeName = '', volumeNamespace = '', secretRef } = storage
  return [
    ...(volumeName === '' ? [required(`${path}.volumeName`)] : dnsLabel(volumeName, `${path}.volumeName`)),
    ...(volumeNamespace === '' ? [] : dnsLabel(volumeNamespace, `${path}.volumeNamespace`)),
    ...secretName(secretRef, path),
  ]
}

function validateNfs({ server, path: share = '' }: NonNullable<Volume['nfs']>, path: string): FieldError[] {
  return [
    ...present(server, `${path}.server`),
    ...present(share, `${path}.path`),
    ...(share.startsWith('/') ? [] : [invalidValue(`${path}.path`, share, 'must be an absolute path')]),
  ]
}

type Group = 'disks' | 'shares' | 'ceph' | 'channels' | 'vendors' | 'last'

/** In groups, between which the other types stand. */
export const NETWORK_SOURCES: Readonly<Record<Group, readonly VolumeSource[]>> = {
  disks: [
    source('gcePersistentDisk', ({ pdName, partition: number }, path) => {
      const at = path.replace(/gcePersistentDisk$/, 'persistentDisk')
      return [...present(pdName, `${at}.pdName`), ...partition(number, at)]
    }),
    source('awsElasticBlockStore', ({ volumeID, partition: number }, path) => [
      ...present(volumeID, `${path}.volumeID`),
      ...partition(number, path),
    ]),
  ],
  shares: [
    source('nfs', validateNfs),
    source('iscsi', validateIscsi),
    source('glusterfs', ({ endpoints, path: volume }, path) => [
      ...present(endpoints, `${path}.endpoints`),
      ...present(volume, `${path}.path`),
    ]),
    source('flocker', validateFlocker),
  ],
  ceph: [
    source('rbd', ({ monitors, image }, path) => [
      ...(monitors?.length ? [] : [required(`${path}.monitors`)]),
      ...present(image, `${path}.image`),
    ]),
    source('cinder', ({ volumeID, secretRef }, path) => [
      ...present(volumeID, `${path}.volumeID`),
      ...secretName(secretRef, path),
    ]),
    source(
      'cephfs',
      ({ monitors }, path) => (monitors?.length ? [] : [required(`${path}.monitors`)]),
      'cephFS',
    ),
    source('quobyte', validateQuobyte),
  ],
  channels: [source('fc', validateFibreChannel), source('flexVolume', validateFlexVolume)],
  vendors: [
    source('azureFile', ({ secretName: secret, shareName }, path) => [
      ...present(secret, `${path}.secretName`),
      ...present(shareName, `${path}.shareName`),
    ]),
    source('vsphereVolume', ({ volumePath }, path) => present(volumePath, `${path}.volumePath`)),
    source('photonPersistentDisk', ({ pdID }, path) => present(pdID, `${path}.pdID`)),
    source('portworxVolume', ({ volumeID }, path) => present(volumeID, `${path}.volumeID`)),
    source('azureDisk', validateAzureDisk),
    source('storageos', validateStorageOs),
  ],
  last: [
    source('scaleIO', ({ gateway, system, volumeName }, path) => [
      ...present(gateway, `${path}.gateway`),
      ...present(system, `${path}.system`),
      ...present(volumeName, `${path}.volumeName`),
    ]),
  ],
}
