/** Takes out of objects what chance and time decide, so that two clusters with the same history are equal. */
import { isJsonObject, type Json } from '../../src/base/json.ts'

/** Fields whose values are masked whatever they are. */
const byChance = new Set(['resourceVersion', 'uid', 'nodeName', 'nodePort', 'healthCheckNodePort'])

/** What is masked within texts, in this order. */
const patterns: readonly [RegExp, string][] = [
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uid>'],
  [/\b[0-9a-f]{64}\b/g, '<hash>'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>'],
  [/\b\d{1,3}(\.\d{1,3}){3}\b/g, '<ip>'],
  [/-[bcdfghjklmnpqrstvwxz2456789]{5}$/, '-<suffix>'],
]

/** A copy with masks, its keys in order. Lists of objects are put in order, since names decide about theirs. */
export function normalise(value: Json): Json {
  if (typeof value === 'string')
    return patterns.reduce((text, [find, mask]) => text.replace(find, mask), value)
  if (Array.isArray(value)) return sorted(value.map(normalise))
  if (!isJsonObject(value)) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(
    entries.map(([key, each]) => [key, byChance.has(key) ? '<chance>' : normalise(each)]),
  )
}

function sorted(list: Json[]): Json[] {
  if (!list.every(isJsonObject)) return list
  const texts = new Map(list.map((item) => [item, JSON.stringify(item)]))
  return list.sort((a, b) => (texts.get(a)! < texts.get(b)! ? -1 : 1))
}
