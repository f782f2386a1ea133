/** How the server tells of fields that others own (util/managedfields/internal/conflict.go). */
import { compareStrings } from '../../base/compare-strings.ts'
import { quote } from '../go-format.ts'
import { applyConflict, type StatusError } from '../status-error.ts'
import { pathsOf } from './field-set.ts'
import { type Owner, ownerKey } from './owners.ts'
import { formatPath } from './path-element.ts'
import type { Conflicts } from './update-owners.ts'

/** The failure of an apply without force that meets these conflicts. */
export function conflictError(conflicts: Conflicts): StatusError {
  const sorted = [...conflicts.values()].sort((a, b) => compareStrings(ownerKey(a.owner), ownerKey(b.owner)))
  const found = sorted.flatMap(({ owner, fields }) =>
    [...pathsOf(fields)].map((path) => ({ manager: formatManager(owner), field: formatPath(path) })),
  )
  const causes = found.map(({ manager, field }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${manager}`,
    field,
  }))
  return applyConflict(causes, message(found))
}

function message(found: readonly { manager: string; field: string }[]): string {
  const [only] = found
  if (found.length === 1)
    return `Apply failed with 1 conflict: conflict with ${only!.manager}: ${only!.field}`
  const lines: string[] = []
  for (const manager of new Set(found.map((conflict) => conflict.manager))) {
    lines.push(`conflicts with ${manager}:`)
    for (const conflict of found) if (conflict.manager === manager) lines.push(`- ${conflict.field}`)
  }
  return `Apply failed with ${found.length} conflicts: ${lines.join('\n')}`
}

function formatManager({ manager, operation, apiVersion, subresource }: Owner): string {
  const through = subresource === undefined ? '' : ` with subresource ${quote(subresource)}`
  return quote(manager) + through + (operation === 'Update' ? ` using ${apiVersion}` : '')
}
