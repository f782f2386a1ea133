/** Cluster roles that have the rules of others. Source: pkg/controller/clusterroleaggregation. */
import { matchesLabels, selectorFromLabelSelector } from '../../../apimachinery/label-selector.ts'
import { deepEqual } from '../../../base/json.ts'
import type { ClusterRole, PolicyRule } from '../../../generated/types.ts'

/** Whether the rules of one role belong into the other. */
export function aggregates({ aggregationRule, metadata }: ClusterRole, other: ClusterRole): boolean {
  if (other.metadata.name === metadata.name) return false
  return (aggregationRule?.clusterRoleSelectors ?? []).some((selector) =>
    matchesLabels(selectorFromLabelSelector(selector), other.metadata.labels),
  )
}

/** The rules of an aggregated role: those of all roles that it selects, by their names, each rule once. */
export function aggregatedRules(role: ClusterRole, others: readonly ClusterRole[]): PolicyRule[] {
  const rules: PolicyRule[] = []
  for (const selector of role.aggregationRule?.clusterRoleSelectors ?? []) {
    const only: ClusterRole = { ...role, aggregationRule: { clusterRoleSelectors: [selector] } }
    for (const other of others.filter((each) => aggregates(only, each)).sort(byName))
      for (const rule of other.rules ?? [])
        if (!rules.some((known) => deepEqual(known, rule))) rules.push(rule)
  }
  return rules
}

function byName(a: ClusterRole, b: ClusterRole): number {
  return (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1
}
