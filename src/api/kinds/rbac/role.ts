/** Role and ClusterRole: what may be done with which resources. */
import type { FieldError } from '../../../apimachinery/field-error.ts'
import { invalidValue, required } from '../../../apimachinery/field-error.ts'
import { validateLabelSelector } from '../../../apimachinery/label-selector.ts'
import { checkPathSegmentName, checkPathSegmentPrefix } from '../../../apimachinery/names.ts'
import type { ClusterRole, PolicyRule, Role } from '../../../generated/types.ts'
import { createdAtColumn, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'

const shared = {
  group: 'rbac.authorization.k8s.io',
  validateName: (name: string, prefix: boolean) => [
    ...(prefix ? checkPathSegmentPrefix(name) : checkPathSegmentName(name)),
  ],
  columns: [nameColumn, createdAtColumn],
  describe: () => import('./role.describe.ts'),
}

/** Role, `rbac.authorization.k8s.io/v1`. */
export const role = defineKind<Role>({
  kind: 'Role',
  ...shared,
  validate: ({ rules = [] }) => rules.flatMap((rule, index) => validateRule(rule, `rules[${index}]`, true)),
  initial: async () => (await import('./bootstrap/objects.ts')).roles(),
})

/** ClusterRole, `rbac.authorization.k8s.io/v1`. */
export const clusterRole = defineKind<ClusterRole>({
  kind: 'ClusterRole',
  ...shared,
  indexLabels: true,
  indexes: ({ aggregationRule }) => (aggregationRule ? [['aggregated', 'true']] : []),
  initial: async () => (await import('./bootstrap/objects.ts')).clusterRoles(),
  validate({ rules = [], aggregationRule }) {
    const errors = (rules ?? []).flatMap((rule, index) => validateRule(rule, `rules[${index}]`, false))
    if (aggregationRule && !aggregationRule.clusterRoleSelectors?.length) {
      const detail = 'at least one clusterRoleSelector required if aggregationRule is non-nil'
      errors.push(required('aggregationRule.clusterRoleSelectors', detail))
    }
    for (const [index, selector] of (aggregationRule?.clusterRoleSelectors ?? []).entries())
      errors.push(...validateLabelSelector(selector, `aggregationRule.clusterRoleSelectors[${index}]`))
    return errors
  },
})

/** Errors of one rule (pkg/apis/rbac/validation). */
function validateRule(rule: PolicyRule, path: string, namespaced: boolean): FieldError[] {
  const { verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule
  const errors: FieldError[] = []
  if (verbs.length === 0) errors.push(required(`${path}.verbs`, 'verbs must contain at least one value'))
  if (nonResourceURLs.length > 0) {
    const wrong = (detail: string) => invalidValue(`${path}.nonResourceURLs`, nonResourceURLs, detail)
    if (namespaced) errors.push(wrong('namespaced rules cannot apply to non-resource URLs'))
    if (apiGroups.length + resources.length + resourceNames.length > 0)
      errors.push(wrong('rules cannot apply to both regular resources and non-resource URLs'))
    return errors
  }
  if (apiGroups.length === 0)
    errors.push(required(`${path}.apiGroups`, 'resource rules must supply at least one api group'))
  if (resources.length === 0)
    errors.push(required(`${path}.resources`, 'resource rules must supply at least one resource'))
  return errors
}
