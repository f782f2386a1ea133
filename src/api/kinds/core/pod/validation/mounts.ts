/** Validation of where containers mount volumes and devices. */
import {
  type FieldError,
  forbiddenField,
  invalidValue,
  notFoundField,
  required,
} from '../../../../../apimachinery/field-error.ts'
import type { Container, Volume, VolumeDevice, VolumeMount } from '../../../../../generated/types.ts'
import { oneOf } from './fields.ts'
import { descendingPath, pathWithoutBacksteps } from './paths.ts'

/** The pod's volumes that are valid, by name. */
export type Volumes = ReadonlyMap<string, Volume>

/** The errors of a container's volumeMounts. */
export function validateMounts(container: Container, volumes: Volumes, path: string): FieldError[] {
  const { volumeMounts = [], volumeDevices = [] } = container
  const seen = new Set<string>()
  return volumeMounts.flatMap((mount, index) => {
    const at = `${path}[${index}]`
    const errors = [
      ...validateTarget(mount, volumes, seen, at),
      ...validateAgainstDevices(mount, volumeDevices, at),
      ...validateSubPaths(mount, path, at),
      ...validatePropagation(mount, container, `${path}.mountPropagation`),
      ...validateRecursiveReadOnly(mount, `${path}.recursiveReadOnly`),
    ]
    seen.add(mount.mountPath)
    return errors
  })
}

function validateTarget(
  { name = '', mountPath = '' }: Partial<VolumeMount>,
  volumes: Volumes,
  seen: ReadonlySet<string>,
  at: string,
): FieldError[] {
  return [
    ...(name === '' ? [required(`${at}.name`)] : []),
    ...(volumes.has(name) ? [] : [notFoundField(`${at}.name`, name)]),
    ...(mountPath === '' ? [required(`${at}.mountPath`)] : []),
    ...(seen.has(mountPath) ? [invalidValue(`${at}.mountPath`, mountPath, 'must be unique')] : []),
  ]
}

function validateAgainstDevices(
  { name, mountPath }: VolumeMount,
  devices: readonly VolumeDevice[],
  at: string,
): FieldError[] {
  const errors: FieldError[] = []
  if (devices.some((device) => device.name === name))
    errors.push(invalidValue(`${at}.name`, name, 'must not already exist in volumeDevices'))
  if (devices.some((device) => device.devicePath === mountPath))
    errors.push(
      invalidValue(`${at}.mountPath`, mountPath, 'must not already exist as a path in volumeDevices'),
    )
  return errors
}

function validateSubPaths(
  { subPath = '', subPathExpr = '' }: VolumeMount,
  list: string,
  at: string,
): FieldError[] {
  const errors: FieldError[] = []
  if (subPath !== '') errors.push(...descendingPath(subPath, `${list}.subPath`))
  if (subPathExpr !== '' && subPath !== '')
    errors.push(
      invalidValue(`${at}.subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive'),
    )
  if (subPathExpr !== '') errors.push(...descendingPath(subPathExpr, `${list}.subPathExpr`))
  return errors
}

function validatePropagation(
  { mountPropagation }: VolumeMount,
  { securityContext }: Container,
  path: string,
): FieldError[] {
  const errors = oneOf(mountPropagation, ['Bidirectional', 'HostToContainer', 'None'], path)
  if (mountPropagation !== 'Bidirectional' || securityContext?.privileged) return errors
  const text = 'Bidirectional mount propagation is available only to privileged containers'
  return [...errors, forbiddenField(path, text)]
}

function validateRecursiveReadOnly(
  { recursiveReadOnly, readOnly, mountPropagation = 'None' }: VolumeMount,
  path: string,
): FieldError[] {
  if (recursiveReadOnly === undefined || recursiveReadOnly === 'Disabled') return []
  if (recursiveReadOnly !== 'Enabled' && recursiveReadOnly !== 'IfPossible')
    return oneOf(recursiveReadOnly, ['Disabled', 'Enabled', 'IfPossible'], path)
  const errors = readOnly ? [] : [forbiddenField(path, 'may only be specified when readOnly is true')]
  if (mountPropagation !== 'None')
    errors.push(forbiddenField(path, 'may only be specified when mountPropagation is None or not specified'))
  return errors
}

/** The errors of a container's volumeDevices. */
export function validateDevices(container: Container, volumes: Volumes, path: string): FieldError[] {
  const { volumeMounts = [], volumeDevices = [] } = container
  const names = new Set<string>()
  const paths = new Set<string>()
  return volumeDevices.flatMap((device, index) => {
    const errors = [
      ...validateDevice(device, volumes, { names, paths }, `${path}[${index}]`),
      ...validateAgainstMounts(device, volumeMounts, `${path}[${index}]`),
    ]
    if (pathWithoutBacksteps(device.devicePath, path).length === 0) paths.add(device.devicePath)
    if (device.name !== '') names.add(device.name)
    return errors
  })
}

function validateDevice(
  { name = '', devicePath = '' }: Partial<VolumeDevice>,
  volumes: Volumes,
  seen: { names: ReadonlySet<string>; paths: ReadonlySet<string> },
  at: string,
): FieldError[] {
  const volume = volumes.get(name)
  const block = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode'
  const backsteps = devicePath !== '' && pathWithoutBacksteps(devicePath, at).length > 0
  return [
    ...(name === '' ? [required(`${at}.name`)] : []),
    ...(seen.names.has(name) ? [invalidValue(`${at}.name`, name, 'must be unique')] : []),
    ...(volume && !volume.persistentVolumeClaim && !volume.ephemeral
      ? [invalidValue(`${at}.name`, name, block)]
      : []),
    ...(volume ? [] : [notFoundField(`${at}.name`, name)]),
    ...(devicePath === '' ? [required(`${at}.devicePath`)] : []),
    ...(seen.paths.has(devicePath) ? [invalidValue(`${at}.devicePath`, devicePath, 'must be unique')] : []),
    ...(backsteps ? [invalidValue(`${at}.devicePath`, devicePath, "can not contain backsteps ('..')")] : []),
  ]
}

function validateAgainstMounts(
  { name, devicePath }: VolumeDevice,
  mounts: readonly VolumeMount[],
  at: string,
): FieldError[] {
  const errors: FieldError[] = []
  if (mounts.some((mount) => mount.name === name))
    errors.push(invalidValue(`${at}.name`, name, 'must not already exist in volumeMounts'))
  if (mounts.some((mount) => mount.mountPath === devicePath))
    errors.push(
      invalidValue(`${at}.devicePath`, devicePath, 'must not already exist as a path in volumeMounts'),
    )
  return errors
}
