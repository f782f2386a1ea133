/** The annotations in which deployments and their replica sets keep their history, and what going back means. */
import { LAST_APPLIED } from '../../../apimachinery/last-applied.ts'
import type { Deployment, PodTemplateSpec, ReplicaSet } from '../../../generated/types.ts'
import { withoutTemplateHash } from './template-hash.ts'

/** Which rollout a replica set belongs to, and which one a deployment is at. */
export const REVISION = 'deployment.kubernetes.io/revision'
/** The revisions that a replica set had before. */
export const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history'
/** How many pods the deployment asked for when the set was last scaled. */
export const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas'
/** The most pods that it could have then. */
export const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas'
/** The revision that an older client wants a deployment to go back to. */
export const ROLLBACK_TO = 'deprecated.deployment.rollback.to'

const OWN: ReadonlySet<string> = new Set([
  LAST_APPLIED,
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  ROLLBACK_TO,
])

type Annotations = Readonly<Record<string, string>>

/** The whole number that an annotation holds; undefined where there is none. */
export function readNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^[+-]?\d+$/.test(text) ? Number(text) : undefined
}

/** The annotations that deployment and replica set share: they are carried from one to the other. */
export function sharedAnnotations(annotations: Annotations = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => !OWN.has(key)))
}

function ownAnnotations(annotations: Annotations = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => OWN.has(key)))
}

/** What a deployment takes over from a replica set that it goes back to. */
export function formerState(
  { metadata }: Deployment,
  set: ReplicaSet,
): { template: PodTemplateSpec; annotations: Record<string, string> } {
  return {
    template: withoutTemplateHash(set.spec?.template) ?? {},
    annotations: { ...ownAnnotations(metadata.annotations), ...sharedAnnotations(set.metadata.annotations) },
  }
}
