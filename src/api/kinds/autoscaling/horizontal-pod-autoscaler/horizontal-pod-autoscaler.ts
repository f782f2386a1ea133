/** HorizontalPodAutoscaler: keeps the number of pods fit for the load. */
import type { HorizontalPodAutoscaler, HPAScalingRules } from '../../../../generated/types.ts'
import type { IndexEntry } from '../../../../store/store.ts'
import { ageColumn, column, nameColumn } from '../../../columns.ts'
import { defineKind } from '../../../define-kind.ts'
import { formatMetrics } from './metrics.ts'
import { v1Conversion } from './v1-conversion.ts'
import { validate } from './validation.ts'

const DEFAULT_CPU_UTILIZATION = 80

/**
 * HorizontalPodAutoscaler, stored as `autoscaling/v2`, served as v1 too. Found by its namespace and by what it scales:
 * indexes 'namespace' and 'target' (`namespace/Kind/name`).
 */
export const horizontalPodAutoscaler = defineKind<HorizontalPodAutoscaler>({
  kind: 'HorizontalPodAutoscaler',
  group: 'autoscaling',
  indexes: targetEntries,
  defaults,
  prepareCreate(object) {
    // Go writes a list that was never made as null.
    object.status = { currentMetrics: null as never, desiredReplicas: 0 }
  },
  validate,
  columns: [
    nameColumn,
    column(
      'Reference',
      ({ spec }) => `${spec?.scaleTargetRef?.kind ?? ''}/${spec?.scaleTargetRef?.name ?? ''}`,
    ),
    column('Targets', ({ spec, status }) => formatMetrics(spec?.metrics ?? [], status?.currentMetrics ?? [])),
    column('MinPods', ({ spec }) => spec?.minReplicas ?? '<unset>'),
    column('MaxPods', ({ spec }) => spec?.maxReplicas ?? 0),
    column('Replicas', ({ status }) => status?.currentReplicas ?? 0),
    ageColumn,
  ],
  describe: () => import('./horizontal-pod-autoscaler.describe.ts'),
  conversions: { v1: v1Conversion },
})

function targetEntries({ metadata, spec }: HorizontalPodAutoscaler): IndexEntry[] {
  const { namespace = '' } = metadata
  const { kind = '', name = '' } = spec?.scaleTargetRef ?? {}
  return [
    ['namespace', namespace],
    ['target', `${namespace}/${kind}/${name}`],
  ]
}

/** pkg/apis/autoscaling/v2/defaults.go. */
function defaults({ spec }: HorizontalPodAutoscaler): void {
  if (!spec) return
  spec.minReplicas ??= 1
  if (!spec.metrics?.length) {
    const target = { type: 'Utilization', averageUtilization: DEFAULT_CPU_UTILIZATION }
    spec.metrics = [{ type: 'Resource', resource: { name: 'cpu', target } }]
  }
  if (!spec.behavior) return
  spec.behavior.scaleUp = withRules(spec.behavior.scaleUp, {
    stabilizationWindowSeconds: 0,
    selectPolicy: 'Max',
    policies: [
      { type: 'Pods', value: 4, periodSeconds: 15 },
      { type: 'Percent', value: 100, periodSeconds: 15 },
    ],
  })
  spec.behavior.scaleDown = withRules(spec.behavior.scaleDown, {
    selectPolicy: 'Max',
    policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
  })
}

function withRules(rules: HPAScalingRules | undefined, fallback: HPAScalingRules): HPAScalingRules {
  return { ...fallback, ...rules }
}
