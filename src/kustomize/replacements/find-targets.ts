/** Finds, or makes, the fields that a replacement writes to (kyaml, yaml/match.go: PathMatcher). */
import { parsePattern } from '../../apimachinery/go-pattern.ts'
import { getOwn, isJsonObject, type Json, type JsonObject, setOwn } from '../../base/json.ts'
import type { Slot } from '../config/visit-fields.ts'
import { KustomizeError } from '../error.ts'
import { expectNode } from '../transformers/set-scalar.ts'
import { textOfScalar } from '../yaml/scalar-text.ts'
import { writeShared } from '../yaml/shared.ts'
import { readMatch } from './split-path.ts'

/** A field to write to. */
export interface Target extends Slot {
  /** It was made for this, so that it has no type yet. */
  readonly isNew: boolean
}

/** What to make where there is nothing: undefined to make nothing. */
type Blank = () => Json

/** The fields that the path leads to. With `blank`, those that are missing are made. */
export function findTargets(root: JsonObject, path: readonly string[], blank?: Blank): Target[] {
  const start: Target = { value: root, isNew: false, set: () => undefined }
  return follow(start, path, blank)
}

function follow(target: Target, path: readonly string[], blank: Blank | undefined): Target[] {
  const [part, ...rest] = path
  if (part === undefined) return [target]
  const match = readMatch(part)
  if (match === undefined && !/^\d+$/.test(part) && part !== '*') return enterField(target, part, rest, blank)
  expectNode('SequenceNode', target)
  const list = Array.isArray(target.value) ? target.value : []
  if (part === '*') return [...list.keys()].flatMap((index) => follow(itemOf(list, index), rest, blank))
  return match === undefined
    ? enterIndex(list, Number(part), rest, blank)
    : enterMatches(list, match, rest, blank, part)
}

function enterField(
  target: Target,
  name: string,
  rest: readonly string[],
  blank: Blank | undefined,
): Target[] {
  expectNode('MappingNode', target)
  if (!isJsonObject(target.value)) return []
  const map = target.value
  const known = getOwn(map, name)
  if (known === undefined) {
    if (blank === undefined) return []
    setOwn(map, name, blankFor(rest, blank))
  }
  const slot: Target = {
    isNew: known === undefined && rest.length === 0,
    get value() {
      return map[name]!
    },
    set: (value) => writeShared(map, name, value),
  }
  return follow(slot, rest, blank)
}

function itemOf(list: Json[], index: number, isNew = false): Target {
  return {
    isNew,
    get value() {
      return list[index]!
    },
    set: (value) => {
      list[index] = value
    },
  }
}

/** An index just after the end adds an item, where something may be made. */
function enterIndex(
  list: Json[],
  index: number,
  rest: readonly string[],
  blank: Blank | undefined,
): Target[] {
  const isNew = index === list.length && blank !== undefined
  if (isNew) list.push(blankFor(rest, blank))
  if (index >= list.length)
    throw new KustomizeError(`index ${index} specified but only ${list.length} elements found`)
  return follow(itemOf(list, index, isNew && rest.length === 0), rest, blank)
}

function enterMatches(
  list: Json[],
  { field, value }: { field: string; value: string },
  rest: readonly string[],
  blank: Blank | undefined,
  part: string,
): Target[] {
  if (!part.includes('='))
    throw new KustomizeError('list path element must contain fieldName=fieldValue for element to match')
  const pattern = parsePattern(value)
  const isMatch = (item: Json) => pattern?.test(matchedText(item, field) ?? '') === true
  const find = () =>
    [...list.entries()]
      .filter(([, item]) => matchedText(item, field) !== undefined && isMatch(item))
      .flatMap(([index]) => follow(itemOf(list, index), field === '' ? [] : rest, blank))
  const found = find()
  if (found.length > 0 || blank === undefined) return found
  list.push(field === '' ? value : { [field]: value })
  return find()
}

/** The text that a pattern is held against; undefined where the item does not have the field. */
function matchedText(item: Json, field: string): string | undefined {
  if (field === '') return textOfScalar(item)
  const value = isJsonObject(item) ? getOwn(item, field) : undefined
  return value === undefined ? undefined : textOfScalar(value)
}

/** What a missing field begins as: a list where an item of it comes next, else a map, or what is written in the end. */
function blankFor([next]: readonly string[], blank: Blank): Json {
  if (next === undefined) return blank()
  return readMatch(next) !== undefined || /^\d+$/.test(next) ? [] : {}
}
