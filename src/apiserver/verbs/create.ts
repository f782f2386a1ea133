/** Create: from what a client sent to a stored object, as k8s.io/apiserver's Store.Create and BeforeCreate do. */
import type { KubeObject } from '../../apimachinery/object.ts'
import {
  alreadyExists,
  badRequest,
  generateNameConflict,
  invalid,
  methodNotAllowed,
} from '../../apimachinery/status-error.ts'
import { formatTime } from '../../apimachinery/time.ts'
import { deepCopy } from '../../base/json.ts'
import type { Put } from '../../store/store.ts'
import { admit, mutateTogether } from '../admission/admit.ts'
import { allocate } from '../allocation/allocate.ts'
import { nameOf, type WriteOptions } from '../client.ts'
import type { Request } from '../context.ts'
import { completeDecoded, decodeObject } from '../decode-object.ts'
import { type Recorder, recordCreation } from '../managers/record.ts'
import { type RecordedManagers, setManagers, withoutManagers } from '../managers/recorded.ts'
import { checkFieldManager } from '../managers/writer.ts'
import { validateObjectMeta } from '../object-meta.ts'
import { keyFor, putOf } from '../stored-object.ts'
import { isDerived } from './derived.ts'
import { putObject } from './write-object.ts'

/** Random letters that follow a generateName (apiserver's names.SimpleNameGenerator). */
const SUFFIX_LENGTH = 5
/** How often a generated name that is taken is replaced by another (RetryGenerateName, GA in 1.32). */
const NAME_ATTEMPTS = 8

/**
 * Creates an object. Throws BadRequest, Forbidden, Invalid or AlreadyExists. `managers` are those of an object that is
 * created by applying it.
 */
export async function createObject(
  request: Request,
  body: KubeObject,
  options: WriteOptions,
  managers?: RecordedManagers,
): Promise<KubeObject> {
  checkFieldManager(options.fieldManager, 'CreateOptions')
  const { group, plural, verbs } = request.kind.resource
  const { actsOn } = request.kind.definition
  if (actsOn !== undefined)
    return request.client.create(actsOn.kind, body, { ...options, subresource: actsOn.subresource })
  if (verbs.length === 1) {
    // What can only be created is a question, such as an access review.
    const answered = await (await import('../reviews/index.ts')).answer(request, body, options)
    if (answered) return answered
  }
  for (let attempt = 1; ; attempt++) {
    const object = await decodeObject(request, body, options)
    const generated = object.metadata.name === undefined && object.metadata.generateName !== undefined
    const recorder = managers ? async () => managers : recordCreation(request, object, options)
    await prepareForCreate(request, object, options)
    const stored = await storeNew(request, object, options, recorder)
    if (stored) return stored
    const { name = '' } = object.metadata
    if (!generated) throw alreadyExists({ group, resource: plural }, name)
    if (attempt === NAME_ATTEMPTS) throw generateNameConflict({ group, resource: plural }, name, 1)
  }
}

/**
 * Creates objects of one namespace that have names in one revision: all of them, or none where one is refused or its name
 * is taken. For kinds whose objects are given nothing that others must not have as well, such as an address.
 */
export async function createTogether(request: Request, bodies: readonly KubeObject[]): Promise<void> {
  const { server, kind } = request
  const objects = bodies.map((body) => completeDecoded(kind, deepCopy(body)))
  for (const object of objects) checkNew(request, object)
  await mutateTogether(request, objects)
  const puts: Put[] = []
  for (const object of objects) {
    completeNew(request, object)
    validateNew(request, object)
    const asking = admitNew(request, object, {})
    if (asking !== undefined) await asking
    puts.push(putOf(kind, keyOfNew(request, object), object))
  }
  const compare = puts.map(({ key }) => ({ key, modRevision: 0 }))
  const result = await server.store.txn({ compare, ops: puts })
  if (result.succeeded) return
  const taken = bodies[result.current.findIndex((kv) => kv !== undefined)]
  const { group, plural } = kind.resource
  throw alreadyExists({ group, resource: plural }, taken?.metadata.name ?? '')
}

