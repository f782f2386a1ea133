/** Which pods a ResourceQuota counts: the rules of its scopes. */
import { type FieldError, invalidValue, required } from '../../../apimachinery/field-error.ts'
import type { ResourceQuotaSpec, ScopedResourceSelectorRequirement } from '../../../generated/types.ts'

const SCOPES = [
  'BestEffort',
  'CrossNamespacePodAffinity',
  'NotBestEffort',
  'NotTerminating',
  'PriorityClass',
  'Terminating',
  'VolumeAttributesClass',
]
const CONFLICTING = [
  ['BestEffort', 'NotBestEffort'],
  ['NotTerminating', 'Terminating'],
]
const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist']

/** Errors of spec.scopes and spec.scopeSelector. */
export function validateScopes({ scopes = [], scopeSelector }: ResourceQuotaSpec): FieldError[] {
  const selected = scopeSelector?.matchExpressions ?? []
  return [
    ...scopes.flatMap((scope) => unknownScope(scope, 'spec.scopes', scopes)),
    ...conflicts(scopes, 'spec.scopes', scopes),
    ...selected.flatMap((each) => validateExpression(each)),
    ...conflicts(
      selected.map(({ scopeName }) => scopeName),
      'spec.scopeSelector.matchExpressions',
      scopeSelector,
    ),
  ]
}

function unknownScope(scope: string, path: string, shown: unknown): FieldError[] {
  return SCOPES.includes(scope) ? [] : [invalidValue(path, shown, 'unsupported scope')]
}

function conflicts(scopes: readonly string[], path: string, shown: unknown): FieldError[] {
  return CONFLICTING.filter((pair) => pair.every((scope) => scopes.includes(scope))).map(() =>
    invalidValue(path, shown, 'conflicting scopes'),
  )
}

function validateExpression({
  scopeName,
  operator,
  values = [],
}: ScopedResourceSelectorRequirement): FieldError[] {
  const path = 'spec.scopeSelector.matchExpressions'
  const errors = unknownScope(scopeName, `${path}.scopeName`, scopeName)
  const takesValues = operator === 'In' || operator === 'NotIn'
  if (!OPERATORS.includes(operator))
    errors.push(invalidValue(`${path}.operator`, operator, 'not a valid selector operator'))
  else if (takesValues && values.length === 0)
    errors.push(
      required(
        `${path}.values`,
        "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector",
      ),
    )
  else if (!takesValues && values.length > 0)
    errors.push(
      invalidValue(
        `${path}.values`,
        values,
        "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector",
      ),
    )
  return errors
}
