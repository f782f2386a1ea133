/** Columns that the tables of many kinds have in common. */
import type { KubeObject } from '../apimachinery/object.ts'
import { humanAge } from '../apimachinery/time.ts'
import type { Column } from './define-kind.ts'

type Cell<T> = (object: T, now: number) => string | number | boolean

/** A column of text that is always shown; `rest` changes type, priority or format. */
export function column<T>(name: string, cell: Cell<T>, rest: Partial<Column<T>> = {}): Column<T> {
  return { name, type: 'string', ...rest, cell }
}

/** A column of text that only `-o wide` shows. */
export function wideColumn<T>(name: string, cell: Cell<T>): Column<T> {
  return column(name, cell, { priority: 1 })
}

/** NAME. */
export const nameColumn: Column<KubeObject> = column('Name', ({ metadata }) => metadata.name ?? '', {
  format: 'name',
  description:
    'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names',
})

/** AGE: the time since creation. */
export const ageColumn: Column<KubeObject> = column('Age', ({ metadata }, now) =>
  humanAge(metadata.creationTimestamp, now),
)

/** CREATED AT: the time of creation itself. */
export const createdAtColumn: Column<KubeObject> = column(
  'Created At',
  ({ metadata }) => metadata.creationTimestamp ?? '<unknown>',
  { type: 'date' },
)

/** The first items of a list joined by commas: `a,b,c + 2 more...`. */
export function joinSome(items: readonly string[], max: number): string {
  const shown = items.slice(0, max).join(',')
  return items.length > max ? `${shown} + ${items.length - max} more...` : shown
}
