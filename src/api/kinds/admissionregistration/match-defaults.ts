/** What webhooks and policies match unless they say so. */
import type { LabelSelector, MatchResources } from '../../../generated/types.ts'

interface Match {
  matchPolicy?: string
  namespaceSelector?: LabelSelector
  objectSelector?: LabelSelector
}

/** Everything equivalent, in all namespaces, with any labels; rules of every scope. */
export function defaultMatch(match: Match, rules: readonly { scope?: string }[] | undefined): void {
  match.matchPolicy ??= 'Equivalent'
  match.namespaceSelector ??= {}
  match.objectSelector ??= {}
  for (const rule of rules ?? []) rule.scope ??= '*'
}

/** The same for what a policy or a binding matches, if it says anything of it. */
export function defaultMatchResources(match: MatchResources | undefined): void {
  if (match) defaultMatch(match, [...(match.resourceRules ?? []), ...(match.excludeResourceRules ?? [])])
}
