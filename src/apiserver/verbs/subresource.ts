/** Writes of subresources: status, scale, and the actions that a kind declares (a pod's binding). */
import type { ScaleCapability } from '../../api/define-kind.ts'
import type { Kind } from '../../api/registry.ts'
import { invalidValue } from '../../apimachinery/field-error.ts'
import type { KubeObject, Unstructured } from '../../apimachinery/object.ts'
import {
  badRequest,
  invalid,
  noSuchResource,
  notFound,
  type StatusError,
} from '../../apimachinery/status-error.ts'
import { deepCopy, deepEqual, setOwn } from '../../base/json.ts'
import type { Scale, WriteOptions } from '../client.ts'
import type { Request } from '../context.ts'

/** The object after a write of the subresource's body. */
export function prepareSubresource(
  request: Request,
  subresource: string,
  body: KubeObject,
  old: KubeObject,
  _options: WriteOptions,
): KubeObject {
  const { kind } = request
  if (!kind.resource.subresources.includes(subresource)) throw missingSubresource(kind, old)
  if (subresource === 'status') return withNewStatus(request, body as Unstructured, old as Unstructured)
  if (subresource === 'scale' && kind.definition.scale)
    return scaled(request, kind.definition.scale, body, old)
  return acted(request, subresource, body, old)
}

/** The server of custom kinds answers as if the object were not there. */
function missingSubresource({ resource, custom }: Kind, { metadata }: KubeObject): StatusError {
  const { group, plural } = resource
  return custom ? notFound({ group, resource: plural }, metadata.name ?? '') : noSuchResource()
}

/** Only the status changes; annotations and labels may, as most strategies let them, though not that of custom kinds. */
function withNewStatus({ kind, server }: Request, body: Unstructured, old: Unstructured): KubeObject {
  const { resource, definition } = kind
  const object = { ...old, metadata: { ...old.metadata } }
  if (body.status === undefined) delete (object as { status?: unknown }).status
  else setOwn(object, 'status', body.status)
  if (!kind.custom) keepIfGiven(object, body)
  definition.prepareStatusUpdate?.(object, old, { now: server.clock.now() })
  const errors = definition.validateStatusUpdate?.(object, old) ?? []
  if (errors.length > 0)
    throw invalid({ group: resource.group, kind: resource.kind }, old.metadata.name ?? '', errors)
  return object
}

function keepIfGiven(object: KubeObject, body: KubeObject): void {
  for (const field of ['annotations', 'labels'] as const) {
    const given = body.metadata[field]
    if (!given) continue
    // Go writes no empty map.
    if (Object.keys(given).length === 0) delete object.metadata[field]
    else object.metadata[field] = given
  }
}

/** The Scale of an object, as GET …/scale gives it. */
export function scaleOf(kind: Kind, object: KubeObject): Scale & Unstructured {
  const scale = kind.definition.scale
  if (!scale) throw missingSubresource(kind, object)
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata
  const selector = scale.selector(object)
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp } as KubeObject['metadata'],
    spec: { replicas: countAt(object, scale.specReplicasPath) },
    status: { replicas: countAt(object, scale.statusReplicasPath), ...(selector !== '' && { selector }) },
  }
}

const NOT_NEGATIVE = 'must be greater than or equal to 0'

function scaled(
  { kind, server }: Request,
  scale: ScaleCapability<KubeObject>,
  body: KubeObject,
  old: KubeObject,
): KubeObject {
  const replicas = (body as { spec?: { replicas?: unknown } }).spec?.replicas ?? 0
  if (typeof replicas !== 'number') throw badRequest('spec.replicas must be a number')
  const object = deepCopy(old)
  setAt(object, scale.specReplicasPath, replicas)
  if (deepEqual(object, old)) return object
  if (kind.definition.generation) object.metadata.generation = (old.metadata.generation ?? 0) + 1
  kind.definition.prepareUpdate?.(object, old, { now: server.clock.now() })
  const { name = '' } = old.metadata
  const errors = replicas < 0 ? [invalidValue('spec.replicas', replicas, NOT_NEGATIVE)] : []
  errors.push(...(kind.definition.validate?.(object) ?? []))
  if (errors.length > 0) throw invalid({ group: 'autoscaling', kind: 'Scale' }, name, errors)
  const { group, kind: own } = kind.resource
  const refused = kind.custom ? (kind.definition.validateUpdate?.(object, old) ?? []) : []
  if (refused.length > 0) throw invalid({ group, kind: own }, name, refused)
  return object
}

function acted(
  { kind, server }: Request,
  subresource: string,
  body: KubeObject,
  old: KubeObject,
): KubeObject {
  const action = kind.definition.subresources?.[subresource]
  if (!action) throw noSuchResource()
  const errors = action.validate?.(body as Unstructured) ?? []
  if (errors.length > 0)
    throw invalid({ group: '', kind: body.kind ?? kind.resource.kind }, old.metadata.name ?? '', errors)
  const object = deepCopy(old)
  action.apply(object, body as Unstructured, { now: server.clock.now() })
  return object
}

function countAt(object: unknown, path: readonly string[]): number {
  let value = object
  for (const field of path) value = (value as Record<string, unknown> | undefined)?.[field]
  return typeof value === 'number' ? value : 0
}

function setAt(object: object, path: readonly string[], value: unknown): void {
  const [field, ...rest] = path
  if (field === undefined) return
  const target = object as Record<string, unknown>
  if (rest.length === 0) setOwn(target, field, value)
  else {
    if (target[field] === undefined) setOwn(target, field, {})
    setAt(target[field] as object, rest, value)
  }
}
