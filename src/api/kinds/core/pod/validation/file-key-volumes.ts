/** Variables out of files: their volumes must be there, and such that containers can write (validateFileKeyRefVolumes). */
import { type FieldError, invalidValue, notFoundField } from '../../../../../apimachinery/field-error.ts'
import type { Container, PodSpec } from '../../../../../generated/types.ts'
import type { Volumes } from './mounts.ts'

/** The errors of all containers' references to files of volumes. */
export function validateFileKeyVolumes(spec: PodSpec, volumes: Volumes, path: string): FieldError[] {
  const { initContainers = [], containers = [], ephemeralContainers = [] } = spec
  const ofList = (list: readonly Pick<Container, 'env'>[], name: string) =>
    list.flatMap(({ env }, index) => ofContainer(env, volumes, `${path}.${name}[${index}].env`))
  return [
    ...ofList(initContainers, 'initContainers'),
    ...ofList(containers, 'containers'),
    ...ofList(ephemeralContainers, 'ephemeralContainers'),
  ]
}

function ofContainer(env: Container['env'], volumes: Volumes, path: string): FieldError[] {
  return (env ?? []).flatMap(({ valueFrom }, index) => {
    const name = valueFrom?.fileKeyRef?.volumeName
    const at = `${path}[${index}].valueFrom.fileKeyRef.volumeName`
    if (!name) return []
    const volume = volumes.get(name)
    if (volume === undefined) return [notFoundField(at, name)]
    return volume.emptyDir ? [] : [invalidValue(at, name, 'referenced volume must be of type emptyDir')]
  })
}
