/** Works out field by field who owns what after a write: loaded only where that is more than one manager. */
import { compare } from '../../apimachinery/managed-fields/compare.ts'
import { union, without } from '../../apimachinery/managed-fields/field-set.ts'
import { type Owners, ownerKey, ownersOf, parseOwners } from '../../apimachinery/managed-fields/owners.ts'
import { stripped } from '../../apimachinery/managed-fields/strip.ts'
import { MOST_UPDATERS, updateOwners } from '../../apimachinery/managed-fields/update-owners.ts'
import type { KubeObject, Unstructured } from '../../apimachinery/object.ts'
import { deepEqual, isJsonObject } from '../../base/json.ts'
import type { Request } from '../context.ts'
import {
  entriesOf,
  ignoredBy,
  recordedOwners,
  restOf,
  toldOwners,
  toRecorded,
  withoutProgramStatus,
} from './owners.ts'
import { isStatusOwned, type RecordedManager, type RecordedManagers } from './recorded.ts'
import { storedApiVersion, versionViews } from './views.ts'

/** A write that is recorded, by whom and when. */
export interface TrackedWrite {
  old: KubeObject
  object: KubeObject
  writer: RecordedManager & { time: string }
  /** Whether a user writes, not the control plane. */
  isUser: boolean
}

/** The managers of a new object, as its creator sent it: the creator alone, with all that was sent. */
export async function creationManagers(
  { server, kind }: Request,
  object: KubeObject,
  writer: RecordedManager,
): Promise<RecordedManagers> {
  const { apiVersion } = writer
  const view = (await versionViews(server.registry, kind, [apiVersion])).get(apiVersion)!
  const { added, modified } = compare(view.schema, view.empty, view.convert(object))
  const fields = without(stripped(union(added, modified)), ignoredBy(kind, undefined))
  return toRecorded(ownersOf([{ ...writer, fields }]))
}

/** The managers after a change. `given` is what the request says of them itself. */
export async function managersAfter(
  { server, kind }: Request,
  { old, object, writer, isUser }: TrackedWrite,
  given: readonly unknown[] | undefined,
): Promise<RecordedManagers> {
  // Somebody who wants to be rid of all managers sends a single empty entry (isResetManagedFields).
  if (given !== undefined && isReset(given)) return []
  const entries = entriesOf(kind, old)
  const told = given && tellOwners(given)
  const apiVersions = [...entries, ...(told?.values() ?? []), writer].map(({ apiVersion }) => apiVersion)
  const views = await versionViews(server.registry, kind, [...apiVersions, storedApiVersion(kind)])
  const rest = told || isCrowded(entries) ? undefined : restOf(entries)
  const owners = told ?? (rest ? toldOwners(entries) : recordedOwners(kind, old, entries, views))
  const [before, after] =
    views.size > 1 ? [old, object] : differing(old, object, isUser || isStatusOwned(entries))
  const write = { writer, time: writer.time, ignored: ignoredBy(kind, writer.subresource), versions: views }
  const next = updateOwners(owners, before, after, write)
  const kept = withoutProgramStatus(kind, next, isUser ? undefined : ownerKey(writer))
  return rest ? [...toRecorded(kept, ownerKey(rest)), ...restAfter(rest, kept)] : toRecorded(kept)
}

/** More may have to be told together as old ones. */
function isCrowded(entries: RecordedManagers): boolean {
  return entries.filter(({ operation }) => operation === 'Update').length >= MOST_UPDATERS
}

/** Whoever owns the rest does so whatever others take, so that nothing is worked out; only its own writes are news. */
function restAfter(rest: RecordedManager, owners: Owners): RecordedManager[] {
  return owners.has(ownerKey(rest)) ? [] : [rest]
}

/** The fields of the top level in which two states differ; all others are of no concern. */
function differing(old: KubeObject, object: KubeObject, withStatus: boolean): [KubeObject, KubeObject] {
  const { apiVersion, kind } = old
  const [before, after] = [
    { apiVersion, kind },
    { apiVersion, kind },
  ] as unknown as [Unstructured, Unstructured]
  const [from, to] = [old as Unstructured, object as Unstructured]
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    if ((name === 'status' && !withStatus) || deepEqual(from[name], to[name])) continue
    if (from[name] !== undefined) before[name] = from[name]
    if (to[name] !== undefined) after[name] = to[name]
  }
  return [before, after]
}

function isReset(given: readonly unknown[]): boolean {
  return given.length === 1 && isJsonObject(given[0]) && Object.keys(given[0]).length === 0
}

/** The owners that a request tells of; undefined where it is not to be understood, or tells of none: then what was holds. */
function tellOwners(given: readonly unknown[]): Owners | undefined {
  try {
    const owners = parseOwners(given)
    return owners.length === 0 ? undefined : ownersOf(owners)
  } catch {
    return undefined
  }
}
