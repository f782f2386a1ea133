/** Between what is stored of an object's managers and the sets of fields that they own. */
import type { Kind } from '../../api/registry.ts'
import { compare } from '../../apimachinery/managed-fields/compare.ts'
import {
  difference,
  type FieldSet,
  fieldSetOf,
  NO_FIELDS,
  onlyBelow,
  union,
  without,
} from '../../apimachinery/managed-fields/field-set.ts'
import { fromFieldsV1, toFieldsV1 } from '../../apimachinery/managed-fields/fields-v1.ts'
import { type Owner, type Owners, ownersOf } from '../../apimachinery/managed-fields/owners.ts'
import { stripped } from '../../apimachinery/managed-fields/strip.ts'
import type { VersionViews } from '../../apimachinery/managed-fields/versions.ts'
import { formatApiVersion, type KubeObject, type Unstructured } from '../../apimachinery/object.ts'
import { type RecordedManager, type RecordedManagers, recordedManagers } from './recorded.ts'
import { CONTROLLER_MANAGER } from './writer.ts'

const STATUS = fieldSetOf(['f:status'])

/** What a write of an object itself cannot change: its status, where that is a subresource. */
export function ignoredBy({ resource }: Kind, subresource: string | undefined): FieldSet {
  return subresource === undefined && resource.subresources.includes('status') ? STATUS : NO_FIELDS
}

/** The entries that are stored, or stand for what is not: an object without them was made by the control plane. */
export function entriesOf(kind: Kind, object: KubeObject): RecordedManagers {
  return recordedManagers(object) ?? [creatorOf(kind, object)]
}

function creatorOf({ definition, resource, storedVersion }: Kind, object: KubeObject): RecordedManager {
  const { creationTimestamp } = object.metadata
  return {
    // What there is from the start, the API server has made.
    manager:
      definition.programs?.object?.(object) ?? (definition.initial ? 'kube-apiserver' : CONTROLLER_MANAGER),
    operation: 'Update',
    apiVersion: formatApiVersion(resource.group, storedVersion),
    ...(creationTimestamp && { time: creationTimestamp }),
  }
}

/** The owners of an object in its stored version, the one of all the rest worked out. Without those of the status that are not stored. */
export function recordedOwners(
  kind: Kind,
  object: KubeObject,
  entries: RecordedManagers,
  views: VersionViews,
): Owners {
  const told = toldOwners(entries)
  const rest = restOf(entries)
  if (rest === undefined) return told
  const taken = [...told.values()].reduce((sum, { fields }) => union(sum, fields), NO_FIELDS)
  return ownersOf([...told.values(), { ...rest, fields: allBut(taken, kind, object, rest, views) }])
}

/** The owners whose fields are told one by one. */
export function toldOwners(entries: RecordedManagers): Owners {
  return ownersOf(entries.filter(({ fields }) => fields !== undefined).map(toOwner))
}

/** The entry that stands for all the rest. */
export function restOf(entries: RecordedManagers): RecordedManager | undefined {
  return entries.find(({ fields }) => fields === undefined)
}

function toOwner({ fields = '{}', ...writer }: RecordedManager): Owner {
  return { ...writer, fields: fromFieldsV1(JSON.parse(fields)) }
}

/** All that an object has but for what others own. */
function allBut(
  taken: FieldSet,
  kind: Kind,
  object: KubeObject,
  { apiVersion, subresource }: RecordedManager,
  views: VersionViews,
): FieldSet {
  const view = views.get(apiVersion)
  if (view === undefined) return NO_FIELDS
  const { added, modified } = compare(view.schema, view.empty, view.convert(object))
  const all = without(stripped(union(added, modified)), ignoredBy(kind, subresource))
  return difference(all, taken)
}

/** The entries to be stored; `rest` is the key of the owner whose fields are not told. */
export function toRecorded(owners: Owners, rest?: string): RecordedManager[] {
  return [...owners].map(([key, { fields, ...writer }]) =>
    key === rest ? writer : { ...writer, fields: JSON.stringify(toFieldsV1(fields)) },
  )
}

/**
 * The control plane's program that writes the status of an object, with what nobody else owns of it. Undefined where
 * there is no status, or no program writes it.
 */
export function statusOwner(
  kind: Kind,
  object: KubeObject,
  others: Owners,
  views: VersionViews,
): Owner | undefined {
  const { status } = object as Unstructured
  if (kind.custom || !kind.resource.subresources.includes('status') || status === undefined) return undefined
  const apiVersion = formatApiVersion(kind.resource.group, kind.storedVersion)
  const view = views.get(apiVersion)
  if (view === undefined) return undefined
  const { added, modified } = compare(view.schema, view.empty, object)
  const fields = [...others.values()].reduce(
    (left, owner) => difference(left, owner.fields),
    onlyBelow(union(added, modified), ['f:status']),
  )
  const manager = kind.definition.programs?.status ?? CONTROLLER_MANAGER
  const time = lastTime(status) ?? object.metadata.creationTimestamp
  return { manager, operation: 'Update', apiVersion, subresource: 'status', ...(time && { time }), fields }
}

/**
 * The owners without what the control plane owns of the status, which is worked out when it is asked for. `writer` is the
 * key of another program of the control plane that has written.
 */
export function withoutProgramStatus({ definition }: Kind, owners: Owners, writer?: string): Owners {
  const program = definition.programs?.status ?? CONTROLLER_MANAGER
  const isProgram = ({ manager, operation, subresource }: Owner) =>
    manager === program && operation === 'Update' && subresource === 'status'
  return ownersOf(
    [...owners].map(([key, owner]) =>
      key === writer || isProgram(owner) ? { ...owner, fields: without(owner.fields, STATUS) } : owner,
    ),
  )
}

/** When the status changed last, as far as its conditions tell. */
function lastTime(status: unknown): string | undefined {
  const { conditions } = status as { conditions?: Record<string, string>[] }
  if (!Array.isArray(conditions)) return undefined
  const times = conditions.flatMap(({ lastTransitionTime, lastUpdateTime }) => [
    lastTransitionTime,
    lastUpdateTime,
  ])
  return times
    .filter((time) => typeof time === 'string')
    .sort()
    .at(-1)
}
