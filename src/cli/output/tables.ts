/** The tables of `get`: one per run of objects of the same kind, in kubectl's arrangement. */
import type { KindDefinition } from '../../api/define-kind.ts'
import type { KindName } from '../../api/describe-context.ts'
import { kindName } from '../../api/registry.ts'
import type { ResourceInfo } from '../../api/resource.ts'
import { tableOf } from '../../api/table-of.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import type { Table } from '../../apimachinery/table.ts'
import { printTable } from '../../printers/table.ts'
import type { Found } from '../resources/read.ts'
import type { Output } from '../streams.ts'

/** What the user chose about tables, and what they are made from. */
export interface TablesOptions {
  allNamespaces: boolean
  labelColumns: readonly string[]
  noHeaders: boolean
  serverPrint: boolean
  showKind: boolean
  showLabels: boolean
  sortBy: string
  wide: boolean
  /** Cluster time, ms since the epoch. */
  now: number
  load(kind: KindName): Promise<Pick<KindDefinition, 'columns' | 'compareRows'>>
}

/** Writes the tables of what was found. False if there was nothing to write. */
export async function printTables(
  found: readonly Found[],
  output: Output,
  options: TablesOptions,
): Promise<boolean> {
  const arranged = await arrange(found, options)
  const withKind = options.showKind || new Set(found.map(({ resource }) => kindName(resource))).size > 1
  const sortsRows = options.serverPrint && found.length === 1
  let written = false
  for (const { resource, lists } of joinNeighbours(arranged)) {
    const text = printTable(
      await makeTable(resource, lists, sortsRows ? options : { ...options, sortBy: '' }),
      {
        noHeaders: options.noHeaders,
        wide: options.wide,
        withNamespace: options.allNamespaces && resource.namespaced,
        ...(withKind && { withKind: resource }),
        columnLabels: options.labelColumns,
        showLabels: options.showLabels,
      },
    )
    if (text === '') continue
    // A blank line stands between tables, but not between those without headers.
    if (written && !options.noHeaders) output.stdout('\n')
    output.stdout(text)
    written = true
  }
  return written
}

/**
 * What was found, in the order of --sort-by. What the server has made tables of is sorted table by table: one by its
 * rows, which is left to makeTable; of several not even the rows, and kubectl fails where a table as such has no such
 * field (its get/sorter.go; kubernetes/kubernetes#104318). Bare objects are sorted across their kinds.
 */
async function arrange(
  found: readonly Found[],
  { serverPrint, sortBy }: TablesOptions,
): Promise<readonly Found[]> {
  if (sortBy === '' || (serverPrint && found.length < 2)) return found
  const { sortObjects } = await import('../../printers/sort-by.ts')
  if (serverPrint) {
    sortObjects(
      found.map(() => ({ apiVersion: 'meta.k8s.io/v1', kind: 'Table', metadata: { resourceVersion: '' } })),
      sortBy,
    )
    return found
  }
  const resources = new Map(
    found.flatMap(({ resource, objects }) => objects.map((object) => [object, resource])),
  )
  return sortObjects([...resources.keys()], sortBy).map((object) => ({
    resource: resources.get(object)!,
    objects: [object],
  }))
}

interface Neighbours {
  resource: ResourceInfo
  lists: Unstructured[][]
}

/** Objects of the same kind that follow each other share a table. */
function joinNeighbours(found: readonly Found[]): Neighbours[] {
  const joined: Neighbours[] = []
  for (const { resource, objects } of found) {
    const last = joined.at(-1)
    if (last !== undefined && kindName(last.resource) === kindName(resource)) last.lists.push(objects)
    else joined.push({ resource, lists: [objects] })
  }
  return joined
}

/** Each list is sorted by itself, as the API server's answers are. */
async function makeTable(
  resource: ResourceInfo,
  lists: Unstructured[][],
  options: TablesOptions,
): Promise<Table> {
  const definition = await options.load(kindName(resource))
  const tables = lists.map((objects) => tableOf(definition, objects, options.now, !options.serverPrint))
  if (options.sortBy !== '') {
    const { sortTableRows } = await import('../../printers/sort-by.ts')
    for (const table of tables) table.rows = sortTableRows(table, options.sortBy)?.rows ?? []
  }
  return { ...tables[0]!, rows: tables.flatMap((table) => table.rows) }
}
