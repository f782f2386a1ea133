/** Policy rules as rows of a table, as kubectl tells them: one resource or URL each. */
import type { PolicyRule } from '../../../generated/types.ts'
import { formatGoList } from '../../describe/format.ts'
import { breakDown, compactRules } from './policy-rule.ts'

/** The headings of the rows. */
export const RULE_HEADINGS = ['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs'] as const

/** Rows under RULE_HEADINGS, sorted by Go's text of the rules, in which the verbs come first. */
export function ruleRows(rules: readonly PolicyRule[]): string[][] {
  return compactRules(rules.flatMap(breakDown))
    .sort((a, b) => (goText(a) < goText(b) ? -1 : 1))
    .map((rule) => [
      resourceText(rule),
      ...[rule.nonResourceURLs, rule.resourceNames, rule.verbs].map(formatGoList),
    ])
}

function goText({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): string {
  const lists = [verbs, apiGroups, resources, resourceNames, nonResourceURLs].map(formatGoList)
  return `Verbs:${lists[0]},APIGroups:${lists[1]},Resources:${lists[2]},ResourceNames:${lists[3]},NonResourceURLs:${lists[4]}`
}

/** `deployments.apps/scale`. */
function resourceText({ apiGroups: [group] = [], resources: [resource] = [] }: PolicyRule): string {
  if (resource === undefined) return ''
  const slash = resource.indexOf('/')
  const [name, rest] = slash < 0 ? [resource, ''] : [resource.slice(0, slash), resource.slice(slash)]
  return `${name}${group ? `.${group}` : ''}${rest}`
}
