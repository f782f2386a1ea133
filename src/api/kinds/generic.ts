/** What is known of a built-in kind that has no file of its own: its name and when it was made. */
import { createdAtColumn, nameColumn } from '../columns.ts'
import type { KindDefinition } from '../define-kind.ts'
import type { ResourceInfo } from '../resource.ts'

/** A definition with nothing but the columns NAME and CREATED AT, as the API server prints unknown types. */
export function genericKind({ kind, group }: Pick<ResourceInfo, 'kind' | 'group'>): KindDefinition {
  return {
    kind,
    group,
    columns: [nameColumn, createdAtColumn],
    describe: () => import('./generic.describe.ts'),
  }
}
