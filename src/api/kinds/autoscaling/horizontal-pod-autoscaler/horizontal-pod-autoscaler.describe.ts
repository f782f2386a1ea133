/** `kubectl describe horizontalpodautoscaler`. */
import type {
  HorizontalPodAutoscaler,
  HPAScalingRules,
  MetricSpec,
  MetricStatus,
} from '../../../../generated/types.ts'
import { writeEvents } from '../../../describe/events.ts'
import { formatLongTime } from '../../../describe/format.ts'
import { writeMetadata, writeNames } from '../../../describe/metadata.ts'
import { createDescribeWriter, type DescribeWriter } from '../../../describe/writer.ts'
import type { DescribeContext } from '../../../describe-context.ts'

/** What it aims at and where things stand. */
export async function describe(object: HorizontalPodAutoscaler, context: DescribeContext): Promise<string> {
  const { metadata, spec, status } = object
  const writer = createDescribeWriter()
  writeNames(writer, object)
  writeMetadata(writer, object)
  writer.line(0, `CreationTimestamp:\t${formatLongTime(metadata.creationTimestamp)}`)
  const target = spec?.scaleTargetRef
  writer.line(0, `Reference:\t${target?.kind ?? ''}/${target?.name ?? ''}`)
  writer.line(0, 'Metrics:\t( current / target )')
  spec?.metrics?.forEach((metric, index) => {
    writer.line(1, metricRow(metric, status?.currentMetrics?.[index]))
  })
  writer.line(0, `Min replicas:\t${spec?.minReplicas ?? '<unset>'}`)
  writer.line(0, `Max replicas:\t${spec?.maxReplicas ?? 0}`)
  if (spec?.behavior) {
    writer.line(0, 'Behavior:')
    writeRules(writer, 'Scale Up', spec.behavior.scaleUp)
    writeRules(writer, 'Scale Down', spec.behavior.scaleDown)
  }
  const counts = `${status?.currentReplicas ?? 0} current / ${status?.desiredReplicas ?? 0} desired`
  writer.line(0, `${target?.kind ?? ''} pods:\t${counts}`)
  writeConditions(writer, object)
  await writeEvents(writer, context, object)
  return writer.toString()
}

function metricRow(
  { type, resource, containerResource, pods, object, external }: MetricSpec,
  status?: MetricStatus,
): string {
  if (type === 'Pods')
    return `"${pods?.metric?.name}" on pods:\t${status?.pods?.current?.averageValue ?? '<unknown>'} / ${pods?.target?.averageValue}`
  if (type === 'Object') {
    const { kind, name } = object?.describedObject ?? {}
    const current = status?.object?.current
    const average = object?.target?.averageValue
    if (average !== undefined)
      return `"${object?.metric?.name}" on ${kind}/${name} (target average value):\t${current?.averageValue ?? '<unknown>'} / ${average}`
    return `"${object?.metric?.name}" on ${kind}/${name} (target value):\t${current?.value ?? '<unknown>'} / ${object?.target?.value}`
  }
  if (type === 'External') {
    const current = status?.external?.current
    const average = external?.target?.averageValue
    if (average !== undefined)
      return `"${external?.metric?.name}" (target average value):\t${current?.averageValue ?? '<unknown>'} / ${average}`
    return `"${external?.metric?.name}" (target value):\t${current?.value ?? '<unknown>'} / ${external?.target?.value}`
  }
  return resourceRow(
    resource ?? containerResource,
    status?.resource?.current ?? status?.containerResource?.current,
  )
}

type Resource = NonNullable<MetricSpec['resource']> & { container?: string }
type Current = NonNullable<MetricStatus['resource']>['current']

function resourceRow(resource: Resource | undefined, current: Current | undefined): string {
  const { name = '', container, target } = resource ?? {}
  const title =
    container === undefined
      ? `resource ${name} on pods`
      : `resource ${name} of container "${container}" on pods`
  if (target?.averageValue !== undefined)
    return `${title}:\t${current?.averageValue ?? '<unknown>'} / ${target.averageValue}`
  const utilization = current?.averageUtilization
  const now = utilization === undefined ? '<unknown>' : `${utilization}% (${current?.averageValue ?? '0'})`
  const wished = target?.averageUtilization === undefined ? '<auto>' : `${target.averageUtilization}%`
  return `${title}  (as a percentage of request):\t${now} / ${wished}`
}

function writeRules(writer: DescribeWriter, title: string, rules: HPAScalingRules | undefined): void {
  if (!rules) return
  writer.line(1, `${title}:`)
  if (rules.stabilizationWindowSeconds !== undefined)
    writer.line(2, `Stabilization Window: ${rules.stabilizationWindowSeconds} seconds`)
  if (!rules.policies?.length) return
  writer.line(2, `Select Policy: ${rules.selectPolicy ?? 'Max'}`)
  writer.line(2, 'Policies:')
  for (const { type, value, periodSeconds } of rules.policies)
    writer.line(3, `- Type: ${type}\tValue: ${value}\tPeriod: ${periodSeconds} seconds`)
}

function writeConditions(writer: DescribeWriter, { status }: HorizontalPodAutoscaler): void {
  if (!status?.conditions?.length) return
  writer.line(0, 'Conditions:')
  writer.line(1, 'Type\tStatus\tReason\tMessage')
  writer.line(1, '----\t------\t------\t-------')
  for (const { type, status: state, reason = '', message = '' } of status.conditions)
    writer.line(1, `${type}\t${state}\t${reason}\t${message}`)
}
