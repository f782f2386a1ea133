/** Who owns which fields of an object: between `metadata.managedFields` and sets of fields (util/managedfields/internal). */
import { compareStrings } from '../../base/compare-strings.ts'
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts'
import { type FieldSet, isEmptySet } from './field-set.ts'
import { fromFieldsV1, toFieldsV1 } from './fields-v1.ts'

/** What a manager did to get its fields. */
export type Operation = 'Apply' | 'Update'

/** Who wrote: by applying a configuration, or in any other way. */
export interface Writer {
  manager: string
  operation: Operation
  /** The version in which the fields are told. */
  apiVersion: string
  subresource?: string
}

/** A writer with what it owns. */
export interface Owner extends Writer {
  fields: FieldSet
  /** When it wrote last; missing for one that became an owner without changing anything. */
  time?: string
}

/** Owners by their identity. */
export type Owners = ReadonlyMap<string, Owner>

/**
 * What makes an owner another than the rest: name, operation, subresource and, save for those that apply, the version
 * (BuildManagerIdentifier).
 */
export function ownerKey({ manager, operation, apiVersion, subresource = '' }: Writer): string {
  return JSON.stringify([manager, operation, operation === 'Apply' ? '' : apiVersion, subresource])
}

/** Owners by key; those that own nothing are left out. */
export function ownersOf(list: Iterable<Owner>): Map<string, Owner> {
  const owners = new Map<string, Owner>()
  for (const owner of list) if (!isEmptySet(owner.fields)) owners.set(ownerKey(owner), owner)
  return owners
}

/** The entries of managedFields, in their order: those that apply first, then by time and name. */
export function formatOwners(owners: Iterable<Owner>): JsonObject[] {
  return [...owners].sort(compareOwners).map(formatOwner)
}

function formatOwner({ manager, operation, apiVersion, subresource, time, fields }: Owner): JsonObject {
  return {
    ...(manager !== '' && { manager }),
    operation,
    apiVersion,
    ...(time !== undefined && { time }),
    fieldsType: 'FieldsV1',
    fieldsV1: toFieldsV1(fields),
    ...(subresource !== undefined && { subresource }),
  }
}

function compareOwners(a: Owner, b: Owner): number {
  return (
    compareStrings(a.operation, b.operation) ||
    seconds(a) - seconds(b) ||
    compareStrings(a.manager, b.manager) ||
    compareStrings(a.apiVersion, b.apiVersion) ||
    compareStrings(a.subresource ?? '', b.subresource ?? '')
  )
}

function seconds({ time }: Owner): number {
  return time === undefined ? 0 : Math.floor(Date.parse(time) / 1000)
}

/** The owners that managedFields tells. Throws for what the server would not understand (DecodeManagedFields). */
export function parseOwners(entries: readonly unknown[]): Owner[] {
  return entries.map((entry, index) => parseOwner(isJsonObject(entry) ? entry : {}, index))
}

function parseOwner(entry: JsonObject, index: number): Owner {
  const { operation, fieldsType, fieldsV1 = {} } = entry
  const apiVersion = text(entry.apiVersion)
  const subresource = text(entry.subresource)
  if (operation !== 'Apply' && operation !== 'Update')
    throw new Error('operation must be `Apply` or `Update`')
  if (apiVersion === '') throw new Error('apiVersion must not be empty')
  if (!fieldsType) throw new Error(`missing fieldsType in managed fields entry ${index}`)
  if (fieldsType !== 'FieldsV1')
    throw new Error(`invalid fieldsType "${text(fieldsType)}" in managed fields entry ${index}`)
  return {
    manager: text(entry.manager),
    operation,
    apiVersion,
    ...(subresource !== '' && { subresource }),
    ...(typeof entry.time === 'string' && { time: entry.time }),
    fields: fromFieldsV1(fieldsV1),
  }
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}
