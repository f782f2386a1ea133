/** Binding: the old way to bind a pod, by a kind of its own. Source: registry/core/pod/storage, LegacyBindingREST. */
import type { Binding } from '../../../generated/types.ts'
import { ageColumn, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'

/** Binding, `v1`: nothing is stored. */
export const binding = defineKind<Binding>({
  kind: 'Binding',
  group: '',
  columns: [nameColumn, ageColumn],
  actsOn: { kind: 'Pod', subresource: 'binding' },
})
