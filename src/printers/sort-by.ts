/** The order that `--sort-by` asks for. */
import { quote } from '../apimachinery/go-format.ts'
import { compareQuantities, tryParseQuantity } from '../apimachinery/quantity.ts'
import type { Table } from '../apimachinery/table.ts'
import { kindOf, typeName } from './go-value.ts'
import { compileJsonPath } from './jsonpath/jsonpath.ts'
import { JsonPathError } from './jsonpath/nodes.ts'
import { relaxedJsonPath } from './jsonpath/relaxed.ts'
import { naturalLess } from './natural-less.ts'
import { PrintError } from './print-error.ts'

/**
 * The objects in the order of a field (`.a.b`, `a.b` or `{.a.b}`): numbers by value, strings as quantities
 * where both are, else naturally; objects without the field come first. Throws PrintError where the path is
 * malformed, no object has the field, or its values cannot be compared.
 */
export function sortObjects<T>(objects: readonly T[], field: string): T[] {
  if (objects.length === 0) return []
  const path = readPath(field)
  const keyed = findKeys(objects, path, (object) => object)
  if (isNowhere(keyed))
    throw new PrintError(`couldn't find any field with path ${quote(path)} in the list of objects`)
  return sort(keyed, path, '*unstructured.Unstructured')
}

/**
 * The table with its rows in the order of a field of their objects. Undefined where the path is malformed or no
 * object has the field: kubectl then prints nothing of the table, and no error. Throws PrintError where values
 * cannot be compared.
 */
export function sortTableRows(table: Table, field: string): Table | undefined {
  if (table.rows.length < 2) return table
  const path = readTablePath(field)
  const keyed = tryFindKeys(table.rows, path, (row) => row.object)
  if (keyed === undefined || isNowhere(keyed)) return undefined
  return { ...table, rows: sort(keyed, path, '[][][]reflect.Value') }
}

function readPath(field: string): string {
  try {
    return relaxedJsonPath(field)
  } catch (error) {
    if (error instanceof JsonPathError) throw new PrintError(error.message)
    throw error
  }
}

/** For tables kubectl takes a path that it cannot relax as it is. */
function readTablePath(field: string): string {
  try {
    return relaxedJsonPath(field)
  } catch (error) {
    if (error instanceof JsonPathError) return field
    throw error
  }
}

interface Keyed<T> {
  item: T
  /** The values found by the path's first part; empty where the object lacks the field. */
  found: unknown[]
}

function sort<T>(keyed: Keyed<T>[], path: string, holder: string): T[] {
  const fail = (cause: string) =>
    new PrintError(`Field ${path} in ${holder} is an unsortable type: interface, err: ${cause}`)
  return sortKeyed(keyed, (a, b) => isBefore(a.found, b.found, fail)).map(({ item }) => item)
}

function isNowhere(keyed: readonly Keyed<unknown>[]): boolean {
  return keyed.every(({ found }) => found.length === 0)
}

function findKeys<T>(items: readonly T[], path: string, dataOf: (item: T) => unknown): Keyed<T>[] {
  try {
    const parsed = compileJsonPath(path)
    return items.map((item) => ({ item, found: parsed.find(dataOf(item))[0] ?? [] }))
  } catch (error) {
    if (error instanceof JsonPathError) throw new PrintError(error.message)
    throw error
  }
}

function tryFindKeys<T>(...args: Parameters<typeof findKeys<T>>): Keyed<T>[] | undefined {
  try {
    return findKeys(...args)
  } catch (error) {
    if (error instanceof PrintError) return undefined
    throw error
  }
}

type Less<T> = (a: Keyed<T>, b: Keyed<T>) => boolean

const INSERTION_SORT_LIMIT = 12

/**
 * Go sorts short lists by insertion, which shows where the order is not strict: of objects without the field
 * the later one comes first. Longer lists keep their order there.
 */
function sortKeyed<T>(items: Keyed<T>[], less: Less<T>): Keyed<T>[] {
  if (items.length > INSERTION_SORT_LIMIT)
    return items.sort((a, b) => Number(less(b, a)) - Number(less(a, b)))
  for (let end = 1; end < items.length; end++)
    for (let at = end; at > 0; at--) {
      const [before, item] = [items[at - 1]!, items[at]!]
      if (!less(item, before)) break
      items[at - 1] = item
      items[at] = before
    }
  return items
}

function isBefore(a: unknown[], b: unknown[], fail: (cause: string) => PrintError): boolean {
  if (a.length === 0) return true
  if (b.length === 0) return false
  return isValueLess(a[0], b[0], fail)
}

function isValueLess(a: unknown, b: unknown, fail: (cause: string) => PrintError): boolean {
  const kind = kindOf(a)
  if (kind === 'nil') return kindOf(b) !== 'nil'
  if (kindOf(b) === 'nil') return false
  if (kind !== 'int' && kind !== 'float' && kind !== 'string') throw fail(`unsortable type: ${typeName(a)}`)
  if (kindOf(b) !== kind) throw fail('unsortable interface: interface')
  return typeof a === 'string' ? isTextLess(a, b as string) : (a as number) < (b as number)
}

function isTextLess(a: string, b: string): boolean {
  const left = tryParseQuantity(a)
  const right = left && tryParseQuantity(b)
  return left && right ? compareQuantities(left, right) < 0 : naturalLess(a, b)
}
