/** Deployment: replica sets, one per template, and the passage from one to the next. */
import { formatLabelSelector, selectorFromLabelSelector } from '../../../apimachinery/label-selector.ts'
import type { Deployment, DeploymentSpec } from '../../../generated/types.ts'
import { sharedLoadBehaviours } from '../../behaviour/usage.ts'
import { ageColumn, column, nameColumn, wideColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'
import { containerPorts, mapSelector } from '../../exposed.ts'
import { defaultPodTemplate } from '../core/pod/defaults.ts'
import { templateWarnings } from '../core/pod/warnings.ts'
import { templateColumns } from '../core/pod-template/columns.ts'
import { replicaScale } from '../core/pod-template/replicas.ts'
import { selectorEntry } from '../core/pod-template/selector-index.ts'
import { validateDeployment, validateDeploymentStatusUpdate } from './validation/deployment.ts'
import { immutableSelector } from './validation/selector.ts'

/** Deployment, `apps/v1`. */
export const deployment = defineKind<Deployment>({
  kind: 'Deployment',
  group: 'apps',
  generation: true,
  defaults,
  prepareCreate(object) {
    object.status = {}
  },
  validate: validateDeployment,
  validateUpdate: (object, old) => immutableSelector(object.spec?.selector, old.spec?.selector),
  validateStatusUpdate: validateDeploymentStatusUpdate,
  warnings: ({ spec }) => templateWarnings(spec?.template, 'spec.template'),
  columns: [
    nameColumn,
    column('Ready', ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`, {
      description: 'Number of the pod with ready state',
    }),
    column('Up-to-date', ({ status }) => status?.updatedReplicas ?? 0),
    column('Available', ({ status }) => status?.availableReplicas ?? 0),
    ageColumn,
    ...templateColumns<Deployment>(({ spec }) => spec?.template),
    wideColumn('Selector', ({ spec }) => formatLabelSelector(spec?.selector)),
  ],
  describe: () => import('./deployment.describe.ts'),
  indexes: (object) => [selectorEntry(object, object.spec?.selector?.matchLabels)],
  behaviours: sharedLoadBehaviours,
  scale: replicaScale(({ spec }) => selectorFromLabelSelector(spec?.selector)),
  podTemplate: ({ spec }) => spec?.template,
  expose: {
    selector: ({ spec }) => mapSelector(spec?.selector ?? {}),
    ports: ({ spec }) => containerPorts(spec?.template?.spec),
  },
  rollout: () => import('./deployment.rollout.ts'),
})

function defaults(object: Deployment): void {
  object.spec ??= { template: {} } as DeploymentSpec
  const { spec } = object
  spec.replicas ??= 1
  spec.template = defaultPodTemplate(spec.template)
  spec.revisionHistoryLimit ??= 10
  spec.progressDeadlineSeconds ??= 600
  spec.strategy ??= {}
  spec.strategy.type ||= 'RollingUpdate'
  if (spec.strategy.type !== 'RollingUpdate') return
  spec.strategy.rollingUpdate ??= {}
  spec.strategy.rollingUpdate.maxUnavailable ??= '25%'
  spec.strategy.rollingUpdate.maxSurge ??= '25%'
}
