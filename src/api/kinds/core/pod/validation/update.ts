/** What of a pod may change (ValidatePodUpdate). */
import {
  type FieldError,
  forbiddenField,
  invalidValue,
  required,
} from '../../../../../apimachinery/field-error.ts'
import { rangeMessage } from '../../../../../apimachinery/names.ts'
import { deepCopy, deepEqual } from '../../../../../base/json.ts'
import type {
  Container,
  NodeAffinity,
  NodeSelectorTerm,
  Pod,
  PodSpec,
} from '../../../../../generated/types.ts'
import { diffValues } from '../../../../value-diff.ts'
import { validateAnnotationsUpdate } from './annotations.ts'
import { validateImageSpaces } from './containers.ts'
import { MAX_INT32 } from './fields.ts'
import { goFields } from './go-fields.ts'
import { validateAddedTolerations, validateRemovedGates } from './scheduling.ts'

const UPDATABLE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
]
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution'

/** The errors of the step from old to new. */
export function validatePodUpdate(object: Pod, old: Pod): FieldError[] {
  const [spec, before] = [object.spec ?? { containers: [] }, old.spec ?? { containers: [] }]
  const path = 'metadata.annotations'
  const errors = validateAnnotationsUpdate(object.metadata.annotations, old.metadata.annotations, path)
  for (const list of ['containers', 'initContainers'] as const) {
    const [next = [], last = []] = [spec[list], before[list]]
    if (next.length !== last.length)
      return [...errors, forbiddenField(`spec.${list}`, 'pod updates may not add or remove containers')]
    errors.push(...validateImages(next, `spec.${list}`))
  }
  const deadline = validateDeadline(spec.activeDeadlineSeconds, before.activeDeadlineSeconds)
  errors.push(...deadline)
  if (deadline.length > 0 && spec.activeDeadlineSeconds !== undefined) return errors
  errors.push(...validateAddedTolerations(spec.tolerations, before.tolerations, 'spec.tolerations'))
  errors.push(...validateRemovedGates(spec.schedulingGates, before.schedulingGates, 'spec.schedulingGates'))
  return deepEqual(spec, before) ? errors : [...errors, ...validateTheRest(spec, before)]
}

function validateImages(containers: readonly Container[], path: string): FieldError[] {
  return containers.flatMap((container, index) => [
    ...(container.image ? [] : [required(`${path}[${index}].image`)]),
    ...validateImageSpaces(container, `${path}[${index}]`),
  ])
}

/** A deadline may come, and come nearer. */
function validateDeadline(next: number | undefined, old: number | undefined): FieldError[] {
  const path = 'spec.activeDeadlineSeconds'
  if (next === undefined)
    return old === undefined
      ? []
      : [invalidValue(path, 'null', 'must not update from a positive integer to nil value')]
  if (next < 0 || next > MAX_INT32) return [invalidValue(path, next, rangeMessage(0, MAX_INT32))]
  if (old === undefined || next <= old) return []
  return [invalidValue(path, next, 'must be less than or equal to previous value')]
}

/** Sets back what was allowed to change: nothing else may differ. */
function validateTheRest(spec: PodSpec, old: PodSpec): FieldError[] {
  const munged = deepCopy(spec)
  for (const list of ['containers', 'initContainers'] as const)
    munged[list]?.forEach((container, index) => {
      restore(container, old[list]?.[index] ?? {}, 'image')
    })
  for (const field of ['activeDeadlineSeconds', 'schedulingGates', 'tolerations'] as const)
    restore(munged, old, field)
  if ((old.terminationGracePeriodSeconds ?? 0) < 0 && munged.terminationGracePeriodSeconds === 1)
    restore(munged, old, 'terminationGracePeriodSeconds')
  const gated = old.schedulingGates?.length ? validateGated(munged, old) : []
  if (deepEqual(munged, old)) return gated
  const difference = diffValues(goStruct(old), goStruct(munged))
  const text = `pod updates may not change fields other than ${UPDATABLE.join(',')}\n${difference}`
  return [...gated, forbiddenField('spec', text)]
}

let typedForm: typeof import('../../../../schema/typed-form.ts').typedForm | undefined

/** Loads what knows Go's order: whoever only reads pods can do without. */
export async function loadGoOrder(): Promise<void> {
  typedForm ??= (await import('../../../../schema/typed-form.ts')).typedForm
}

/** The spec with its fields in Go's order, whatever order they were given in. */
function goStruct(spec: PodSpec): unknown {
  return goFields(typedForm!({ apiVersion: 'v1', kind: 'Pod', metadata: {}, spec }).spec)
}

function restore<T extends object, K extends keyof T>(target: T, source: Partial<T>, field: K): void {
  if (source[field] === undefined) delete target[field]
  else target[field] = deepCopy(source[field]) as T[K]
}

/** While it is gated, a pod's choice of nodes may become narrower. */
function validateGated(munged: PodSpec, old: PodSpec): FieldError[] {
  const errors: FieldError[] = []
  if (!deepEqual(munged.nodeSelector, old.nodeSelector)) {
    errors.push(...validateNarrowedSelector(munged.nodeSelector, old.nodeSelector))
    restore(munged, old, 'nodeSelector')
  }
  const [next, before] = [munged.affinity?.nodeAffinity, old.affinity?.nodeAffinity]
  if (deepEqual(next, before)) return errors
  errors.push(...validateNarrowedAffinity(next, before))
  const affinity = { ...munged.affinity }
  if (before === undefined) delete affinity.nodeAffinity
  else affinity.nodeAffinity = before
  munged.affinity = affinity
  if (old.affinity === undefined && Object.keys(affinity).length === 0) delete munged.affinity
  return errors
}

function validateNarrowedSelector(
  next: Readonly<Record<string, string>> = {},
  old: Readonly<Record<string, string>> = {},
): FieldError[] {
  const path = 'spec.nodeSelector'
  const changed = Object.keys(old).filter((key) => next[key] !== old[key])
  if (changed.length === 0) return []
  return [
    invalidValue(path, next, 'only additions to spec.nodeSelector are allowed (no mutations or deletions)'),
  ]
}

function validateNarrowedAffinity(next: NodeAffinity = {}, old: NodeAffinity = {}): FieldError[] {
  const terms = old[REQUIRED]?.nodeSelectorTerms
  if (terms === undefined) return []
  const path = `spec.affinity.nodeAffinity.${REQUIRED}.nodeSelectorTerms`
  const now = next[REQUIRED]?.nodeSelectorTerms ?? []
  if (now.length !== terms.length)
    return [invalidValue(path, now, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed')]
  return terms.flatMap((term, index) =>
    isNarrowed(now[index] ?? {}, term)
      ? []
      : [
          invalidValue(
            `${path}[${index}]`,
            now[index],
            'only additions are allowed (no mutations or deletions)',
          ),
        ],
  )
}

/** A term that was empty matched nothing, and stays so. */
function isNarrowed(next: NodeSelectorTerm, old: NodeSelectorTerm): boolean {
  const lists = ['matchExpressions', 'matchFields'] as const
  if (lists.every((list) => (old[list] ?? []).length === 0)) return deepEqual(next, old)
  return lists.every((list) =>
    (old[list] ?? []).every((requirement, index) => deepEqual(requirement, next[list]?.[index])),
  )
}
