/** `kubectl describe deployment`. */
import { formatSelector, selectorFromLabelSelector } from '../../../apimachinery/label-selector.ts'
import { controllerOf } from '../../../apimachinery/object.ts'
import type { Deployment, ReplicaSet } from '../../../generated/types.ts'
import { writeConditions } from '../../describe/conditions.ts'
import { writeEvents } from '../../describe/events.ts'
import { formatLongTime } from '../../describe/format.ts'
import { writeMetadata, writeNames } from '../../describe/metadata.ts'
import { writePodTemplate } from '../../describe/pod-template.ts'
import { visible } from '../../describe/visible.ts'
import { createDescribeWriter, type DescribeWriter } from '../../describe/writer.ts'
import type { DescribeContext } from '../../describe-context.ts'
import { equalTemplates } from './template-hash.ts'

/** The description of a deployment with its replica sets and events. */
export async function describe(object: Deployment, context: DescribeContext): Promise<string> {
  const writer = createDescribeWriter()
  const { metadata, spec, status } = object
  const selector = formatSelector(selectorFromLabelSelector(spec?.selector))
  const sets = await findReplicaSets(object, selector, context)
  writeNames(writer, object)
  writer.line(0, `CreationTimestamp:\t${formatLongTime(metadata.creationTimestamp)}`)
  writeMetadata(writer, object)
  writer.line(0, `Selector:\t${selector}`)
  writer.line(0, `Replicas:\t${replicas(object)}`)
  writeStrategy(writer, object)
  writePodTemplate(writer, spec?.template)
  writeConditions(writer, status?.conditions)
  writeReplicaSets(writer, object, sets)
  await writeEvents(writer, context, object)
  return writer.toString()
}

function replicas({ spec, status }: Deployment): string {
  const counts: [number | undefined, string][] = [
    [spec?.replicas, 'desired'],
    [status?.updatedReplicas, 'updated'],
    [status?.replicas, 'total'],
    [status?.availableReplicas, 'available'],
    [status?.unavailableReplicas, 'unavailable'],
  ]
  return counts.map(([count = 0, name]) => `${count} ${name}`).join(' | ')
}

function writeStrategy(writer: DescribeWriter, { spec }: Deployment): void {
  const { type = '', rollingUpdate } = spec?.strategy ?? {}
  writer.line(0, `StrategyType:\t${type}`)
  writer.line(0, `MinReadySeconds:\t${spec?.minReadySeconds ?? 0}`)
  if (rollingUpdate === undefined) return
  const { maxUnavailable, maxSurge } = rollingUpdate
  writer.line(0, `RollingUpdateStrategy:\t${maxUnavailable} max unavailable, ${maxSurge} max surge`)
}

async function findReplicaSets(
  { metadata }: Deployment,
  labelSelector: string,
  { client }: DescribeContext,
): Promise<ReplicaSet[]> {
  const { namespace = '' } = metadata
  const sets = await visible(() => client.list('ReplicaSet', { namespace, labelSelector }))
  return sets.filter((set) => controllerOf(set)?.uid === metadata.uid)
}

/** The new one is the oldest of those that have the deployment's template. */
function writeReplicaSets(writer: DescribeWriter, { spec }: Deployment, sets: readonly ReplicaSet[]): void {
  const current = [...sets]
    .sort((a, b) => age(a) - age(b))
    .find((set) => equalTemplates(set.spec?.template, spec?.template))
  const old = sets.filter((set) => set !== current)
  if (sets.length === 0) return
  writer.line(0, `OldReplicaSets:\t${formatSets(old)}`)
  writer.line(0, `NewReplicaSet:\t${formatSets(current ? [current] : [])}`)
}

function age({ metadata }: ReplicaSet): number {
  return Date.parse(metadata.creationTimestamp ?? '') || 0
}

function formatSets(sets: readonly ReplicaSet[]): string {
  const texts = sets.map(
    ({ metadata, spec, status }) =>
      `${metadata.name} (${status?.replicas ?? 0}/${spec?.replicas ?? 0} replicas created)`,
  )
  return texts.length === 0 ? '<none>' : texts.join(', ')
}
