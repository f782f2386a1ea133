/** Columns that all kinds with a pod template show in the wide table. */
import type { PodTemplateSpec } from '../../../../generated/types.ts'
import { wideColumn } from '../../../columns.ts'
import type { Column } from '../../../define-kind.ts'

/** The names of the template's containers: `nginx,sidecar`. */
export function containerNames(template: PodTemplateSpec | undefined): string {
  return (template?.spec?.containers ?? []).map(({ name }) => name).join(',')
}

/** The images of the template's containers, in the order of the names. */
export function containerImages(template: PodTemplateSpec | undefined): string {
  return (template?.spec?.containers ?? []).map(({ image = '' }) => image).join(',')
}

/** CONTAINERS and IMAGES. */
export function templateColumns<T>(template: (object: T) => PodTemplateSpec | undefined): Column<T>[] {
  return [
    wideColumn('Containers', (object) => containerNames(template(object))),
    wideColumn('Images', (object) => containerImages(template(object))),
  ]
}
