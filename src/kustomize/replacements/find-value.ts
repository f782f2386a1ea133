/** Finds the value that a replacement starts from (kyaml, yaml/fns.go: PathGetter). */
import { getOwn, isJsonObject, type Json } from '../../base/json.ts'
import { KustomizeError } from '../error.ts'
import { kindOfNode, type Node } from '../merge/nodes.ts'
import { expectNode } from '../transformers/set-scalar.ts'
import { textOfScalar } from '../yaml/scalar-text.ts'
import { readMatch } from './split-path.ts'

/** What the path leads to; undefined where it leads nowhere. */
export function findValue(root: Json, path: readonly string[]): Node {
  let value: Node = root
  for (const part of path.map((each) => each.trim()).filter((each) => each !== '')) {
    if (value === undefined || value === null) return undefined
    value = step(value, part)
  }
  return value
}

function step(value: Json, part: string): Node {
  const match = readMatch(part)
  const isIndex = /^[+-]?\d+$/.test(part) || part === '-'
  if (!isIndex && match === undefined) {
    expectNode('MappingNode', { value })
    return isJsonObject(value) ? getOwn(value, part) : undefined
  }
  expectNode('SequenceNode', { value })
  const list = value as Json[]
  if (match !== undefined) return list.find((item) => isMatch(item, match))
  if (part === '-') return list.at(-1)
  if (Number(part) < 0) throw new KustomizeError(`array index ${Number(part)} cannot be negative`)
  return list[Number(part)]
}

function isMatch(item: Json, { field, value }: { field: string; value: string }): boolean {
  if (field === '') return textOfScalar(item) === value
  return (
    isJsonObject(item) &&
    kindOfNode(getOwn(item, field)) !== undefined &&
    textOfScalar(getOwn(item, field)) === value
  )
}
