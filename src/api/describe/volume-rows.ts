/** What kubectl says of each type of volume: its type in words, then its fields. Persistent volumes share it. */
import type { Volume } from '../../generated/types.ts'
import { formatGoList } from './format.ts'

type Source<K extends keyof Volume> = NonNullable<Volume[K]>
type Value = string | number | boolean | undefined
type Rows<K extends keyof Volume> = (
  source: Source<K>,
) => readonly [type: string, ...fields: [string, Value][]]

/** A reference as Go prints a pointer to it. */
function reference(secret: { name?: string } | undefined): string {
  return secret === undefined ? 'nil' : `&LocalObjectReference{Name:${secret.name ?? ''},}`
}

function flag(value: boolean | undefined): boolean {
  return value === true
}

/** In the order in which kubectl looks for a source. */
const describers: { [K in keyof Volume]?: Rows<K> } = {
  hostPath: ({ path, type }) => [
    'HostPath (bare host directory volume)',
    ['Path', path],
    ['HostPathType', type ?? '<none>'],
  ],
  emptyDir: ({ medium, sizeLimit }) => [
    "EmptyDir (a temporary directory that shares a pod's lifetime)",
    ['Medium', medium],
    ['SizeLimit', sizeLimit === undefined || sizeLimit === '0' ? '<unset>' : sizeLimit],
  ],
  gcePersistentDisk: ({ pdName, fsType, partition, readOnly }) => [
    'GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)',
    ['PDName', pdName],
    ['FSType', fsType],
    ['Partition', partition ?? 0],
    ['ReadOnly', flag(readOnly)],
  ],
  awsElasticBlockStore: ({ volumeID, fsType, partition, readOnly }) => [
    'AWSElasticBlockStore (a Persistent Disk resource in AWS)',
    ['VolumeID', volumeID],
    ['FSType', fsType],
    ['Partition', partition ?? 0],
    ['ReadOnly', flag(readOnly)],
  ],
  gitRepo: ({ repository, revision }) => [
    'GitRepo (a volume that is pulled from git when the pod is created)',
    ['Repository', repository],
    ['Revision', revision],
  ],
  secret: ({ secretName, optional }) => [
    'Secret (a volume populated by a Secret)',
    ['SecretName', secretName],
    ['Optional', flag(optional)],
  ],
  configMap: ({ name, optional }) => [
    'ConfigMap (a volume populated by a ConfigMap)',
    ['Name', name],
    ['Optional', flag(optional)],
  ],
  nfs: ({ server, path, readOnly }) => [
    'NFS (an NFS mount that lasts the lifetime of a pod)',
    ['Server', server],
    ['Path', path],
    ['ReadOnly', flag(readOnly)],
  ],
  iscsi: (source) => [
    "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
    ['TargetPortal', source.targetPortal],
    ['IQN', source.iqn],
    ['Lun', source.lun],
    ['ISCSIInterface', source.iscsiInterface],
    ['FSType', source.fsType],
    ['ReadOnly', flag(source.readOnly)],
    ['Portals', formatGoList(source.portals)],
    ['DiscoveryCHAPAuth', flag(source.chapAuthDiscovery)],
    ['SessionCHAPAuth', flag(source.chapAuthSession)],
    ['SecretRef', reference(source.secretRef)],
    ['InitiatorName', source.initiatorName ?? '<none>'],
  ],
  glusterfs: ({ endpoints, path, readOnly }) => [
    "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)",
    ['EndpointsName', endpoints],
    ['Path', path],
    ['ReadOnly', flag(readOnly)],
  ],
  persistentVolumeClaim: ({ claimName, readOnly }) => [
    'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
    ['ClaimName', claimName],
    ['ReadOnly', flag(readOnly)],
  ],
  rbd: (source) => [
    "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)",
    ['CephMonitors', formatGoList(source.monitors)],
    ['RBDImage', source.image],
    ['FSType', source.fsType],
    ['RBDPool', source.pool],
    ['RadosUser', source.user],
    ['Keyring', source.keyring],
    ['SecretRef', reference(source.secretRef)],
    ['ReadOnly', flag(source.readOnly)],
  ],
  quobyte: ({ registry, volume, readOnly }) => [
    "Quobyte (a Quobyte mount on the host that shares a pod's lifetime)",
    ['Registry', registry],
    ['Volume', volume],
    ['ReadOnly', flag(readOnly)],
  ],
  azureDisk: ({ diskName, diskURI, kind, fsType, cachingMode, readOnly }) => [
    'AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)',
    ['DiskName', diskName],
    ['DiskURI', diskURI],
    ['Kind', kind],
    ['FSType', fsType],
    ['CachingMode', cachingMode],
    ['ReadOnly', flag(readOnly)],
  ],
  vsphereVolume: ({ volumePath, fsType, storagePolicyName }) => [
    'vSphereVolume (a Persistent Disk resource in vSphere)',
    ['VolumePath', volumePath],
    ['FSType', fsType],
    ['StoragePolicyName', storagePolicyName],
  ],
  cinder: ({ volumeID, fsType, readOnly, secretRef }) => [
    'Cinder (a Persistent Disk resource in OpenStack)',
    ['VolumeID', volumeID],
    ['FSType', fsType],
    ['ReadOnly', flag(readOnly)],
    ['SecretRef', reference(secretRef)],
  ],
  photonPersistentDisk: ({ pdID, fsType }) => [
    'PhotonPersistentDisk (a Persistent Disk resource in photon platform)',
    ['PdID', pdID],
    ['FSType', fsType],
  ],
  portworxVolume: ({ volumeID }) => ['PortworxVolume (a Portworx Volume resource)', ['VolumeID', volumeID]],
  scaleIO: (source) => [
    'ScaleIO (a persistent volume backed by a block device in ScaleIO)',
    ['Gateway', source.gateway],
    ['System', source.system],
    ['Protection Domain', source.protectionDomain],
    ['Storage Pool', source.storagePool],
    ['Storage Mode', source.storageMode],
    ['VolumeName', source.volumeName],
    ['FSType', source.fsType],
    ['ReadOnly', flag(source.readOnly)],
  ],
  cephfs: (source) => [
    "CephFS (a CephFS mount on the host that shares a pod's lifetime)",
    ['Monitors', formatGoList(source.monitors)],
    ['Path', source.path],
    ['User', source.user],
    ['SecretFile', source.secretFile],
    ['SecretRef', reference(source.secretRef)],
    ['ReadOnly', flag(source.readOnly)],
  ],
  storageos: ({ volumeName, volumeNamespace, fsType, readOnly }) => [
    'StorageOS (a StorageOS Persistent Disk resource)',
    ['VolumeName', volumeName],
    ['VolumeNamespace', volumeNamespace],
    ['FSType', fsType],
    ['ReadOnly', flag(readOnly)],
  ],
  fc: ({ targetWWNs = [], lun, fsType, readOnly }) => [
    'FC (a Fibre Channel disk)',
    ['TargetWWNs', targetWWNs.join(', ')],
    ['LUN', lun ?? '<none>'],
    ['FSType', fsType],
    ['ReadOnly', flag(readOnly)],
  ],
  azureFile: ({ secretName, shareName, readOnly }) => [
    'AzureFile (an Azure File Service mount on the host and bind mount to the pod)',
    ['SecretName', secretName],
    ['ShareName', shareName],
    ['ReadOnly', flag(readOnly)],
  ],
  flexVolume: ({ driver, fsType, secretRef, readOnly, options = {} }) => [
    'FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)',
    ['Driver', driver],
    ['FSType', fsType],
    ['SecretRef', reference(secretRef)],
    ['ReadOnly', flag(readOnly)],
    [
      'Options',
      `map${formatGoList(
        Object.keys(options)
          .sort()
          .map((key) => `${key}:${options[key]}`),
      )}`,
    ],
  ],
  flocker: ({ datasetName, datasetUUID }) => [
    'Flocker (a Flocker volume mounted by the Flocker agent)',
    ['DatasetName', datasetName],
    ['DatasetUUID', datasetUUID],
  ],
  csi: ({ driver, fsType, readOnly }) => [
    'CSI (a Container Storage Interface (CSI) volume source)',
    ['Driver', driver],
    ['FSType', fsType],
    ['ReadOnly', flag(readOnly)],
  ],
  image: ({ reference: image, pullPolicy }) => [
    'Image (a container image or OCI artifact)',
    ['Reference', image],
    ['PullPolicy', pullPolicy],
  ],
}

/**
 * `Type:\t…` and the source's fields as `Name:\tvalue`; undefined for the types whose rows depend on their content
 * (projected, downwardAPI, ephemeral) and for no known type.
 */
export function volumeRows(volume: Partial<Volume>): string[] | undefined {
  for (const key of Object.keys(describers) as (keyof Volume)[]) {
    const describe = describers[key] as Rows<keyof Volume> | undefined
    const source = volume[key]
    if (describe === undefined || source === undefined) continue
    const [type, ...fields] = describe(source)
    return [`Type:\t${type}`, ...fields.map(([name, value]) => fieldRow(name, value))]
  }
  return undefined
}

/** kubectl forgot the colon of one field and put a space after that of another. */
function fieldRow(name: string, value: Value = ''): string {
  if (name === 'ISCSIInterface') return `${name}\t${value}`
  return name === 'Kind' ? `${name}: \t${value}` : `${name}:\t${value}`
}
