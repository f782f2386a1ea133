/** What one can wait for: `create`, `delete`, `condition=Type[=value]`, `jsonpath={…}[=value]` (kubectl, cmd/wait). */
import { quote } from '../../apimachinery/go-format.ts'
import type { KubeObject } from '../../apimachinery/object.ts'
import { isJsonObject } from '../../base/json.ts'
import { formatValue } from '../../printers/go-value.ts'
import { compileJsonPath } from '../../printers/jsonpath/jsonpath.ts'
import { JsonPathError } from '../../printers/jsonpath/nodes.ts'
import { relaxedJsonPath } from '../../printers/jsonpath/relaxed.ts'
import { CliError } from '../errors.ts'

/** Something to wait for; `holds` may throw CliError where it can never be told. */
export type Condition =
  | { type: 'create' }
  | { type: 'delete' }
  | { type: 'state'; holds(object: KubeObject): boolean }

/** Reads what stands behind --for. Throws CliError in kubectl's words. */
export function parseCondition(text: string): Condition {
  const word = text.toLowerCase()
  if (word === 'create' || word === 'delete') return { type: word }
  if (text.startsWith('condition=')) return statusCondition(text.slice('condition='.length))
  if (text.startsWith('jsonpath=')) return translateErrors(() => jsonPath(text.slice('jsonpath='.length)))
  throw new CliError(`unrecognized condition: ${quote(text)}`)
}

function statusCondition(text: string): Condition {
  const equals = text.indexOf('=')
  const [name, value] = equals < 0 ? [text, 'true'] : [text.slice(0, equals), text.slice(equals + 1)]
  return { type: 'state', holds: (object) => hasCondition(object, name, value) }
}

/** A condition that tells of an older generation of the object counts for nothing. */
function hasCondition(object: KubeObject, name: string, value: string): boolean {
  const { status } = object as { status?: unknown }
  if (!isJsonObject(status) || !Array.isArray(status.conditions)) return false
  const condition = status.conditions.filter(isJsonObject).find(({ type }) => equalFold(type, name))
  if (condition === undefined) return false
  const observed = condition.observedGeneration ?? status.observedGeneration
  const { generation } = object.metadata
  if (generation !== undefined && typeof observed === 'number' && observed < generation) return false
  return equalFold(condition.status, value)
}

function equalFold(value: unknown, text: string): boolean {
  return typeof value === 'string' && value.toLowerCase() === text.toLowerCase()
}

const FORMAT =
  "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'"
const VALUE =
  "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3"

function jsonPath(text: string): Condition {
  const [expression = '', value, ...more] = splitEquals(text)
  if (more.length > 0) throw new CliError(FORMAT)
  const template = relaxedJsonPath(expression)
  const expected = value?.replace(/^['"]+|['"]+$/g, '')
  if (expected === '') throw new CliError(VALUE)
  if (template === '') throw new CliError('jsonpath expression cannot be empty')
  const path = compileJsonPath(template)
  const holds = (object: KubeObject) => hasValue(path.find(object), expected)
  return { type: 'state', holds: (object) => translateErrors(() => holds(object)) }
}

/** Parts between single equal signs; double ones belong to an expression. */
function splitEquals(text: string): string[] {
  const pairsHidden = text.replaceAll('==', '\0')
  return pairsHidden.split('=').map((part) => part.replaceAll('\0', '=='))
}

function hasValue(results: unknown[][], expected: string | undefined): boolean {
  const [found = [], ...more] = results
  if (found.length === 0) return false
  if (more.length > 0) throw new CliError('given jsonpath expression matches more than one list')
  if (found.length > 1) throw new CliError('given jsonpath expression matches more than one value')
  if (expected === undefined) return true
  const [value] = found
  if (typeof value === 'object' && value !== null)
    throw new CliError('jsonpath leads to a nested object or list which is not supported')
  return formatValue(value).trim() === expected.trim()
}

function translateErrors<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof JsonPathError) throw new CliError(error.message, { cause: error })
    throw error
  }
}
