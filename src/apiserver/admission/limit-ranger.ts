/** LimitRanger: gives containers the namespace's default resources, and refuses what is outside of its bounds. */
import { podLimitQuantities, podRequestQuantities } from '../../api/kinds/core/pod/requests.ts'
import { aggregateMessages } from '../../apimachinery/field-error.ts'
import type { KubeObject } from '../../apimachinery/object.ts'
import { formatQuantity, type Quantity } from '../../apimachinery/quantity.ts'
import { forbidden } from '../../apimachinery/status-error.ts'
import type {
  Container,
  LimitRange,
  LimitRangeItem,
  PersistentVolumeClaim,
  Pod,
} from '../../generated/types.ts'
import { type Measured, violations } from './limit-constraints.ts'
import type { AdmissionPlugin, AdmissionRequest } from './plugin.ts'

/** Source: plugin/pkg/admission/limitranger. */
export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  kinds: ['Pod', 'PersistentVolumeClaim'],
  operations: ['CREATE', 'UPDATE'],
  subresources: ['resize'],
  isIdle: ({ nothingUnder }) => nothingUnder?.('limitranges.namespace') ?? false,
  async mutate(request) {
    if (request.operation !== 'CREATE' || request.kind.name !== 'Pod') return
    for (const { spec } of await rangesOf(request))
      for (const item of spec?.limits ?? [])
        if (item.type === 'Container') setDefaults(request.object as Pod, item)
  },
  async validate(request) {
    const { operation, kind, subresource, object } = request
    // Pods can change their resources only by being resized; claims grow, and then the bounds count again.
    if (operation === 'UPDATE' && kind.name === 'Pod' && subresource !== 'resize') return
    const ranges = await rangesOf(request)
    if (ranges.length === 0) return
    const measured = measure(object, kind.name)
    for (const { spec } of ranges) {
      const errors = (spec?.limits ?? []).flatMap((item) =>
        measured.filter(({ type }) => type === item.type).flatMap(({ subject }) => violations(item, subject)),
      )
      if (errors.length > 0) throw refusal(request, errors)
    }
  },
}

function rangesOf({ client, namespace }: AdmissionRequest): Promise<LimitRange[]> {
  return client.lookup('LimitRange', 'namespace', namespace)
}

/** What each type of limit is compared with. */
function measure(object: KubeObject, kind: string): { type: string; subject: Measured }[] {
  if (kind === 'PersistentVolumeClaim') {
    const { requests = {} } = (object as PersistentVolumeClaim).spec?.resources ?? {}
    return [{ type: 'PersistentVolumeClaim', subject: { requests, limits: {} } }]
  }
  const { spec } = object as Pod
  const containers = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])]
  const each = containers.map(({ resources = {} }) => ({
    type: 'Container',
    subject: { requests: resources.requests ?? {}, limits: resources.limits ?? {} },
  }))
  return [...each, { type: 'Pod', subject: podTotals(object as Pod) }]
}

function podTotals(pod: Pod): Measured {
  const formatted = (quantities: Record<string, Quantity>) =>
    Object.fromEntries(Object.entries(quantities).map(([name, quantity]) => [name, formatQuantity(quantity)]))
  return { requests: formatted(podRequestQuantities(pod)), limits: formatted(podLimitQuantities(pod)) }
}

function setDefaults(
  pod: Pod,
  { default: limits = {}, defaultRequest: requests = {} }: LimitRangeItem,
): void {
  const set: string[] = []
  for (const container of pod.spec?.initContainers ?? [])
    set.push(...fill(container, limits, requests, 'init container'))
  for (const container of pod.spec?.containers ?? [])
    set.push(...fill(container, limits, requests, 'container'))
  if (set.length === 0) return
  const text = `LimitRanger plugin set: ${set.join('; ')}`
  pod.metadata.annotations = { ...pod.metadata.annotations, 'kubernetes.io/limit-ranger': text }
}

/** Fills in what a container leaves open; says what, in the words of the annotation. */
function fill(
  container: Container,
  limits: Record<string, string>,
  requests: Record<string, string>,
  what: string,
): string[] {
  const resources = { ...container.resources }
  const added = (field: 'requests' | 'limits', defaults: Record<string, string>) => {
    const own = resources[field] ?? {}
    const missing = Object.keys(defaults)
      .filter((name) => own[name] === undefined)
      .sort()
    if (missing.length === 0) return []
    resources[field] = { ...Object.fromEntries(missing.map((name) => [name, defaults[name]!])), ...own }
    return [
      `${missing.join(', ')} ${field === 'requests' ? 'request' : 'limit'} for ${what} ${container.name}`,
    ]
  }
  const texts = [...added('requests', requests), ...added('limits', limits)]
  if (texts.length > 0) container.resources = resources
  return texts
}

function refusal({ kind, name }: AdmissionRequest, errors: readonly string[]): Error {
  const { group, plural } = kind.resource
  return forbidden({ group, resource: plural }, name, aggregateMessages([...errors]))
}
