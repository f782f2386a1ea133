/** StatefulSet: pods with stable names and claims of their own. */
import { selectorFromLabelSelector } from '../../../apimachinery/label-selector.ts'
import type { PersistentVolumeClaim, StatefulSet, StatefulSetSpec } from '../../../generated/types.ts'
import { sharedLoadBehaviours } from '../../behaviour/usage.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'
import { claimSpecWarnings } from '../core/persistent-volume-claim/warnings.ts'
import { defaultPodTemplate } from '../core/pod/defaults.ts'
import { defaultClaimSpec } from '../core/pod/volume-defaults.ts'
import { templateWarnings } from '../core/pod/warnings.ts'
import { templateColumns } from '../core/pod-template/columns.ts'
import { replicaScale } from '../core/pod-template/replicas.ts'
import { selectorEntry } from '../core/pod-template/selector-index.ts'
import {
  validateClaimTemplates,
  validateStatefulSet,
  validateStatefulSetName,
  validateStatefulSetStatusUpdate,
  validateStatefulSetUpdate,
} from './validation/stateful-set.ts'

/** StatefulSet, `apps/v1`. */
export const statefulSet = defineKind<StatefulSet>({
  kind: 'StatefulSet',
  group: 'apps',
  generation: true,
  defaults,
  prepareCreate(object) {
    object.status = { availableReplicas: 0, replicas: 0 }
  },
  validateName: validateStatefulSetName,
  validate: validateStatefulSet,
  validateCreate: validateClaimTemplates,
  validateUpdate: validateStatefulSetUpdate,
  validateStatusUpdate: validateStatefulSetStatusUpdate,
  warnings,
  columns: [
    nameColumn,
    column('Ready', ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`, {
      description: 'Number of the pod with ready state',
    }),
    ageColumn,
    ...templateColumns<StatefulSet>(({ spec }) => spec?.template),
  ],
  describe: () => import('./stateful-set.describe.ts'),
  indexes: (object) => [selectorEntry(object, object.spec?.selector?.matchLabels)],
  behaviours: sharedLoadBehaviours,
  scale: replicaScale(({ spec }) => selectorFromLabelSelector(spec?.selector)),
  podTemplate: ({ spec }) => spec?.template,
  pods: () => import('./stateful-set.pod.ts'),
  rollout: () => import('./stateful-set.rollout.ts'),
})

function warnings({ spec }: StatefulSet): string[] {
  const claims = (spec?.volumeClaimTemplates ?? []).flatMap(({ spec: claim }, index) =>
    claimSpecWarnings(claim, `spec.volumeClaimTemplates[${index}]`),
  )
  const isEndless = (spec?.revisionHistoryLimit ?? 0) < 0
  return [
    ...templateWarnings(spec?.template, 'spec.template'),
    ...claims,
    ...(isEndless
      ? [
          'spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended',
        ]
      : []),
  ]
}

function defaults(object: StatefulSet): void {
  object.spec ??= { template: {} } as StatefulSetSpec
  const { spec } = object
  spec.podManagementPolicy ||= 'OrderedReady'
  spec.replicas ??= 1
  spec.revisionHistoryLimit ??= 10
  spec.template = defaultPodTemplate(spec.template)
  spec.persistentVolumeClaimRetentionPolicy ??= {}
  spec.persistentVolumeClaimRetentionPolicy.whenDeleted ||= 'Retain'
  spec.persistentVolumeClaimRetentionPolicy.whenScaled ||= 'Retain'
  for (const claim of spec.volumeClaimTemplates ?? []) defaultClaim(claim)
  spec.updateStrategy ??= {}
  const strategy = spec.updateStrategy
  if (!strategy.type) {
    strategy.type = 'RollingUpdate'
    strategy.rollingUpdate ??= {}
  }
  if (strategy.type !== 'RollingUpdate' || !strategy.rollingUpdate) return
  // maxUnavailable has no default: the gate MaxUnavailableStatefulSet is off in 1.36. It is heeded where it is set.
  strategy.rollingUpdate.partition ??= 0
}

/** A claim template is a whole claim as far as its form goes. */
function defaultClaim(claim: PersistentVolumeClaim): void {
  claim.apiVersion ??= 'v1'
  claim.kind ??= 'PersistentVolumeClaim'
  claim.metadata ??= {}
  claim.spec ??= {}
  defaultClaimSpec(claim.spec)
  claim.status ??= {}
  claim.status.phase ||= 'Pending'
}
