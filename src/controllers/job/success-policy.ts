/** Whether a job's successPolicy is met. Source: success_policy.go. */
import type { Job, SuccessPolicyRule } from '../../generated/types.ts'
import { countCommon, countIndexes, type Intervals, parseIntervals } from './index-intervals.ts'

/** Says which rule the succeeded indexes meet; undefined while none is. */
export function metSuccessPolicy({ spec }: Job, succeeded: Intervals): string | undefined {
  if (succeeded.length === 0) return undefined
  const rules = spec?.successPolicy?.rules ?? []
  const index = rules.findIndex((rule) => meets(rule, succeeded, spec?.completions ?? 0))
  return index < 0 ? undefined : `Matched rules at index ${index}`
}

function meets(
  { succeededIndexes, succeededCount }: SuccessPolicyRule,
  succeeded: Intervals,
  completions: number,
): boolean {
  if (succeededIndexes === undefined)
    return succeededCount !== undefined && countIndexes(succeeded) >= succeededCount
  const required = parseIntervals(succeededIndexes, completions)
  if (required.length === 0) return false
  const common = countCommon(required, succeeded)
  return common === countIndexes(required) || (succeededCount !== undefined && common >= succeededCount)
}
