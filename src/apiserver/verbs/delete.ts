/** Delete: at once, after a grace period, or when the finalizers are gone, as k8s.io/apiserver's Store.Delete does. */
import type { PropagationPolicy } from '../../api/define-kind.ts'
import type { Kind } from '../../api/registry.ts'
import type { KubeObject, NamespacedName } from '../../apimachinery/object.ts'
import { conflict } from '../../apimachinery/status-error.ts'
import { formatTime } from '../../apimachinery/time.ts'
import { deepCopy } from '../../base/json.ts'
import type { KeyValue } from '../../store/store.ts'
import { admit } from '../admission/admit.ts'
import type { DeleteOptions, ListOptions } from '../client.ts'
import type { Request } from '../context.ts'
import { keyFor, objectOf } from '../stored-object.ts'
import { notStored } from './derived.ts'
import { listObjects } from './list.ts'
import { isReleased } from './update.ts'
import { putObject, removeObject, retryOnConflict } from './write-object.ts'

/** Deletes an object. Gives it as it is after the call, or as it was last. Throws NotFound, Conflict, Forbidden. */
export async function deleteObject(
  request: Request,
  name: NamespacedName,
  options: DeleteOptions,
): Promise<KubeObject> {
  const { server, kind } = request
  const key = keyFor(kind, name)
  return retryOnConflict(kind, name.name, async () => {
    const base = await server.store.get(key)
    if (!base) throw await notStored(request, name)
    const old = objectOf(base)
    checkPreconditions(kind, old, options)
    const change = { operation: 'DELETE', object: old, old } as const
    await admit('mutate', request, change, options)
    await admit('validate', request, change, options)
    return step(request, key, base, options)
  })
}

/** Deletes all objects of a list, one after another. */
export async function deleteCollection(
  request: Request,
  list: ListOptions,
  options: DeleteOptions,
): Promise<KubeObject[]> {
  const { items } = await listObjects(request.server, request.kind, list)
  const deleted: KubeObject[] = []
  for (const { metadata } of items) {
    const name = { namespace: metadata.namespace ?? '', name: metadata.name ?? '' }
    deleted.push(await deleteObject(request, name, options))
  }
  return deleted
}

function checkPreconditions(kind: Kind, old: KubeObject, { preconditions = {} }: DeleteOptions): void {
  const resource = { group: kind.resource.group, resource: kind.resource.plural }
  const { name = '', uid, resourceVersion } = old.metadata
  const check = (what: string, wanted: string | undefined, actual: string | undefined) => {
    if (wanted === undefined || wanted === actual) return
    throw conflict(
      resource,
      name,
      `Precondition failed: ${what} in precondition: ${wanted}, ${what} in object meta: ${actual}`,
    )
  }
  check('UID', preconditions.uid, uid)
  check('ResourceVersion', preconditions.resourceVersion, resourceVersion)
}

/** One attempt: the object goes, or is marked and stays. Undefined if the key has moved meanwhile. */
async function step(
  { server, kind }: Request,
  key: string,
  base: KeyValue,
  options: DeleteOptions,
): Promise<KubeObject | undefined> {
  const old = objectOf(base)
  const object = marked(kind, old, options, server.clock.now())
  if (options.dryRun) return object
  if (isReleased(kind, object)) return (await removeObject(server, key, base)) ? old : undefined
  if (sameDeletion(object, old)) return old
  return putObject(server, kind, key, object, base)
}

/** The object with its deletion begun: time, grace period, the finalizer of the propagation policy. */
function marked(kind: Kind, old: KubeObject, options: DeleteOptions, now: number): KubeObject {
  const { definition } = kind
  // What only the metadata tells needs no copy of the rest.
  const object = definition.deletion?.markDeleted
    ? deepCopy(old)
    : { ...old, metadata: deepCopy(old.metadata) }
  const { metadata } = object
  const grace = definition.deletion?.gracePeriodSeconds?.(old, options.gracePeriodSeconds) ?? 0
  const finalizers = finalizersFor(metadata.finalizers ?? [], propagation(kind, options))
  if (finalizers.length > 0) metadata.finalizers = finalizers
  else delete metadata.finalizers
  if (metadata.deletionTimestamp === undefined) {
    metadata.deletionTimestamp = formatTime(now + grace * 1000)
    metadata.deletionGracePeriodSeconds = grace
    if (metadata.generation !== undefined && metadata.generation > 0) metadata.generation += 1
    definition.deletion?.markDeleted?.(object)
  } else if (grace < (metadata.deletionGracePeriodSeconds ?? 0)) shorten(metadata, grace)
  return object
}

/** A second request may only bring the end nearer (rest.BeforeDelete). */
function shorten(metadata: KubeObject['metadata'], grace: number): void {
  const started = Date.parse(metadata.deletionTimestamp!) - (metadata.deletionGracePeriodSeconds ?? 0) * 1000
  metadata.deletionTimestamp = formatTime(started + grace * 1000)
  metadata.deletionGracePeriodSeconds = grace
}

function propagation(
  { definition }: Kind,
  { propagationPolicy }: DeleteOptions,
): PropagationPolicy | undefined {
  return propagationPolicy ?? definition.defaultPropagation
}

/** Background takes the finalizers of the other policies away; no policy leaves them (rest.shouldOrphanDependents). */
function finalizersFor(current: readonly string[], policy: PropagationPolicy | undefined): string[] {
  if (policy === undefined) return [...current]
  const others = current.filter((finalizer) => finalizer !== 'orphan' && finalizer !== 'foregroundDeletion')
  if (policy === 'Orphan') return [...others, 'orphan']
  if (policy === 'Foreground') return [...others, 'foregroundDeletion']
  return others
}

function sameDeletion(object: KubeObject, old: KubeObject): boolean {
  return (
    object.metadata.deletionTimestamp === old.metadata.deletionTimestamp &&
    object.metadata.finalizers?.join() === old.metadata.finalizers?.join()
  )
}
