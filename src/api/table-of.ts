/** The table of objects: what the API server makes for `get`, out of what the kind knows of its columns. */

import type { Unstructured } from '../apimachinery/object.ts'
import type { Table, TableColumn, TableRow } from '../apimachinery/table.ts'
import type { JsonObject } from '../base/json.ts'
import { ageColumn, nameColumn } from './columns.ts'
import type { Column, KindDefinition } from './define-kind.ts'

/** Columns of kinds that name none, and of --server-print=false. */
const PLAIN: readonly Column<Unstructured>[] = [nameColumn, ageColumn]

/** A table of the objects at a moment (ms since the epoch). `plain`: only name and age. */
export function tableOf(
  { columns: own, compareRows }: Pick<KindDefinition, 'columns' | 'compareRows'>,
  objects: readonly Unstructured[],
  now: number,
  plain = false,
): Table {
  const columns: readonly Column<Unstructured>[] = (plain ? undefined : own) ?? PLAIN
  const ordered = plain || !compareRows ? objects : objects.toSorted(compareRows)
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: {},
    columnDefinitions: columns.map(toDefinition),
    rows: ordered.map((object) => toRow(object, columns, now)),
  }
}

function toDefinition({
  name,
  type,
  priority = 0,
  format = '',
  description = '',
}: Column<Unstructured>): TableColumn {
  return { name, type, format, description, priority }
}

function toRow(object: Unstructured, columns: readonly Column<Unstructured>[], now: number): TableRow {
  return {
    cells: columns.map((column) => column.cell(object, now)),
    object: object as unknown as JsonObject,
  }
}
