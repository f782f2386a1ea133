/** The subresources through which a pod changes beside its spec and status: binding, eviction, and others. */
import type { FieldError } from '../../../../apimachinery/field-error.ts'
import { forbiddenField, notSupported, required } from '../../../../apimachinery/field-error.ts'
import { quote } from '../../../../apimachinery/go-format.ts'
import { conflict, invalid } from '../../../../apimachinery/status-error.ts'
import { deepEqual } from '../../../../base/json.ts'
import type { Binding, Container, EphemeralContainer, Pod } from '../../../../generated/types.ts'
import type { SubresourceAction } from '../../../define-kind.ts'
import { setPodCondition } from './conditions.ts'
import { defaultContainer } from './defaults.ts'
import { isMirrorPod } from './mirror.ts'
import { validatePod } from './validation/pod.ts'
import { validatePodResize } from './validation/resize.ts'

function refuse(pod: Pod, errors: FieldError[]): void {
  if (errors.length > 0) throw invalid({ group: '', kind: 'Pod' }, pod.metadata.name ?? '', errors)
}

/** These change what the user asks for, which the generation counts; a binding does not. */
function countChange({ metadata }: Pod): void {
  metadata.generation = (metadata.generation ?? 0) + 1
}

/** Assigns the pod to a node: what the scheduler does. */
const binding: SubresourceAction<Pod> = {
  validate(body) {
    const { kind = '', name = '' } = (body as unknown as Partial<Binding>).target ?? {}
    return [
      ...(kind === '' || kind === 'Node' ? [] : [notSupported('target.kind', kind, ['Node', '<empty>'])]),
      ...(name === '' ? [required('target.name')] : []),
    ]
  },
  apply(pod, body, { now }) {
    const { metadata, target } = body as unknown as Binding
    const { name = '' } = pod.metadata
    const reason = bindingConflict(pod)
    if (reason !== undefined) throw conflict({ group: '', resource: 'pods/binding' }, name, reason)
    pod.spec = { ...(pod.spec ?? { containers: [] }), nodeName: target.name ?? '' }
    for (const field of ['annotations', 'labels'] as const)
      if (metadata?.[field]) pod.metadata[field] = { ...pod.metadata[field], ...metadata[field] }
    delete pod.status?.nominatedNodeName
    setPodCondition(pod, { type: 'PodScheduled', status: 'True' }, now)
  },
}

function bindingConflict({ metadata, spec }: Pod): string | undefined {
  if (metadata.deletionTimestamp) return `pod ${metadata.name} is being deleted, cannot be assigned to a host`
  if (spec?.nodeName) return `pod ${metadata.name} is already assigned to node ${quote(spec.nodeName)}`
  return spec?.schedulingGates?.length
    ? `pod ${metadata.name} has non-empty .spec.schedulingGates`
    : undefined
}

/** Marks the pod as evicted through the API; that it is deleted is the caller's part. */
const eviction: SubresourceAction<Pod> = {
  apply(pod, _body, { now }) {
    setPodCondition(
      pod,
      {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'EvictionByEvictionAPI',
        message: 'Eviction API: evicting',
      },
      now,
    )
  },
}

/** Adds containers for debugging; those that are there stay as they are. */
const ephemeralcontainers: SubresourceAction<Pod> = {
  apply(pod, body) {
    const wished = (body as unknown as Pod).spec?.ephemeralContainers ?? []
    const old = pod.spec?.ephemeralContainers ?? []
    for (const container of wished) defaultContainer(container)
    if (isMirrorPod(pod)) refuse(pod, [forbiddenField('', 'static pods do not support ephemeral containers')])
    pod.spec = { ...(pod.spec ?? { containers: [] }), ephemeralContainers: wished }
    refuse(pod, [...validatePod(pod), ...keptContainers(wished, old)])
    if (!deepEqual(wished, old)) countChange(pod)
  },
}

function keptContainers(
  next: readonly EphemeralContainer[],
  old: readonly EphemeralContainer[],
): FieldError[] {
  const path = 'spec.ephemeralContainers'
  return old.flatMap((before) => {
    const after = next.findLast(({ name }) => name === before.name)
    const which = `existing ephemeral containers ${quote(before.name)}`
    if (after === undefined) return [forbiddenField(path, `${which} may not be removed\n`)]
    return deepEqual(after, before) ? [] : [forbiddenField(path, `${which} may not be changed\n`)]
  })
}

/** Changes the resources of containers, and those of the pod as a whole, while they run. */
const resize: SubresourceAction<Pod> = {
  apply(pod, body) {
    const wished = (body as unknown as Pod).spec
    const old: Pod = { ...pod }
    pod.spec = { ...(pod.spec ?? { containers: [] }) }
    if (wished?.resources) pod.spec.resources = wished.resources
    else delete pod.spec.resources
    pod.spec.containers = resized(pod.spec.containers, wished?.containers)
    if (pod.spec.initContainers)
      pod.spec.initContainers = resized(pod.spec.initContainers, wished?.initContainers)
    refuse(pod, validatePodResize(pod, old))
    if (!deepEqual(pod.spec, old.spec)) countChange(pod)
  },
}

function resized(containers: readonly Container[], wished: readonly Container[] = []): Container[] {
  return containers.map((container) => {
    const { resources, resizePolicy } = wished.find(({ name }) => name === container.name) ?? container
    return { ...container, resources: resources ?? {}, ...(resizePolicy && { resizePolicy }) }
  })
}

/** By name. */
export const podSubresources = { binding, eviction, ephemeralcontainers, resize }
