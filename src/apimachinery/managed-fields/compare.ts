/** What differs between two states of an object, field by field (structured-merge-diff, typed/compare.go). */
import { deepEqual, isJsonObject } from '../../base/json.ts'
import { type FieldSet, type FieldSetDraft, insertPath } from './field-set.ts'
import { itemsByElement } from './list-items.ts'
import { fieldSchema, type ListMerge, type MapMerge, type MergeSchema, resolve } from './merge-schema.ts'
import { fieldElement } from './path-element.ts'

/** The fields that one state has and the other has not, and those that differ. */
export interface Comparison {
  added: FieldSet
  removed: FieldSet
  modified: FieldSet
}

interface Pass {
  path: string[]
  added: FieldSetDraft
  removed: FieldSetDraft
  modified: FieldSetDraft
}

/** Compares two states. */
export function compare(schema: MergeSchema, before: unknown, after: unknown): Comparison {
  const pass: Pass = { path: [], added: new Map(), removed: new Map(), modified: new Map() }
  walk(schema, before, after, pass)
  return { added: pass.added, removed: pass.removed, modified: pass.modified }
}

function walk(schema: MergeSchema, before: unknown, after: unknown, pass: Pass): void {
  if (before === after) return
  const newType = resolve(schema, after === undefined ? before : after)
  // Without a schema, a value may become one of another form: then both forms are looked at.
  if (schema.kind === 'deduced' && before !== undefined && after !== undefined) {
    const oldType = resolve(schema, before)
    if (oldType !== newType) walkType(oldType, before, after, pass)
  }
  const isLeaf = walkType(newType, before, after, pass)
  if (isLeaf) return
  if (before === undefined) insertPath(pass.added, pass.path)
  else if (after === undefined) insertPath(pass.removed, pass.path)
}

/** Looks at a value in one form. True if it is owned as a whole. */
function walkType(type: ReturnType<typeof resolve>, before: unknown, after: unknown, pass: Pass): boolean {
  if (type.kind === 'scalar' || type.atomic || (isBare(before) && isBare(after))) {
    noteLeaf(before, after, pass)
    return true
  }
  if (type.kind === 'list') walkList(type, asList(before), asList(after), pass)
  else walkMap(type, asObject(before), asObject(after), pass)
  return false
}

/** Where neither state has anything in it, whether there is an empty value or none is all that can differ. */
function isBare(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0
  return !isJsonObject(value) || Object.keys(value).length === 0
}

function noteLeaf(before: unknown, after: unknown, { path, added, removed, modified }: Pass): void {
  if (before === undefined) insertPath(added, path)
  else if (after === undefined) insertPath(removed, path)
  else if (!deepEqual(before, after)) insertPath(modified, path)
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function asObject(value: unknown): Record<string, unknown> {
  return isJsonObject(value) ? value : {}
}

function walkMap(
  type: MapMerge,
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  pass: Pass,
): void {
  const below = (name: string) => {
    pass.path.push(fieldElement(name))
    walk(
      fieldSchema(type, name),
      Object.hasOwn(before, name) ? before[name] : undefined,
      Object.hasOwn(after, name) ? after[name] : undefined,
      pass,
    )
    pass.path.pop()
  }
  for (const name of Object.keys(before)) below(name)
  for (const name of Object.keys(after)) if (!Object.hasOwn(before, name)) below(name)
}

function walkList(type: ListMerge, before: readonly unknown[], after: readonly unknown[], pass: Pass): void {
  const old = itemsByElement(type, before)
  const now = itemsByElement(type, after)
  for (const element of new Set([...old.keys(), ...now.keys()]))
    walkItems(type, element, old.get(element) ?? [], now.get(element) ?? [], pass)
}

/** Items that cannot be told apart are compared all together. */
function walkItems(type: ListMerge, element: string, old: unknown[], now: unknown[], pass: Pass): void {
  pass.path.push(element)
  const [wasMany, isMany] = [old.length > 1, now.length > 1]
  if (!wasMany && !isMany) walk(type.items(), old[0], now[0], pass)
  else if (wasMany && isMany) {
    if (!deepEqual(old, now)) insertPath(pass.modified, pass.path)
  } else if (wasMany) {
    if (now.length > 0) walk(type.items(), undefined, now[0], pass)
    insertPath(pass.removed, pass.path)
  } else {
    if (old.length > 0) walk(type.items(), old[0], undefined, pass)
    insertPath(pass.added, pass.path)
  }
  pass.path.pop()
}
