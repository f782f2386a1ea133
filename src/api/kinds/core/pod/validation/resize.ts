/** What a resize may change of a pod and its containers (ValidatePodResize). */
import { type FieldError, forbiddenField, invalidValue } from '../../../../../apimachinery/field-error.ts'
import { deepEqual } from '../../../../../base/json.ts'
import type { Container, Pod, PodSpec, ResourceRequirements } from '../../../../../generated/types.ts'
import { isSidecar } from '../containers.ts'
import { isMirrorPod } from '../mirror.ts'
import { computeQosClass } from '../qos.ts'
import { validatePod } from './pod.ts'

type Resources = Readonly<Record<string, string>>

/** The errors of the step from old to new. They may differ in resources and resize policies only. */
export function validatePodResize(object: Pod, old: Pod): FieldError[] {
  const refused = refusal(old)
  if (refused !== undefined) return [forbiddenField('', refused)]
  const [spec, before] = [object.spec ?? { containers: [] }, old.spec ?? { containers: [] }]
  const errors = validatePod(object)
  const qos = 'Pod QOS Class may not change as a result of resizing'
  if (computeQosClass(spec) !== (old.status?.qosClass ?? computeQosClass(before)))
    errors.push(invalidValue('spec', old.status?.qosClass ?? '', qos))
  if (!isResizeSupported(old))
    errors.push(forbiddenField('spec', 'Pod running on node without support for resize'))
  errors.push(...validatePodLevel(spec, before))
  before.initContainers?.forEach((container, index) => {
    const next = spec.initContainers?.[index]
    const path = `spec.initContainers[${index}].resources`
    if (next) errors.push(...validateInitContainer(next, container, path))
  })
  before.containers.forEach((container, index) => {
    const next = spec.containers[index]
    const path = `spec.containers[${index}].resources`
    if (next)
      errors.push(...validateContainer(next, container, path, 'only cpu and memory resources are mutable'))
  })
  return errors
}

function refusal(old: Pod): string | undefined {
  if (isMirrorPod(old)) return 'static pods cannot be resized'
  return old.spec?.os?.name === 'windows' ? 'windows pods cannot be resized' : undefined
}

/** Pod-level resources change as those of containers do (InPlacePodLevelResourcesVerticalScaling, on since 1.36). */
function validatePodLevel({ resources: now }: PodSpec, { resources: before }: PodSpec): FieldError[] {
  const path = 'spec.resources'
  if (before && !now) return [forbiddenField(path, 'pod-level resources cannot be removed')]
  const errors: FieldError[] = []
  if (isRemoved(now?.requests, before?.requests))
    errors.push(forbiddenField(`${path}.requests`, 'pod-level resource requests cannot be removed'))
  if (isRemoved(now?.limits, before?.limits))
    errors.push(forbiddenField(`${path}.limits`, 'pod-level resource limits cannot be removed'))
  const same = deepEqual(withoutComputing(now), withoutComputing(before))
  const other = 'only cpu and memory resources are mutable at pod-level'
  return same ? errors : [...errors, forbiddenField('spec', other)]
}

/** A kubelet that can resize reports the resources of what runs. */
function isResizeSupported({ status }: Pod): boolean {
  const running = status?.containerStatuses?.find(({ state }) => state?.running)
  return running === undefined || running.resources !== undefined
}

function validateInitContainer(next: Container, old: Container, path: string): FieldError[] {
  const sidecars = 'only cpu and memory resources for sidecar containers are mutable'
  if (isSidecar(old)) return validateContainer(next, old, path, sidecars)
  if (deepEqual(next, old)) return []
  return [forbiddenField('spec', 'resources for non-sidecar init containers are immutable')]
}

function validateContainer(next: Container, old: Container, path: string, other: string): FieldError[] {
  const [now, before]: ResourceRequirements[] = [next.resources ?? {}, old.resources ?? {}]
  const errors: FieldError[] = []
  if (isRemoved(now?.requests, before?.requests))
    errors.push(forbiddenField(`${path}.requests`, 'resource requests cannot be removed'))
  if (isRemoved(now?.limits, before?.limits))
    errors.push(forbiddenField(`${path}.limits`, 'resource limits cannot be removed'))
  const same = deepEqual(withoutComputing(now), withoutComputing(before))
  return same ? errors : [...errors, forbiddenField('spec', other)]
}

function isRemoved(next: Resources = {}, old: Resources = {}): boolean {
  return Object.keys(old).some((name) => next[name] === undefined)
}

function withoutComputing({ limits = {}, requests = {}, ...rest }: ResourceRequirements = {}): object {
  const strip = ({ cpu: _cpu, memory: _memory, ...others }: Record<string, string>) => others
  return { ...rest, limits: strip(limits), requests: strip(requests) }
}
