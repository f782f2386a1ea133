/** The sources that a PersistentVolume may have, in the order in which the API server looks for them. */
import {
  type FieldError,
  invalidValue,
  notSupported,
  required,
} from '../../../../apimachinery/field-error.ts'
import { checkDns1123Subdomain } from '../../../../apimachinery/names.ts'
import type { PersistentVolumeSpec } from '../../../../generated/types.ts'
import { HOST_PATH_TYPES } from '../host-path-types.ts'
import { pathWithoutBacksteps } from '../pod/validation/paths.ts'

/** The fields of the spec that hold a source. */
export const sourceFields = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'flocker',
  'nfs',
  'rbd',
  'quobyte',
  'cephfs',
  'iscsi',
  'cinder',
  'fc',
  'flexVolume',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'scaleIO',
  'local',
  'storageos',
  'csi',
] as const satisfies readonly (keyof PersistentVolumeSpec)[]

type SourceField = (typeof sourceFields)[number]
type Rule = (spec: PersistentVolumeSpec) => FieldError[]

const rules: Readonly<Partial<Record<SourceField, Rule>>> = {
  hostPath: ({ hostPath }) => [
    ...needed(hostPath, 'hostPath', ['path']),
    ...pathWithoutBacksteps(hostPath?.path ?? '', 'spec.hostPath.path'),
    ...(HOST_PATH_TYPES.includes(hostPath?.type ?? '')
      ? []
      : [notSupported('spec.hostPath.type', hostPath?.type, HOST_PATH_TYPES)]),
  ],
  nfs: ({ nfs }) => [
    ...needed(nfs, 'nfs', ['server', 'path']),
    ...(!nfs?.path || nfs.path.startsWith('/')
      ? []
      : [invalidValue('spec.nfs.path', nfs.path, 'must be an absolute path')]),
  ],
  local: ({ local, nodeAffinity }) => [
    ...(local?.path ? [] : [required('spec.local.path')]),
    ...pathWithoutBacksteps(local?.path ?? '', 'spec.local.path'),
    ...(nodeAffinity ? [] : [required('spec.nodeAffinity', 'Local volume requires node affinity')]),
  ],
  csi: ({ csi }) => [
    ...(csi?.driver ? validateDriver(csi.driver) : [required('spec.csi.driver')]),
    ...needed(csi, 'csi', ['volumeHandle']),
  ],
  iscsi: ({ iscsi }) => needed(iscsi, 'iscsi', ['targetPortal', 'iqn']),
  rbd: ({ rbd }) => [
    ...(rbd?.monitors?.length ? [] : [required('spec.rbd.monitors')]),
    ...needed(rbd, 'rbd', ['image']),
  ],
  cephfs: ({ cephfs }) => (cephfs?.monitors?.length ? [] : [required('spec.cephfs.monitors')]),
  gcePersistentDisk: ({ gcePersistentDisk }) => needed(gcePersistentDisk, 'gcePersistentDisk', ['pdName']),
  awsElasticBlockStore: ({ awsElasticBlockStore }) =>
    needed(awsElasticBlockStore, 'awsElasticBlockStore', ['volumeID']),
  cinder: ({ cinder }) => needed(cinder, 'cinder', ['volumeID']),
  azureFile: ({ azureFile }) => needed(azureFile, 'azureFile', ['secretName', 'shareName']),
  azureDisk: ({ azureDisk }) => needed(azureDisk, 'azureDisk', ['diskName', 'diskURI']),
  flexVolume: ({ flexVolume }) => needed(flexVolume, 'flexVolume', ['driver']),
  vsphereVolume: ({ vsphereVolume }) => needed(vsphereVolume, 'vsphereVolume', ['volumePath']),
}

/** Errors of one source. */
export function validateSource(spec: PersistentVolumeSpec, field: SourceField): FieldError[] {
  return rules[field]?.(spec) ?? []
}

function needed<T extends object>(
  source: T | undefined,
  field: SourceField,
  names: readonly (keyof T & string)[],
): FieldError[] {
  return names.filter((name) => !source?.[name]).map((name) => required(`spec.${field}.${name}`))
}

function validateDriver(driver: string): FieldError[] {
  return checkDns1123Subdomain(driver.toLowerCase()).map((message) =>
    invalidValue('spec.csi.driver', driver, message),
  )
}
