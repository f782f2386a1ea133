/** What a write changes about who owns what (structured-merge-diff, merge/update.go; util/managedfields/internal). */
import { type Comparison, compare } from './compare.ts'
import { difference, type FieldSet, intersection, isEmptySet, union, without } from './field-set.ts'
import { type Owner, type Owners, ownerKey, ownersOf, type Writer } from './owners.ts'
import { stripped } from './strip.ts'
import type { VersionViews } from './versions.ts'

/** A write: by whom, when, and what of it never counts. */
export interface OwnedWrite {
  writer: Writer
  /** As in managedFields. */
  time: string
  /** Paths that this kind of write cannot change, with all below. */
  ignored: FieldSet
  versions: VersionViews
}

/** The fields that a write takes from other owners, by the owners' keys. */
export type Conflicts = ReadonlyMap<string, { owner: Owner; fields: FieldSet }>

/** How the states of a write differ in a version, what is ignored left out; undefined for a version that is not served. */
export type Differences = (apiVersion: string) => Comparison | undefined

/** The differences between two states, worked out once for each version that an owner uses. */
export function differencesOf(
  before: unknown,
  after: unknown,
  { ignored, versions }: OwnedWrite,
): Differences {
  const known = new Map<string, Comparison>()
  return (apiVersion) => {
    const view = versions.get(apiVersion)
    const made = known.get(apiVersion)
    if (made !== undefined || view === undefined) return made
    const { added, removed, modified } = compare(view.schema, view.convert(before), view.convert(after))
    const counted = (set: FieldSet) => without(set, ignored)
    const comparison = { added: counted(added), removed: counted(removed), modified: counted(modified) }
    known.set(apiVersion, comparison)
    return comparison
  }
}

/** The owners after others' fields were changed, and what that took from whom. Owners left with nothing are gone. */
export function takeFromOthers(
  owners: Owners,
  differences: Differences,
  except: string,
): { owners: Map<string, Owner>; conflicts: Conflicts } {
  const left: Owner[] = []
  const conflicts = new Map<string, { owner: Owner; fields: FieldSet }>()
  for (const [key, owner] of owners) {
    if (key === except) {
      left.push(owner)
      continue
    }
    const differs = differences(owner.apiVersion)
    if (differs === undefined) continue
    const fields = intersection(owner.fields, union(differs.modified, differs.added))
    if (!isEmptySet(fields)) conflicts.set(key, { owner, fields })
    left.push({ ...owner, fields: difference(difference(owner.fields, fields), differs.removed) })
  }
  return { owners: ownersOf(left), conflicts }
}

/** The owners after an object was written otherwise than by applying: the writer owns what it changed, alone. */
export function updateOwners(owners: Owners, before: unknown, after: unknown, write: OwnedWrite): Owners {
  const differences = differencesOf(before, after, write)
  const result = takeFromOthers(owners, differences, '').owners
  const { added, modified } = differences(write.writer.apiVersion)!
  const fields = stripped(union(modified, added))
  if (isEmptySet(fields)) return strippedAll(result)
  const key = ownerKey(write.writer)
  const mine = result.get(key)
  result.set(key, {
    ...write.writer,
    time: write.time,
    fields: mine ? union(fields, mine.fields) : fields,
  })
  return cap(strippedAll(result))
}

/** The owners without what nobody owns. */
export function strippedAll(owners: Owners): Map<string, Owner> {
  return ownersOf([...owners.values()].map((owner) => ({ ...owner, fields: stripped(owner.fields) })))
}

/** So many that update are told one by one. */
export const MOST_UPDATERS = 10
const OLD_UPDATES = 'ancient-changes'

/** More than ten that update are told together, the oldest first (capmanagers.go). */
function cap(owners: Map<string, Owner>): Map<string, Owner> {
  const updaters = [...owners]
    .filter(([, { operation }]) => operation === 'Update')
    .sort(([a, { time: x = '' }], [b, { time: y = '' }]) => (x < y ? -1 : x > y ? 1 : a < b ? -1 : 1))
  let surplus = updaters.length - MOST_UPDATERS
  const firsts = new Map<string, string>()
  for (const [key, owner] of updaters) {
    if (surplus <= 0) break
    const { apiVersion } = owner
    const first = firsts.get(apiVersion)
    if (first === undefined) firsts.set(apiVersion, key)
    else {
      const bucket: Writer = { manager: OLD_UPDATES, operation: 'Update', apiVersion }
      const name = ownerKey(bucket)
      const known = owners.get(name) ?? owners.get(first)
      owners.delete(first)
      owners.delete(key)
      owners.set(name, { ...owner, ...bucket, fields: union(owner.fields, known?.fields ?? new Map()) })
      surplus--
    }
  }
  return owners
}
