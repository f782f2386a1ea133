/** The rules of a StatefulSet (pkg/apis/apps/validation). */
import {
  type FieldError,
  forbiddenField,
  invalidValue,
  required,
} from '../../../../apimachinery/field-error.ts'
import { checkDns1123Label, maskTrailingDash } from '../../../../apimachinery/names.ts'
import { deepEqual } from '../../../../base/json.ts'
import type {
  PodTemplateSpec,
  StatefulSet,
  StatefulSetSpec,
  StatefulSetUpdateStrategy,
} from '../../../../generated/types.ts'
import { validateClaimSpec } from '../../core/persistent-volume-claim/validation.ts'
import { nonNegative, oneOf } from '../../core/pod/validation/fields.ts'
import { validatePodTemplate } from '../../core/pod/validation/template.ts'
import { isZero, nonNegativeCounts, notDecremented, notMoreThanAll, positiveIntOrPercent } from './numbers.ts'
import { readSelector, validateEndless, validateSelected, validateSelector } from './selector.ts'

const CHANGEABLE: readonly (keyof StatefulSetSpec)[] = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
]
const COUNTS = [
  'replicas',
  'readyReplicas',
  'currentReplicas',
  'updatedReplicas',
  'availableReplicas',
  'observedGeneration',
  'collisionCount',
]

/** The messages about the name: it is a label, since the names of pods and hosts are made of it. */
export function validateStatefulSetName(name: string, prefix: boolean): string[] {
  return [...checkDns1123Label(prefix ? maskTrailingDash(name) : name)]
}

/** All errors of a stateful set. */
export function validateStatefulSet({ spec }: StatefulSet): FieldError[] {
  const { selector, template, serviceName, persistentVolumeClaimRetentionPolicy: retention } = spec ?? {}
  const readable = readSelector(selector)
  const policies = ['Retain', 'Delete']
  const path = 'spec.persistentVolumeClaimRetentionPolicy'
  return [
    ...validateManagement(spec?.podManagementPolicy),
    ...validateStrategy(spec?.updateStrategy ?? {}, 'spec.updateStrategy'),
    ...oneOf(retention?.whenDeleted, policies, `${path}.whenDeleted`),
    ...oneOf(retention?.whenScaled, policies, `${path}.whenScaled`),
    ...nonNegative(spec?.replicas, 'spec.replicas'),
    ...nonNegative(spec?.minReadySeconds, 'spec.minReadySeconds'),
    ...nonNegative(spec?.ordinals?.start, 'spec.ordinals.start'),
    ...validateSelector(selector, 'empty selector is invalid for statefulset'),
    ...validateServiceName(serviceName),
    ...(readable === undefined
      ? [invalidValue('spec.selector', selector, '')]
      : [
          ...validateSelected(template, readable),
          ...validatePodTemplate(templateWithClaims(spec), 'spec.template'),
        ]),
    ...validateEndless(template, 'StatefulSet'),
  ]
}

/** The template as its pods will have it: containers mount the set's claims by the names of their templates. */
function templateWithClaims(spec: StatefulSetSpec | undefined): PodTemplateSpec {
  const { template = {}, volumeClaimTemplates = [] } = spec ?? {}
  if (template.spec === undefined || volumeClaimTemplates.length === 0) return template
  const names = new Set(volumeClaimTemplates.map(({ metadata }) => metadata.name ?? ''))
  const claims = [...names].map((name) => ({ name, persistentVolumeClaim: { claimName: name } }))
  const others = (template.spec.volumes ?? []).filter(({ name }) => !names.has(name))
  return { ...template, spec: { ...template.spec, volumes: [...claims, ...others] } }
}

/** The errors of a new set alone: of its claim templates, which never change. */
export function validateClaimTemplates({ spec }: StatefulSet): FieldError[] {
  return (spec?.volumeClaimTemplates ?? []).flatMap(({ spec: claim = {} }, index) =>
    validateClaimSpec(claim).map((error) => ({
      ...error,
      field: `spec.volumeClaimTemplates[${index}].${error.field}`,
    })),
  )
}

function validateManagement(policy = ''): FieldError[] {
  const path = 'spec.podManagementPolicy'
  if (policy === '') return [required(path)]
  if (policy === 'OrderedReady' || policy === 'Parallel') return []
  return [invalidValue(path, policy, "must be 'OrderedReady' or 'Parallel'")]
}

function validateServiceName(name = ''): FieldError[] {
  if (name === '') return []
  return checkDns1123Label(name).map((text) => invalidValue('spec.serviceName', name, text))
}

function validateStrategy(
  { type = '', rollingUpdate }: StatefulSetUpdateStrategy,
  path: string,
): FieldError[] {
  const at = `${path}.rollingUpdate`
  if (type === '') return [required(path)]
  if (type === 'OnDelete') {
    if (rollingUpdate === undefined) return []
    return [invalidValue(at, rollingUpdate, "only allowed for updateStrategy 'RollingUpdate'")]
  }
  if (type !== 'RollingUpdate')
    return [
      invalidValue(
        path,
        { Type: type, RollingUpdate: rollingUpdate ?? null },
        "must be 'RollingUpdate' or 'OnDelete'",
      ),
    ]
  const { partition, maxUnavailable } = rollingUpdate ?? {}
  const errors = nonNegative(partition, `${at}.partition`)
  if (maxUnavailable === undefined) return errors
  const field = `${at}.maxUnavailable`
  errors.push(...positiveIntOrPercent(maxUnavailable, field))
  if (isZero(maxUnavailable)) errors.push(invalidValue(field, maxUnavailable, 'cannot be 0'))
  return [...errors, ...notMoreThanAll(maxUnavailable, field)]
}

/** The error of a change of what makes the set what it is. */
export function validateStatefulSetUpdate({ spec }: StatefulSet, old: StatefulSet): FieldError[] {
  if (deepEqual(fixedPart(spec), fixedPart(old.spec))) return []
  const names = CHANGEABLE.map((name) => `'${name}'`)
  const list = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
  return [forbiddenField('spec', `updates to statefulset spec for fields other than ${list} are forbidden`)]
}

function fixedPart(spec: StatefulSetSpec | undefined): object {
  return Object.fromEntries(
    Object.entries(spec ?? {}).filter(([field]) => !CHANGEABLE.includes(field as keyof StatefulSetSpec)),
  )
}

/** The errors of a status. */
export function validateStatefulSetStatusUpdate({ status }: StatefulSet, old: StatefulSet): FieldError[] {
  const replicas = status?.replicas ?? 0
  const parts = ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'] as const
  const over = parts.flatMap((name) => {
    const count = status?.[name] ?? 0
    const text = 'cannot be greater than status.replicas'
    return count > replicas ? [invalidValue(`status.${name}`, count, text)] : []
  })
  const { availableReplicas = 0, readyReplicas = 0 } = status ?? {}
  const text = 'cannot be greater than status.readyReplicas'
  const unready =
    availableReplicas > readyReplicas
      ? [invalidValue('status.availableReplicas', availableReplicas, text)]
      : []
  return [
    ...nonNegativeCounts({ ...status }, COUNTS, 'status'),
    ...over,
    ...unready,
    ...notDecremented(status?.collisionCount, old.status?.collisionCount, 'status.collisionCount'),
  ]
}
