/** Sets of field paths, as a tree (structured-merge-diff, fieldpath.Set). Operations give new sets and share parts. */
import { compareElements } from './path-element.ts'

/** What is below one path: path elements, and what they lead to. */
export type FieldSet = ReadonlyMap<string, FieldNode>

/** One path of a set, or a path on the way to some. */
export interface FieldNode {
  /** Whether the path itself is in the set. */
  readonly member: boolean
  /** The paths that go on from here. */
  readonly below: FieldSet
}

/** The set without paths. */
export const NO_FIELDS: FieldSet = new Map()

/** A path that is in its set and leads to no others. */
export const LEAF: FieldNode = { member: true, below: NO_FIELDS }

/** Whether the set has no path. */
export function isEmptySet(set: FieldSet): boolean {
  for (const { member, below } of set.values()) if (member || !isEmptySet(below)) return false
  return true
}

/** The set of these paths. */
export function fieldSetOf(...paths: readonly (readonly string[])[]): FieldSet {
  const set: FieldSetDraft = new Map()
  for (const path of paths) insertPath(set, path)
  return set
}

/** A set that is being made. */
export type FieldSetDraft = Map<string, FieldNodeDraft>

/** A node of a set that is being made. */
export interface FieldNodeDraft {
  member: boolean
  below: FieldSetDraft
}

/** Puts a path into a set that is being made. The empty path is none. */
export function insertPath(set: FieldSetDraft, path: readonly string[]): void {
  let below = set
  let node: FieldNodeDraft | undefined
  for (const element of path) {
    node = below.get(element)
    if (node === undefined) {
      node = { member: false, below: new Map() }
      below.set(element, node)
    }
    below = node.below
  }
  if (node !== undefined) node.member = true
}

/** The paths of either. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a.size === 0) return b
  if (b.size === 0) return a
  const result = new Map(a)
  for (const [element, node] of b) {
    const known = result.get(element)
    result.set(
      element,
      known ? { member: known.member || node.member, below: union(known.below, node.below) } : node,
    )
  }
  return result
}

/** The paths of both. */
export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  const result = new Map<string, FieldNode>()
  for (const [element, node] of a) {
    const other = b.get(element)
    if (other === undefined) continue
    const both = { member: node.member && other.member, below: intersection(node.below, other.below) }
    if (both.member || both.below.size > 0) result.set(element, both)
  }
  return result
}

/** The paths of the first that are not in the second. What is below a path of the second stays. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  const result = new Map<string, FieldNode>()
  for (const [element, node] of a) {
    const other = b.get(element)
    const rest = other
      ? { member: node.member && !other.member, below: difference(node.below, other.below) }
      : node
    if (rest.member || rest.below.size > 0) result.set(element, rest)
  }
  return result
}

/** The paths of the first that are neither in the second nor below one of its paths. */
export function without(a: FieldSet, b: FieldSet): FieldSet {
  const result = new Map<string, FieldNode>()
  for (const [element, node] of a) {
    const other = b.get(element)
    if (other?.member) continue
    const rest = other ? { member: node.member, below: without(node.below, other.below) } : node
    if (rest.member || rest.below.size > 0) result.set(element, rest)
  }
  return result
}

/** The part of a set that begins with these elements, still with them. */
export function onlyBelow(set: FieldSet, ...prefixes: readonly (readonly string[])[]): FieldSet {
  return prefixes.reduce<FieldSet>((sum, prefix) => union(sum, narrowed(set, prefix)), NO_FIELDS)
}

function narrowed(set: FieldSet, [first, ...rest]: readonly string[]): FieldSet {
  const node = first === undefined ? undefined : set.get(first)
  if (first === undefined || node === undefined) return NO_FIELDS
  if (rest.length === 0) return new Map([[first, node]])
  const below = narrowed(node.below, rest)
  return below.size === 0 ? NO_FIELDS : new Map([[first, { member: false, below }]])
}

/** Whether the path is in the set. */
export function hasPath(set: FieldSet, path: readonly string[]): boolean {
  let node: FieldNode | undefined = { member: false, below: set }
  for (const element of path) node = node?.below.get(element)
  return node?.member ?? false
}

/** All paths in the order in which conflicts are told: those that end at a level before those that go on from it. */
export function* pathsOf(set: FieldSet, before: readonly string[] = []): Generator<readonly string[]> {
  const sorted = [...set].sort(([a], [b]) => compareElements(a, b))
  for (const [element, { member }] of sorted) if (member) yield [...before, element]
  for (const [element, { below }] of sorted) yield* pathsOf(below, [...before, element])
}
