/** What does not fit its type in an applied configuration (structured-merge-diff, typed/validate.go), in its words. */
import { isJsonObject } from '../../base/json.ts'
import { goType, goValue } from '../go-format.ts'
import { itemElement } from './list-items.ts'
import {
  fieldSchema,
  type ListMerge,
  type MapMerge,
  type MergeSchema,
  resolve,
  type ScalarMerge,
} from './merge-schema.ts'
import { fieldElement, formatPath } from './path-element.ts'

/** What is wrong, as one text; undefined if nothing is. */
export function configProblem(schema: MergeSchema, config: unknown): string | undefined {
  const problems: string[] = []
  check(schema, config, [], problems)
  if (problems.length < 2) return problems[0]
  return ['errors:', ...problems.map((problem) => `  ${problem}`)].join('\n')
}

function check(schema: MergeSchema, value: unknown, path: readonly string[], problems: string[]): void {
  if (value === null || value === undefined) return
  const type = resolve(schema, value)
  const note = (message: string) =>
    problems.push(path.length === 0 ? message : `${formatPath(path)}: ${message}`)
  if (type.kind === 'scalar') {
    const problem = scalarProblem(type, value)
    if (problem !== undefined) note(problem)
  } else if (type.kind === 'list') {
    if (Array.isArray(value)) checkList(type, value, path, problems)
    else note(`expected list, got ${boxed(value)}`)
  } else if (isJsonObject(value)) checkMap(type, value, path, problems)
  else note(`expected map, got ${boxed(value)}`)
}

function scalarProblem({ accepts }: ScalarMerge, value: unknown): string | undefined {
  if (accepts === 'any') return undefined
  if (accepts === 'numeric')
    return typeof value === 'number' ? undefined : `expected numeric (int or float), got ${goType(value)}`
  if (accepts === 'string')
    return typeof value === 'string'
      ? undefined
      : `expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`
  if (accepts === 'boolean')
    return typeof value === 'boolean' ? undefined : `expected boolean, got ${boxed(value)}`
  return typeof value === 'object' ? `expected any scalar, got ${boxed(value)}` : undefined
}

/** How Go prints its wrapper of a value. */
function boxed(value: unknown): string {
  return `&{${goValue(value)}}`
}

function goSyntax(value: unknown): string {
  return typeof value === 'object' ? `${goType(value)}{…}` : String(value)
}

function checkList(
  type: ListMerge,
  list: readonly unknown[],
  path: readonly string[],
  problems: string[],
): void {
  const seen = new Set<string>()
  list.forEach((item, index) => {
    const element = type.atomic ? `i:${index}` : itemElement(type, item)
    if (typeof element !== 'string')
      problems.push(`${formatPath([...path, `i:${index}`])}: element ${index}: ${element.message}`)
    else if (seen.has(element))
      problems.push(`${formatPath(path)}: duplicate entries for key ${formatPath([element])}`)
    else {
      seen.add(element)
      check(type.items(), item, [...path, element], problems)
    }
  })
}

function checkMap(
  type: MapMerge,
  object: Record<string, unknown>,
  path: readonly string[],
  problems: string[],
): void {
  for (const [name, value] of Object.entries(object)) {
    const below = [...path, fieldElement(name)]
    if (type.field(name) === undefined && type.values() === undefined)
      problems.push(`${formatPath(below)}: field not declared in schema`)
    else check(fieldSchema(type, name), value, below, problems)
  }
}
