/** DaemonSet: one pod on each node that fits. */
import { formatLabelSelector, formatLabels } from '../../../apimachinery/label-selector.ts'
import { deepEqual } from '../../../base/json.ts'
import type { DaemonSet, DaemonSetSpec } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn, wideColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'
import { defaultPodTemplate } from '../core/pod/defaults.ts'
import { templateWarnings } from '../core/pod/warnings.ts'
import { templateColumns } from '../core/pod-template/columns.ts'
import { selectorEntry } from '../core/pod-template/selector-index.ts'
import { setTemplateGeneration, templateGeneration } from './template-generation.ts'
import { validateDaemonSet, validateDaemonSetStatusUpdate } from './validation/daemon-set.ts'
import { immutableSelector } from './validation/selector.ts'

/** DaemonSet, `apps/v1`. */
export const daemonSet = defineKind<DaemonSet>({
  kind: 'DaemonSet',
  group: 'apps',
  generation: true,
  defaults,
  prepareCreate(object) {
    object.status = {
      currentNumberScheduled: 0,
      desiredNumberScheduled: 0,
      numberMisscheduled: 0,
      numberReady: 0,
    }
    setTemplateGeneration(object, Math.max(templateGeneration(object), 1))
  },
  prepareUpdate(object, old) {
    const changed = !deepEqual(object.spec?.template, old.spec?.template)
    setTemplateGeneration(object, templateGeneration(old) + (changed ? 1 : 0))
  },
  validate: validateDaemonSet,
  validateUpdate: (object, old) => immutableSelector(object.spec?.selector, old.spec?.selector),
  validateStatusUpdate: validateDaemonSetStatusUpdate,
  warnings: ({ spec }) => templateWarnings(spec?.template, 'spec.template'),
  columns: [
    nameColumn,
    column('Desired', ({ status }) => status?.desiredNumberScheduled ?? 0, { type: 'integer' }),
    column('Current', ({ status }) => status?.currentNumberScheduled ?? 0, { type: 'integer' }),
    column('Ready', ({ status }) => status?.numberReady ?? 0, { type: 'integer' }),
    column('Up-to-date', ({ status }) => status?.updatedNumberScheduled ?? 0, { type: 'integer' }),
    column('Available', ({ status }) => status?.numberAvailable ?? 0, { type: 'integer' }),
    column('Node Selector', ({ spec }) => formatLabels(spec?.template?.spec?.nodeSelector)),
    ageColumn,
    ...templateColumns<DaemonSet>(({ spec }) => spec?.template),
    wideColumn('Selector', ({ spec }) => formatLabelSelector(spec?.selector)),
  ],
  describe: () => import('./daemon-set.describe.ts'),
  indexes: (object) => [selectorEntry(object, object.spec?.selector?.matchLabels)],
  podTemplate: ({ spec }) => spec?.template,
  pods: () => import('./daemon-set.pod.ts'),
  rollout: () => import('./daemon-set.rollout.ts'),
})

function defaults(object: DaemonSet): void {
  object.spec ??= { template: {} } as DaemonSetSpec
  const { spec } = object
  spec.template = defaultPodTemplate(spec.template)
  spec.revisionHistoryLimit ??= 10
  spec.updateStrategy ??= {}
  spec.updateStrategy.type ||= 'RollingUpdate'
  if (spec.updateStrategy.type !== 'RollingUpdate') return
  spec.updateStrategy.rollingUpdate ??= {}
  spec.updateStrategy.rollingUpdate.maxUnavailable ??= 1
  spec.updateStrategy.rollingUpdate.maxSurge ??= 0
}
