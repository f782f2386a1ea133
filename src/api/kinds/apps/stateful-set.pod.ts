/** What makes a replica of a stateful set itself: its name, labels and claims. Source: stateful_set_utils.go. */
import { deepCopy } from '../../../base/json.ts'
import type {
  PersistentVolumeClaim,
  Pod,
  PodTemplateSpec,
  StatefulSet,
  Volume,
} from '../../../generated/types.ts'
import type { MadePod } from '../../define-kind.ts'

/** The replica with this index, and its claims. */
export function makePod(set: StatefulSet, index: number): MadePod {
  const ordinal = firstOrdinal(set) + index
  const { template, volumeClaimTemplates = [] } = set.spec!
  const { metadata, spec } = withIdentity(template as Pod, podName(set, ordinal), ordinal)
  return {
    template: withStorage(set, { metadata, spec } as PodTemplateSpec, ordinal),
    claims: volumeClaimTemplates.map((each) => draftClaim(set, each, ordinal)),
  }
}

/** How many replicas the set asks for. */
export function countPods({ spec }: StatefulSet): number {
  return spec?.replicas ?? 1
}

/** The label by which a service can select one replica alone. */
export const POD_NAME = 'statefulset.kubernetes.io/pod-name'
const POD_INDEX = 'apps.kubernetes.io/pod-index'

/** The ordinal of the set's first replica. */
export function firstOrdinal({ spec }: StatefulSet): number {
  return spec?.ordinals?.start ?? 0
}

/** The name of a replica. */
export function podName({ metadata }: StatefulSet, ordinal: number): string {
  return `${metadata.name}-${ordinal}`
}

/** The pod with the labels of a replica. */
export function withIdentity(pod: Pod, name: string, ordinal: number): Pod {
  const labels = { ...pod.metadata?.labels, [POD_NAME]: name, [POD_INDEX]: String(ordinal) }
  return { ...pod, metadata: { ...pod.metadata, name, labels } }
}

/** The name of the claim that a replica has by one of the set's templates. */
export function claimName(template: PersistentVolumeClaim, set: StatefulSet, ordinal: number): string {
  return `${template.metadata.name}-${podName(set, ordinal)}`
}

/** The pod with the replica's claims as volumes; they stand in for volumes of the same names. */
export function withStorage<T extends Pick<Pod, 'spec'>>(set: StatefulSet, pod: T, ordinal: number): T {
  const templates = set.spec?.volumeClaimTemplates ?? []
  if (templates.length === 0) return pod
  const claimed: Volume[] = templates.map((template) => ({
    name: template.metadata.name ?? '',
    persistentVolumeClaim: { claimName: claimName(template, set, ordinal) },
  }))
  const names = new Set(claimed.map(({ name }) => name))
  const others = (pod.spec?.volumes ?? []).filter(({ name }) => !names.has(name))
  return { ...pod, spec: { ...pod.spec!, volumes: [...claimed, ...others] } }
}

/** The claim that a replica has by one of the set's templates. */
export function draftClaim(
  set: StatefulSet,
  template: PersistentVolumeClaim,
  ordinal: number,
): PersistentVolumeClaim {
  const { metadata, spec } = deepCopy(template)
  const labels = { ...metadata.labels, ...set.spec?.selector.matchLabels }
  const name = claimName(template, set, ordinal)
  const { namespace } = set.metadata
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { ...metadata, name, namespace, labels },
    spec,
  }
}
