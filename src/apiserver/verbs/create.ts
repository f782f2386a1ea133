/** Create: from what a client sent to a stored object, as k8s.io/apiserver's Store.Create and BeforeCreate do. */
import type { KubeObject } from '../../apimachinery/object.ts'
import { alreadyExists, badRequest, generateNameConflict, invalid } from '../../apimachinery/status-error.ts'
import { formatTime } from '../../apimachinery/time.ts'
import { type AdmissionRequest, admit } from '../admission/plugin.ts'
import { allocate } from '../allocation/allocate.ts'
import type { WriteOptions } from '../client.ts'
import type { Request } from '../context.ts'
import { decodeObject } from '../decode-object.ts'
import { validateObjectMeta } from '../object-meta.ts'
import { keyFor } from '../stored-object.ts'
import { putObject } from './write-object.ts'

/** Random letters that follow a generateName (apiserver's names.SimpleNameGenerator). */
const suffixLength = 5
/** How often a generated name that is taken is replaced by another (RetryGenerateName, GA in 1.32). */
const nameAttempts = 8

/** Creates an object. Throws BadRequest, Forbidden, Invalid or AlreadyExists. */
export async function createObject(
  request: Request,
  body: KubeObject,
  options: WriteOptions,
): Promise<KubeObject> {
  const object = await decodeObject(request, body, options)
  await prepareForCreate(request, object, options)
  return storeNew(request, object, options)
}

async function storeNew(request: Request, object: KubeObject, options: WriteOptions): Promise<KubeObject> {
  const { server, kind } = request
  const { generateName } = object.metadata
  const generated = object.metadata.name === undefined && generateName !== undefined
  for (let attempt = 0; ; attempt++) {
    if (generated) object.metadata.name = generatedName(generateName, server.random.suffix(suffixLength))
    if (attempt === 0) await validateNew(request, object, options)
    const { name = '', namespace = '' } = object.metadata
    const key = keyFor(kind, { namespace, name })
    if (options.dryRun && !(await server.store.get(key))) return object
    const stored = options.dryRun ? undefined : await putObject(server, kind, key, object, undefined)
    if (stored) return stored
    const resource = { group: kind.resource.group, resource: kind.resource.plural }
    if (!generated) throw alreadyExists(resource, name)
    if (attempt + 1 === nameAttempts) throw generateNameConflict(resource, name, 1)
  }
}

/** A base is cut so that name and suffix fit into 63 characters. */
function generatedName(base: string, suffix: string): string {
  return base.slice(0, 63 - suffixLength) + suffix
}

/** Everything up to the name: metadata that only the server sets, defaults, mutating admission, the kind's hook. */
async function prepareForCreate(request: Request, object: KubeObject, options: WriteOptions): Promise<void> {
  const { server, kind } = request
  const { metadata } = object
  if (metadata.resourceVersion !== undefined && metadata.resourceVersion !== '')
    throw badRequest('resourceVersion should not be set on objects to be created')
  checkNamespaceScope(request, object)
  await admit('mutate', admissionRequest(request, object, options))
  const now = server.clock.now()
  for (const field of [
    'resourceVersion',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'selfLink',
  ] as const)
    delete metadata[field]
  metadata.uid = server.random.uuid()
  metadata.creationTimestamp = formatTime(now)
  if (kind.definition.generation) metadata.generation = 1
  else delete metadata.generation
  if (kind.resource.subresources.includes('status') && !kind.definition.statusOnCreate)
    delete (object as { status?: unknown }).status
  kind.definition.prepareCreate?.(object, { now })
}

async function validateNew(request: Request, object: KubeObject, options: WriteOptions): Promise<void> {
  const { kind } = request
  const { definition, resource } = kind
  const errors = [
    ...validateObjectMeta(object.metadata, { namespaced: resource.namespaced, ...definition }),
    ...(definition.validate?.(object) ?? []),
    ...(definition.validateCreate?.(object) ?? []),
  ]
  if (errors.length > 0)
    throw invalid({ group: resource.group, kind: resource.kind }, object.metadata.name ?? '', errors)
  await allocate(request, object, undefined)
  for (const warning of definition.warnings?.(object) ?? []) options.onWarning?.(warning)
  await admit('validate', admissionRequest(request, object, options))
}

/** Namespaced objects need one, others must not have one. */
function checkNamespaceScope({ kind }: Request, object: KubeObject): void {
  const { namespace = '' } = object.metadata
  if (kind.resource.namespaced) {
    if (namespace === '') throw badRequest(`an empty namespace may not be set during creation`)
  } else if (namespace !== '') delete object.metadata.namespace
}

function admissionRequest(request: Request, object: KubeObject, options: WriteOptions): AdmissionRequest {
  return {
    ...request,
    operation: 'CREATE',
    subresource: undefined,
    namespace: object.metadata.namespace ?? '',
    // Names are made after mutating admission, so its refusals name the prefix: `pods "web-" is forbidden`.
    name: object.metadata.name ?? object.metadata.generateName ?? '',
    object,
    old: undefined,
    dryRun: options.dryRun ?? false,
    warn: (message) => options.onWarning?.(message),
  }
}
