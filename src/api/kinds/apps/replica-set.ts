/** ReplicaSet: as many pods of one template as wished. */
import { formatLabelSelector, selectorFromLabelSelector } from '../../../apimachinery/label-selector.ts'
import type { ReplicaSet, ReplicaSetSpec } from '../../../generated/types.ts'
import { sharedLoadBehaviours } from '../../behaviour/usage.ts'
import { ageColumn, nameColumn, wideColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'
import { containerPorts, mapSelector } from '../../exposed.ts'
import { defaultPodTemplate } from '../core/pod/defaults.ts'
import { templateWarnings } from '../core/pod/warnings.ts'
import { templateColumns } from '../core/pod-template/columns.ts'
import { replicaColumns, replicaScale } from '../core/pod-template/replicas.ts'
import { selectorEntry } from '../core/pod-template/selector-index.ts'
import { validateReplicaSet, validateReplicaStatus } from './validation/replica-set.ts'
import { immutableSelector } from './validation/selector.ts'

/** ReplicaSet, `apps/v1`. */
export const replicaSet = defineKind<ReplicaSet>({
  kind: 'ReplicaSet',
  group: 'apps',
  generation: true,
  defaults(object) {
    object.spec ??= {} as ReplicaSetSpec
    object.spec.replicas ??= 1
    object.spec.template = defaultPodTemplate(object.spec.template)
  },
  prepareCreate(object) {
    object.status = { replicas: 0 }
  },
  validate: validateReplicaSet,
  validateUpdate: (object, old) => immutableSelector(object.spec?.selector, old.spec?.selector),
  validateStatusUpdate: validateReplicaStatus,
  warnings: ({ spec }) => templateWarnings(spec?.template, 'spec.template'),
  columns: [
    nameColumn,
    ...replicaColumns(),
    ageColumn,
    ...templateColumns<ReplicaSet>(({ spec }) => spec?.template),
    wideColumn('Selector', ({ spec }) => formatLabelSelector(spec?.selector)),
  ],
  describe: () => import('./replica-set.describe.ts'),
  indexes: (object) => [selectorEntry(object, object.spec?.selector?.matchLabels)],
  indexLabels: true,
  selectableFields: { 'status.replicas': ({ status }) => String(status?.replicas ?? 0) },
  behaviours: sharedLoadBehaviours,
  scale: replicaScale(({ spec }) => selectorFromLabelSelector(spec?.selector)),
  podTemplate: ({ spec }) => spec?.template,
  expose: {
    selector: ({ spec }) => mapSelector(spec?.selector ?? {}),
    ports: ({ spec }) => containerPorts(spec?.template?.spec),
  },
})
