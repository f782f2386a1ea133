/** The last step of every write: one transaction on one object, against the state it was decided on. */
import type { Kind } from '../../api/registry.ts'
import type { KubeObject } from '../../apimachinery/object.ts'
import { conflict } from '../../apimachinery/status-error.ts'
import type { KeyValue } from '../../store/store.ts'
import type { ServerContext } from '../context.ts'
import { managersIn, setManagers } from '../managers/recorded.ts'
import { objectOf, putOf } from '../stored-object.ts'

/**
 * Puts an object if its key is still at `base` (undefined: does not exist). Gives the object as stored, or
 * undefined if the key has moved.
 */
export async function putObject(
  { store }: ServerContext,
  kind: Kind,
  key: string,
  object: KubeObject,
  base: KeyValue | undefined,
): Promise<KubeObject | undefined> {
  const put = putOf(kind, key, object)
  // A write that says nothing of managers leaves them as they are.
  setManagers(put.value as KubeObject, managersIn(object) ?? (base && managersIn(base.value as KubeObject)))
  const result = await store.txn({ compare: [{ key, modRevision: base?.modRevision ?? 0 }], ops: [put] })
  return result.succeeded ? objectOf(put) : undefined
}

/** Removes an object if its key is still at `base`; false if it has moved. */
export async function removeObject({ store }: ServerContext, key: string, base: KeyValue): Promise<boolean> {
  const compare = [{ key, modRevision: base.modRevision }]
  return (await store.txn({ compare, ops: [{ type: 'delete', key }] })).succeeded
}

/** How often a write that names no resourceVersion is tried anew on what it finds. */
const ATTEMPTS = 5

/** Runs an optimistic write until it gives a result; Conflict when others are faster every time. */
export async function retryOnConflict<T>(
  kind: Kind,
  name: string,
  write: () => Promise<T | undefined>,
): Promise<T> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const result = await write()
    if (result !== undefined) return result
  }
  throw conflict({ group: kind.resource.group, resource: kind.resource.plural }, name)
}
