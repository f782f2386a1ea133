/** Columns of admission policies and their bindings. */
import type { ParamKind, ParamRef } from '../../../generated/types.ts'
import { column } from '../../columns.ts'
import type { Column } from '../../define-kind.ts'

interface Policy {
  spec?: { paramKind?: ParamKind }
}

interface Binding {
  spec?: { policyName?: string; paramRef?: ParamRef }
}

/** PARAMKIND. */
export const paramKindColumn: Column<Policy> = column('ParamKind', ({ spec }) =>
  spec?.paramKind ? `${spec.paramKind.apiVersion ?? ''}/${spec.paramKind.kind ?? ''}` : '<unset>',
)

/** POLICYNAME. */
export const policyNameColumn: Column<Binding> = column('PolicyName', ({ spec }) => spec?.policyName ?? '')

/** PARAMREF: `namespace/name`, `namespace/*` where a selector chooses. */
export const paramRefColumn: Column<Binding> = column('ParamRef', ({ spec }) => {
  const param = spec?.paramRef
  if (!param) return '<unset>'
  return param.namespace ? `${param.namespace}/${param.name ?? '*'}` : (param.name ?? '*')
})
