/** `kubectl describe role` and `clusterrole`. */
import type { ClusterRole, Role } from '../../../generated/types.ts'
import { writeMetadata } from '../../describe/metadata.ts'
import { createDescribeWriter } from '../../describe/writer.ts'
import { RULE_HEADINGS, ruleRows } from './rule-rows.ts'

/** A table of what may be done, one resource a line. */
export async function describe(object: Role | ClusterRole): Promise<string> {
  const writer = createDescribeWriter()
  writer.line(0, `Name:\t${object.metadata.name ?? ''}`)
  writeMetadata(writer, object)
  writer.line(0, 'PolicyRule:')
  writer.line(1, RULE_HEADINGS.join('\t'))
  writer.line(1, RULE_HEADINGS.map((heading) => '-'.repeat(heading.length)).join('\t'))
  for (const row of ruleRows(object.rules ?? [])) writer.line(1, row.join('\t'))
  return writer.toString()
}