/** Checks and stores a prepared object; undefined if its name is taken. */
async function storeNew(
  request: Request,
  object: KubeObject,
  options: WriteOptions,
  recorder: Recorder,
): Promise<KubeObject | undefined> {
  const { server, kind } = request
  validateNew(request, object)
  const key = keyOfNew(request, object)
  // Asked before admission counts the object against a quota.
  if (await server.store.get(key)) return undefined
  if (kind.definition.derived && (await isDerived(request, nameOf(object)))) return undefined
  await admitNew(request, object, options)
  setManagers(object, await recorder())
  return options.dryRun ? withoutManagers(object) : putObject(server, kind, key, object, undefined)
}

function keyOfNew({ kind }: Request, { metadata }: KubeObject): string {
  const { name = '', namespace = '' } = metadata
  return keyFor(kind, { namespace, name })
}

/** Allocates and asks validating admission; a promise where either has to look something up. */
function admitNew(request: Request, object: KubeObject, options: WriteOptions): Promise<unknown> | undefined {
  const allocating = allocate(request, object, undefined)
  const asking = () => {
    if (options.onWarning)
      for (const warning of request.kind.definition.warnings?.(object) ?? []) options.onWarning(warning)
    return admit('validate', request, { operation: 'CREATE', object }, options)
  }
  return allocating === undefined ? asking() : allocating.then(asking)
}

/** A base is cut so that name and suffix fit into 63 characters. */
function generatedName(base: string, suffix: string): string {
  return base.slice(0, 63 - SUFFIX_LENGTH) + suffix
}

/** Mutating admission, the metadata that only the server sets, a name if there is none, the kind's hook. */
async function prepareForCreate(request: Request, object: KubeObject, options: WriteOptions): Promise<void> {
  checkNew(request, object)
  await admit('mutate', request, { operation: 'CREATE', object }, options)
  completeNew(request, object)
}

function checkNew(request: Request, object: KubeObject): void {
  const { kind } = request
  const { metadata } = object
  if (metadata.resourceVersion !== undefined && metadata.resourceVersion !== '')
    throw badRequest('resourceVersion should not be set on objects to be created')
  if (kind.custom?.metadata.deletionTimestamp !== undefined)
    throw methodNotAllowed('create not allowed while custom resource definition is terminating')
  checkNamespaceScope(request, object)
}

function completeNew(request: Request, object: KubeObject): void {
  const { server, kind } = request
  setSystemMetadata(request, object)
  if (kind.resource.subresources.includes('status') && !kind.definition.statusOnCreate)
    delete (object as { status?: unknown }).status
  kind.definition.prepareCreate?.(object, { now: server.clock.now() })
}

function setSystemMetadata({ server, kind }: Request, { metadata }: KubeObject): void {
  for (const field of [
    'resourceVersion',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'selfLink',
  ] as const)
    delete metadata[field]
  metadata.uid = server.random.uuid()
  metadata.creationTimestamp = formatTime(server.clock.now())
  if (kind.definition.generation) metadata.generation = 1
  else delete metadata.generation
  if (metadata.name === undefined && metadata.generateName !== undefined)
    metadata.name = generatedName(metadata.generateName, server.random.suffix(SUFFIX_LENGTH))
}

function validateNew({ kind }: Request, object: KubeObject): void {
  const { definition, resource } = kind
  const errors = [
    ...validateObjectMeta(object.metadata, kind),
    ...(definition.validate?.(object) ?? []),
    ...(definition.validateCreate?.(object) ?? []),
  ]
  if (errors.length > 0)
    throw invalid({ group: resource.group, kind: resource.kind }, object.metadata.name ?? '', errors)
}

/** Namespaced objects need one, others must not have one. */
function checkNamespaceScope({ kind }: Request, object: KubeObject): void {
  const { namespace = '' } = object.metadata
  if (kind.resource.namespaced) {
    if (namespace === '') throw badRequest(`an empty namespace may not be set during creation`)
  } else if (namespace !== '') delete object.metadata.namespace
}
