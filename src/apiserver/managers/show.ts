/** Objects with their managedFields, worked out for those who ask. */
import type { Kind, Registry } from '../../api/registry.ts'
import { union } from '../../apimachinery/managed-fields/field-set.ts'
import { formatOwners, type Owner, ownerKey } from '../../apimachinery/managed-fields/owners.ts'
import type { KubeObject } from '../../apimachinery/object.ts'
import { deepFreeze } from '../../base/json.ts'
import { toStoredVersion } from '../decode-object.ts'
import { entriesOf, recordedOwners, statusOwner } from './owners.ts'
import { recordedManagers } from './recorded.ts'
import { storedApiVersion, versionViews } from './views.ts'

/** The object with metadata.managedFields; frozen. The object itself where nobody is known to manage anything. */
export async function withManagedFields(
  registry: Registry,
  kind: Kind,
  object: KubeObject,
): Promise<KubeObject> {
  if (recordedManagers(object)?.length === 0 || kind.definition.computed !== undefined) return object
  const owners = await allOwners(registry, kind, object)
  if (owners.length === 0) return object
  const metadata = { ...object.metadata, managedFields: formatOwners(owners) }
  return deepFreeze({ ...object, metadata })
}

/** Everybody who owns something of an object that came out of the store, the control plane included. */
export async function allOwners(registry: Registry, kind: Kind, object: KubeObject): Promise<Owner[]> {
  const entries = entriesOf(kind, object)
  const apiVersions = [...entries.map(({ apiVersion }) => apiVersion), storedApiVersion(kind)]
  const views = await versionViews(registry, kind, apiVersions)
  const stored = toStoredVersion(kind, object)
  const owners = new Map(recordedOwners(kind, stored, entries, views))
  const status = statusOwner(kind, stored, owners, views)
  if (status === undefined || status.fields.size === 0) return [...owners.values()]
  const key = ownerKey(status)
  const known = owners.get(key)
  owners.set(key, known ? joined(known, status) : status)
  return [...owners.values()]
}

function joined(a: Owner, b: Owner): Owner {
  const time = [a.time, b.time]
    .filter((each) => each !== undefined)
    .sort()
    .at(-1)
  return { ...a, ...(time !== undefined && { time }), fields: union(a.fields, b.fields) }
}
