/** Revisions as text: the list of them, and the template of one (kubectl, polymorphichelpers/history.go). */
import { writePodTemplate } from '../../api/describe/pod-template.ts'
import { createDescribeWriter } from '../../api/describe/writer.ts'
import type { Revision } from '../../api/rollout.ts'
import { alignColumns } from '../../apimachinery/tabwriter.ts'
import type { PodTemplateSpec } from '../../generated/types.ts'

/** The template as a description shows it, but with its tabs as they are. */
export function templateText(template: PodTemplateSpec): string {
  const writer = createDescribeWriter((text) => text)
  writePodTemplate(writer, template)
  return writer.toString()
}

/** `REVISION  CHANGE-CAUSE`, a line for each. */
export function revisionTable(revisions: readonly Revision[]): string {
  if (revisions.length === 0) return 'No rollout history found.'
  const lines = revisions.map(({ number, changeCause }) => `${number}\t${changeCause || '<none>'}\n`)
  return alignColumns(`REVISION\tCHANGE-CAUSE\n${lines.join('')}`)
}
