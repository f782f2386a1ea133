/** The Table of meta.k8s.io/v1: how the API server presents objects for printing. */
import type { JsonObject } from '../base/json.ts'
import type { ListMeta } from './object.ts'

/** A column. Priority 0 is always shown, higher ones only in the wide form. */
export interface TableColumn {
  name: string
  type: 'string' | 'integer' | 'number' | 'boolean' | 'date'
  /** An OpenAPI format; 'name' marks the column that holds the object's name. */
  format: string
  description: string
  priority: number
}

/** What a cell may hold. */
export type TableCell = string | number | boolean | null

/** A row: its cells in the columns' order, and the object that they tell of. */
export interface TableRow {
  cells: TableCell[]
  object?: JsonObject
  conditions?: { type: string; status: string; reason?: string; message?: string }[]
}

/** Objects laid out for printing. */
export interface Table {
  kind: 'Table'
  apiVersion: 'meta.k8s.io/v1'
  metadata: ListMeta
  columnDefinitions: TableColumn[]
  rows: TableRow[]
}

/** A column with what is most often the case filled in: a string shown always. */
export function tableColumn(name: string, description: string, rest: Partial<TableColumn> = {}): TableColumn {
  return { name, type: 'string', format: '', description, priority: 0, ...rest }
}
