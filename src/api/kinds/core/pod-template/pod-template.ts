/** PodTemplate: a pod template that stands for itself. */
import { formatLabels } from '../../../../apimachinery/label-selector.ts'
import type { PodTemplate } from '../../../../generated/types.ts'
import { column, nameColumn } from '../../../columns.ts'
import { defineKind } from '../../../define-kind.ts'
import { defaultPodTemplate } from '../pod/defaults.ts'
import { validatePodTemplate } from '../pod/validation/template.ts'
import { containerImages, containerNames } from './columns.ts'

/** PodTemplate, `v1`. */
export const podTemplate = defineKind<PodTemplate>({
  kind: 'PodTemplate',
  group: '',
  generation: true,
  defaults(object) {
    object.template = defaultPodTemplate(object.template)
  },
  validate: ({ template = {} }) => validatePodTemplate(template, 'template'),
  columns: [
    nameColumn,
    column('Containers', ({ template }) => containerNames(template)),
    column('Images', ({ template }) => containerImages(template)),
    column('Pod Labels', ({ template }) => formatLabels(template?.metadata?.labels)),
  ],
})
