/** Update: replaces an object, or one of its subresources, as k8s.io/apiserver's Store.Update and BeforeUpdate do. */
import type { Kind } from '../../api/registry.ts'
import { invalidValue } from '../../apimachinery/field-error.ts'
import type { KubeObject, NamespacedName, Unstructured } from '../../apimachinery/object.ts'
import { badRequest, conflict, invalid } from '../../apimachinery/status-error.ts'
import { deepCopy, deepEqual, readOnlyCopy } from '../../base/json.ts'
import type { KeyValue } from '../../store/store.ts'
import { admit } from '../admission/admit.ts'
import { allocate } from '../allocation/allocate.ts'
import type { WriteOptions } from '../client.ts'
import type { Request } from '../context.ts'
import { decodeObject, isInStoredVersion } from '../decode-object.ts'
import { recordUpdate } from '../managers/record.ts'
import {
  differInTimeOnly,
  managersIn,
  type RecordedManagers,
  recordedManagers,
  setManagers,
  takeManagedFields,
  withoutManagers,
} from '../managers/recorded.ts'
import { checkFieldManager } from '../managers/writer.ts'
import { validateObjectMetaUpdate } from '../object-meta.ts'
import { keyFor, objectOf } from '../stored-object.ts'
import { createObject } from './create.ts'
import { notStored } from './derived.ts'
import { prepareSubresource } from './subresource.ts'
import { putObject, removeObject, retryOnConflict } from './write-object.ts'

/** Makes the wished object out of the one that is there; called anew when that has changed meanwhile. */
export type Transform = (old: KubeObject) => KubeObject | Promise<KubeObject>

type Recorder = (object: KubeObject) => Promise<RecordedManagers | undefined> | undefined

/** Replaces an object by the one in the body. */
export async function updateObject(
  request: Request,
  body: KubeObject,
  options: WriteOptions,
): Promise<KubeObject> {
  checkFieldManager(options.fieldManager, 'UpdateOptions')
  const { namespace = '', name = '' } = body.metadata
  const key = keyFor(request.kind, { namespace, name })
  if (request.kind.definition.allowCreateOnUpdate && !(await request.server.store.get(key)))
    return createObject(request, body, options)
  const decode = () => decodeFor(request, body, options)
  // What the transform gives is changed afterwards: a second attempt needs a copy of its own.
  let first: KubeObject | undefined = await decode()
  const transform = async () => {
    const object = first ?? (await decode())
    first = undefined
    return object
  }
  return transformObject(request, { namespace, name }, transform, options)
}

/** What the request says: of a trusted status, which is most of what is ever written, nothing but that is read. */
function decodeFor(
  request: Request,
  body: KubeObject,
  options: WriteOptions,
): KubeObject | Promise<KubeObject> {
  const { subresource, fieldValidation } = options
  if (subresource !== undefined && subresource !== 'status') return deepCopy(body)
  const isTrusted = fieldValidation === undefined && isInStoredVersion(request.kind, body)
  if (subresource === undefined || !isTrusted) return decodeObject(request, body, options)
  const { apiVersion, kind, metadata, status } = body as Unstructured
  const sent = { apiVersion, kind, metadata: { ...readOnlyCopy(metadata) } }
  return status === undefined ? sent : ({ ...sent, status: readOnlyCopy(status) } as KubeObject)
}

/**
 * Reads, transforms, checks and writes an object; the one road of update, patch and apply. `managers` gives the object's
 * managers after a transformation that decides about them, too.
 */
export async function transformObject(
  request: Request,
  name: NamespacedName,
  transform: Transform,
  options: WriteOptions,
  managers?: Recorder,
): Promise<KubeObject> {
  const { server, kind } = request
  const key = keyFor(kind, name)
  return retryOnConflict(kind, name.name, async () => {
    const base = await server.store.get(key)
    if (!base) throw await notStored(request, name)
    const old = objectOf(base)
    const wished = await transform(old)
    checkPreconditions(kind, wished, old)
    const given = takeManagedFields(wished)
    const record = managers ?? ((object: KubeObject) => recordUpdate(request, old, object, options, given))
    // Of the object itself it counts what was sent, not what admission makes of it; of a subresource, what came out.
    const isSent = options.subresource === undefined
    const sent = isSent ? await record(wished) : undefined
    const object = await prepareForUpdate(request, wished, old, options)
    setManagers(object, isSent ? sent : await record(object))
    return writeUpdate(request, key, base, object, options)
  })
}

