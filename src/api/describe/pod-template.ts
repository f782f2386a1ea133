/** Pod templates, and the parts of a pod's spec that its template shows too, in a description. */
import { formatLabelSelector } from '../../apimachinery/label-selector.ts'
import { compareStrings } from '../../base/compare-strings.ts'
import type { PodTemplateSpec, Toleration, TopologySpreadConstraint } from '../../generated/types.ts'
import { writeContainers } from './containers.ts'
import { writeAnnotations, writeLabels } from './metadata.ts'
import { writeVolumes } from './volumes.ts'
import type { DescribeWriter } from './writer.ts'

const INDENT = '  '

/** Writes `Pod Template:` with all that kubectl shows of it. */
export function writePodTemplate(writer: DescribeWriter, template: PodTemplateSpec | undefined): void {
  writer.line(0, 'Pod Template:')
  if (template === undefined) {
    writer.write(1, '<unset>')
    return
  }
  const { metadata, spec } = template
  const annotations = metadata?.annotations ?? {}
  writeLabels(writer, `${INDENT}Labels`, metadata?.labels)
  if (Object.keys(annotations).length > 0) writeAnnotations(writer, `${INDENT}Annotations`, annotations)
  if (spec?.serviceAccountName) writer.line(1, `Service Account:\t${spec.serviceAccountName}`)
  if (spec?.initContainers?.length)
    writeContainers(writer, 'Init Containers', spec.initContainers, { indent: INDENT })
  writeContainers(writer, 'Containers', spec?.containers ?? [], { indent: INDENT })
  writeVolumes(writer, spec?.volumes, INDENT)
  writeSpreadConstraints(writer, spec?.topologySpreadConstraints, INDENT)
  if (spec?.priorityClassName) writer.line(1, `Priority Class Name:\t${spec.priorityClassName}`)
  writeLabels(writer, `${INDENT}Node-Selectors`, spec?.nodeSelector)
  writeTolerations(writer, `${INDENT}Tolerations`, spec?.tolerations)
}

/** `Tolerations:`, one a line, sorted by key: `key=value:Effect op=Exists for 300s`. */
export function writeTolerations(
  writer: DescribeWriter,
  title: string,
  tolerations: readonly Toleration[] = [],
): void {
  writer.write(0, `${title}:\t`)
  if (tolerations.length === 0) writer.line(0, '<none>')
  const sorted = [...tolerations].sort((a, b) => compareStrings(a.key ?? '', b.key ?? ''))
  sorted.forEach((toleration, index) => {
    writer.line(0, `${index === 0 ? '' : '\t'}${formatToleration(toleration)}`)
  })
}

function formatToleration({ key, value, effect, operator, tolerationSeconds }: Toleration): string {
  const taint = `${key ?? ''}${value ? `=${value}` : ''}${effect ? `:${effect}` : ''}`
  const exists = operator === 'Exists' && !value ? `${key || effect ? ' ' : ''}op=Exists` : ''
  return `${taint}${exists}${tolerationSeconds === undefined ? '' : ` for ${tolerationSeconds}s`}`
}

/** `Topology Spread Constraints:`, one a line, sorted by key; nothing without any. */
export function writeSpreadConstraints(
  writer: DescribeWriter,
  constraints: readonly TopologySpreadConstraint[] = [],
  indent = '',
): void {
  if (constraints.length === 0) return
  writer.write(0, `${indent}Topology Spread Constraints:\t`)
  const sorted = [...constraints].sort((a, b) => compareStrings(a.topologyKey, b.topologyKey))
  sorted.forEach((constraint, index) => {
    writer.line(0, `${index === 0 ? '' : `${indent}\t`}${formatConstraint(constraint)}`)
  })
}

function formatConstraint(constraint: TopologySpreadConstraint): string {
  const { topologyKey, whenUnsatisfiable, maxSkew, labelSelector } = constraint
  const selected = labelSelector ? ` for selector ${formatLabelSelector(labelSelector)}` : ''
  return `${topologyKey}:${whenUnsatisfiable} when max skew ${maxSkew} is exceeded${selected}`
}
