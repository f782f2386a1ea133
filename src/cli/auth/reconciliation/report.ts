/** What is told of a reconciliation, beside the line about the object. Source: kubectl, cmd/auth/reconcile.go. */
import type { PolicyRule, RbacSubject } from '../../../generated/types.ts'
import type { AnyBinding, AnyRole, Plan } from './plan.ts'

/** The lines for standard error; none where nothing is to be done. */
export function reconciliationReport(
  plan: Plan<AnyRole | AnyBinding>,
  {
    removeExtraPermissions,
    removeExtraSubjects,
  }: Record<'removeExtraPermissions' | 'removeExtraSubjects', boolean>,
): string {
  if (plan.operation === undefined) return ''
  const caveat = plan.isProtected
    ? ', but object opted out (rbac.authorization.kubernetes.io/autoupdate: false)'
    : ''
  return [
    `\treconciliation required ${plan.operation}${caveat}\n`,
    section('missing subjects added', plan.missingSubjects.map(subjectText)),
    section('extra subjects removed', removeExtraSubjects ? plan.extraSubjects.map(subjectText) : []),
    section('missing rules added', plan.missingRules.map(ruleText)),
    section('extra rules removed', removeExtraPermissions ? plan.extraRules.map(ruleText) : []),
  ].join('')
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `\t${title}:\n${lines.map((line) => `\t\t${line}\n`).join('')}`
}

/** As Go prints a struct with its fields (%+v). */
function subjectText({ kind, apiGroup = '', name, namespace = '' }: RbacSubject): string {
  return `{Kind:${kind} APIGroup:${apiGroup} Name:${name} Namespace:${namespace}}`
}

function ruleText(rule: PolicyRule): string {
  const { verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule
  const list = (items: readonly string[]) => `[${items.join(' ')}]`
  return `{Verbs:${list(verbs)} APIGroups:${list(apiGroups)} Resources:${list(resources)} ResourceNames:${list(resourceNames)} NonResourceURLs:${list(nonResourceURLs)}}`
}