/** A resourceVersion or uid in the body binds the write to the state that it was made from. */
function checkPreconditions(kind: Kind, wished: KubeObject, old: KubeObject): void {
  const resource = { group: kind.resource.group, resource: kind.resource.plural }
  const { name = '', resourceVersion = '', uid } = wished.metadata
  if (name !== old.metadata.name)
    throw badRequest(
      `the name of the object (${name}) does not match the name on the URL (${old.metadata.name})`,
    )
  if (resourceVersion === '' && kind.definition.allowUnconditionalUpdate === false)
    throw invalid({ group: kind.resource.group, kind: kind.resource.kind }, name, [
      invalidValue('metadata.resourceVersion', 0, 'must be specified for an update'),
    ])
  if (uid !== undefined && uid !== old.metadata.uid)
    throw conflict(
      resource,
      name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`,
    )
  if (resourceVersion !== '' && resourceVersion !== old.metadata.resourceVersion)
    throw conflict(resource, name)
}

async function prepareForUpdate(
  request: Request,
  wished: KubeObject,
  old: KubeObject,
  options: WriteOptions,
): Promise<KubeObject> {
  const { kind, server } = request
  const { definition } = kind
  const hook = { now: server.clock.now() }
  if (options.subresource !== undefined)
    return preparePart(request, options.subresource, wished, old, options)
  const object = wished
  definition.defaults?.(object)
  carryOver(kind, object, old)
  const change = { operation: 'UPDATE', object, old } as const
  if (await admit('mutate', request, change, options)) carryOver(kind, object, old)
  definition.prepareUpdate?.(object, old, hook)
  const isSameWish = deepEqual(wishIn(kind, object), wishIn(kind, old))
  if (definition.generation && !isSameWish) object.metadata.generation = (old.metadata.generation ?? 0) + 1
  validateUpdated(request, object, old, isSameWish)
  await allocate(request, object, old)
  if (options.onWarning) for (const warning of definition.warnings?.(object) ?? []) options.onWarning(warning)
  await admit('validate', request, change, options)
  return object
}

/** The object with what was sent to a subresource. */
async function preparePart(
  request: Request,
  subresource: string,
  wished: KubeObject,
  old: KubeObject,
  options: WriteOptions,
): Promise<KubeObject> {
  const object = prepareSubresource(request, subresource, wished, old, options)
  // A pod is bound by making a Binding.
  const operation = subresource === 'binding' ? 'CREATE' : 'UPDATE'
  const body = wished.kind === request.kind.resource.kind ? undefined : wished
  const change = { operation, object, old, body } as const
  const isChanged = await admit('mutate', request, change, options)
  // Whatever somebody outside has made of it, only what belongs to the subresource counts.
  const changed =
    isChanged && subresource !== 'binding'
      ? prepareSubresource(request, subresource, body ?? object, old, options)
      : object
  await admit('validate', request, { ...change, object: changed }, options)
  return changed
}

/** What only the server writes stays as it was. */
function carryOver(kind: Kind, object: KubeObject, old: KubeObject): void {
  const { metadata } = object
  metadata.uid = old.metadata.uid!
  metadata.resourceVersion = old.metadata.resourceVersion!
  for (const field of [
    'creationTimestamp',
    'generation',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'selfLink',
  ] as const)
    keep(metadata, old.metadata, field)
  if (old.metadata.generateName !== undefined) metadata.generateName = old.metadata.generateName
  if (kind.resource.subresources.includes('status'))
    keepStatus(kind, object as Unstructured, old as Unstructured)
}

/** It is frozen, unless the kind may have to change it with the rest. */
function keepStatus({ definition }: Kind, object: Unstructured, old: Unstructured): void {
  if (old.status === undefined || definition.prepareUpdate !== undefined) keep(object, old, 'status')
  else object.status = old.status
}

function keep<T extends object>(target: T, source: T, field: keyof T): void {
  if (source[field] === undefined) delete target[field]
  else target[field] = deepCopy(source[field])
}

/** What the user asks for, whose changes the generation counts: no metadata, nor a status that has a road of its own. */
function wishIn({ resource, custom }: Kind, object: KubeObject): unknown {
  const { metadata: _, status, ...wish } = object as Unstructured
  return !custom || resource.subresources.includes('status') ? wish : { ...wish, status }
}

/** What has not changed was found valid when it was written: of most changes of metadata alone, only that is looked at. */
function validateUpdated({ kind }: Request, object: KubeObject, old: KubeObject, isSameWish: boolean): void {
  const { definition, resource } = kind
  const isSame = isSameWish && kind.custom === undefined && isAlikeBeside(object, old)
  const errors = validateObjectMetaUpdate(object.metadata, old.metadata, kind)
  if (!isSame)
    errors.push(
      ...(definition.validate?.(object, old) ?? []),
      ...(definition.validateUpdate?.(object, old) ?? []),
    )
  if (errors.length > 0)
    throw invalid({ group: resource.group, kind: resource.kind }, object.metadata.name ?? '', errors)
}

/** The same labels, annotations and status: whatever else a kind may look at. */
function isAlikeBeside(object: KubeObject, old: KubeObject): boolean {
  return (
    deepEqual(object.metadata.labels, old.metadata.labels) &&
    deepEqual(object.metadata.annotations, old.metadata.annotations) &&
    deepEqual((object as Unstructured).status, (old as Unstructured).status)
  )
}

/** Writes the object, or removes it if it only waited for the finalizers that are now gone. */
async function writeUpdate(
  { server, kind }: Request,
  key: string,
  base: KeyValue,
  object: KubeObject,
  options: WriteOptions,
): Promise<KubeObject | undefined> {
  const old = objectOf(base)
  if (isSame(object, old)) return old
  if (options.dryRun) return withoutManagers(object)
  if (!isReleased(kind, object)) return putObject(server, kind, key, object, base)
  return (await removeObject(server, key, base)) ? withoutManagers(object) : undefined
}

/** Whether there is nothing to write: when a manager wrote is no news by itself. */
function isSame(object: KubeObject, old: KubeObject): boolean {
  const managers = managersIn(object)
  if (managers !== undefined && !differInTimeOnly(managers, recordedManagers(old) ?? [])) return false
  return deepEqual(withoutManagers(object), old)
}

/** True for an object under deletion that nothing holds any more. */
export function isReleased({ definition }: Kind, object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } = object.metadata
  return (
    deletionTimestamp !== undefined &&
    deletionGracePeriodSeconds === 0 &&
    finalizers.length === 0 &&
    !definition.deletion?.held?.(object)
  )
}
