/** ReplicationController: as many pods as wished, selected by plain labels. The forerunner of ReplicaSet. */
import { formatLabels, selectorFromLabels } from '../../../apimachinery/label-selector.ts'
import type { ReplicationController } from '../../../generated/types.ts'
import { sharedLoadBehaviours } from '../../behaviour/usage.ts'
import { ageColumn, nameColumn, wideColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'
import { containerPorts } from '../../exposed.ts'
import { validateReplicaStatus } from '../apps/validation/replica-set.ts'
import { defaultPodTemplate } from './pod/defaults.ts'
import { templateWarnings } from './pod/warnings.ts'
import { templateColumns } from './pod-template/columns.ts'
import { replicaColumns, replicaScale } from './pod-template/replicas.ts'
import { selectorEntry } from './pod-template/selector-index.ts'
import { validateReplicationController } from './replication-controller.validation.ts'

/** ReplicationController, `v1`. */
export const replicationController = defineKind<ReplicationController>({
  kind: 'ReplicationController',
  group: '',
  generation: true,
  defaultPropagation: 'Orphan',
  defaults,
  prepareCreate(object) {
    object.status = { replicas: 0 }
  },
  validate: validateReplicationController,
  validateStatusUpdate: validateReplicaStatus,
  warnings: ({ spec }) => templateWarnings(spec?.template, 'spec.template'),
  columns: [
    nameColumn,
    ...replicaColumns(),
    ageColumn,
    ...templateColumns<ReplicationController>(({ spec }) => spec?.template),
    wideColumn('Selector', ({ spec }) => formatLabels(spec?.selector)),
  ],
  describe: () => import('./replication-controller.describe.ts'),
  indexes: (object) => [selectorEntry(object, object.spec?.selector)],
  selectableFields: { 'status.replicas': ({ status }) => String(status?.replicas ?? 0) },
  behaviours: sharedLoadBehaviours,
  scale: replicaScale(({ spec }) => selectorFromLabels(spec?.selector)),
  podTemplate: ({ spec }) => spec?.template,
  expose: {
    selector: ({ spec }) => spec?.selector ?? {},
    ports: ({ spec }) => containerPorts(spec?.template?.spec),
  },
})

/** Selector and labels follow the template where there are none (pkg/apis/core/v1/defaults.go). */
function defaults(object: ReplicationController): void {
  object.spec ??= {}
  const { spec } = object
  if (spec.template) defaultPodTemplate(spec.template)
  const labels = spec.template?.metadata?.labels
  if (labels !== undefined) {
    if (Object.keys(spec.selector ?? {}).length === 0) spec.selector = { ...labels }
    if (Object.keys(object.metadata.labels ?? {}).length === 0) object.metadata.labels = { ...labels }
  }
  spec.replicas ??= 1
}
