/** Server-side apply of a configuration to a live object (structured-merge-diff, merge/update.go: Apply, prune). */
import { deepEqual } from '../../base/json.ts'
import {
  difference,
  type FieldSet,
  intersection,
  isEmptySet,
  NO_FIELDS,
  union,
  without,
} from './field-set.ts'
import { merge } from './merge.ts'
import { withNamedFields } from './named-fields.ts'
import { type Owner, type Owners, ownerKey } from './owners.ts'
import { removeItems } from './remove-items.ts'
import { toFieldSet } from './to-field-set.ts'
import {
  type Conflicts,
  differencesOf,
  type OwnedWrite,
  strippedAll,
  takeFromOthers,
} from './update-owners.ts'
import type { VersionViews } from './versions.ts'

/** What an apply comes to. */
export interface Applied {
  /** The object in the stored version; the live one where nothing of it changes. */
  object: unknown
  owners: Owners
  /** What would be taken from others. The owners are those after it was taken. */
  conflicts: Conflicts
}

/** Merges a configuration, which is in the writer's version, into the live object, and takes out what it left. */
export function applyConfig(live: unknown, config: unknown, owners: Owners, write: OwnedWrite): Applied {
  const { writer, ignored, versions, time } = write
  const view = versions.get(writer.apiVersion)!
  const key = ownerKey(writer)
  const last = owners.get(key)
  const fields = without(toFieldSet(view.schema, config), ignored)
  const known = last?.time === undefined ? {} : { time: last.time }
  const now = new Map(owners).set(key, { ...writer, ...known, fields })
  const liveHere = view.convert(live)
  const merged = merge(view.schema, liveHere, config)
  const pruned = view.convert(prune(view.restore(merged), now, last, versions))
  const object = view.restore(pruned)
  const taken = takeFromOthers(now, differencesOf(live, object, write), key)
  const isSame = deepEqual(liveHere, pruned)
  const mine = taken.owners.get(key)
  if (!isSame && mine) taken.owners.set(key, { ...mine, time })
  return { object: isSame ? live : object, owners: strippedAll(taken.owners), conflicts: taken.conflicts }
}

/** Takes out what the configuration before this one had and this one has not, unless somebody else owns it. */
function prune(merged: unknown, owners: Owners, last: Owner | undefined, versions: VersionViews): unknown {
  const view = last && versions.get(last.apiVersion)
  if (!view || isEmptySet(last.fields)) return merged
  const here = view.convert(merged)
  const removed = removeItems(view.schema, here, withNamedFields(view.schema, last.fields))
  const owned = addBackOwned(merged, view.restore(removed), last.apiVersion, owners, versions)
  return addBackDangling(merged, owned, last, versions)
}

/** What anybody owns stays, looked at in each version that owners use. */
function addBackOwned(
  merged: unknown,
  pruned: unknown,
  first: string,
  owners: Owners,
  versions: VersionViews,
): unknown {
  const byVersion = new Map<string, FieldSet>([[first, NO_FIELDS]])
  for (const { apiVersion, fields } of owners.values())
    byVersion.set(apiVersion, union(byVersion.get(apiVersion) ?? NO_FIELDS, fields))
  let result = pruned
  for (const [apiVersion, owned] of byVersion) {
    const view = versions.get(apiVersion)
    if (view === undefined) continue
    const here = view.convert(merged)
    const all = withNamedFields(view.schema, toFieldSet(view.schema, here))
    const left = withNamedFields(view.schema, toFieldSet(view.schema, view.convert(result)))
    const kept = union(left, withNamedFields(view.schema, owned))
    result = view.restore(removeItems(view.schema, here, difference(all, kept)))
  }
  return result
}

/** What was removed along with something else, but that the applier never had, stays. */
function addBackDangling(merged: unknown, pruned: unknown, last: Owner, versions: VersionViews): unknown {
  const view = versions.get(last.apiVersion)!
  const named = (set: FieldSet) => withNamedFields(view.schema, set)
  const here = view.convert(merged)
  const left = named(toFieldSet(view.schema, view.convert(pruned)))
  const all = named(toFieldSet(view.schema, here))
  const gone = intersection(difference(all, left), named(last.fields))
  return view.restore(removeItems(view.schema, here, gone))
}
