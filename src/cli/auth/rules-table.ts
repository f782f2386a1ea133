/** The rules of a review as a table. */
import { RULE_HEADINGS, ruleRows } from '../../api/kinds/rbac/rule-rows.ts'
import { joinLines, layoutColumns } from '../../apimachinery/tabwriter.ts'
import type { SubjectRulesReviewStatus } from '../../generated/types.ts'

/** One line for each resource and URL. */
export function printRules(
  status: SubjectRulesReviewStatus | undefined,
  { noHeaders }: { noHeaders: boolean },
): string {
  const { resourceRules = [], nonResourceRules = [] } = status ?? {}
  const rows = ruleRows([...resourceRules, ...nonResourceRules])
  return joinLines(layoutColumns(noHeaders ? rows : [[...RULE_HEADINGS], ...rows]))
}
