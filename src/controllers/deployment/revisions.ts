/** The annotations by which a deployment and its replica sets keep their history. Source: deployment_util.go. */
import {
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  REVISION,
  REVISION_HISTORY,
  readNumber,
  sharedAnnotations,
} from '../../api/kinds/apps/deployment-revisions.ts'
import type { Deployment, ReplicaSet } from '../../generated/types.ts'
import type { Bounds } from './arithmetic.ts'

/** The longest list of former revisions that a replica set keeps, in characters. */
const HISTORY_LENGTH = 2000

type Annotations = Record<string, string>

/** The revision of a replica set; 0 where it has none that can be read. */
export function revisionOf(set: ReplicaSet): number {
  return readNumber(set.metadata.annotations?.[REVISION]) ?? 0
}

/** The revision after those of the old sets. */
export function nextRevision(oldSets: readonly ReplicaSet[]): number {
  return 1 + Math.max(0, ...oldSets.map(revisionOf))
}

/**
 * The annotations that the new set should have: the deployment's, its revision, and the revisions that it had before
 * if it is rolled back to.
 */
export function newSetAnnotations(
  deployment: Deployment,
  current: Readonly<Annotations>,
  revision: number,
): Annotations {
  const annotations = { ...current, ...sharedAnnotations(deployment.metadata.annotations) }
  const former = current[REVISION]
  const formerNumber = former === undefined || former === '' ? 0 : readNumber(former)
  if (formerNumber === undefined || formerNumber >= revision) return annotations
  annotations[REVISION] = String(revision)
  if (former !== undefined) annotations[REVISION_HISTORY] = appendHistory(current[REVISION_HISTORY], former)
  return annotations
}

/** Forgets the oldest revisions where the list would grow too long. */
function appendHistory(history: string | undefined, revision: string): string {
  if (history === undefined || history === '') return revision
  const revisions = [...history.split(','), revision]
  while (revisions.length > 1 && revisions.join(',').length > HISTORY_LENGTH) revisions.shift()
  return revisions.join(',')
}

/** The annotations with the sizes of the deployment: what a later change of scale is measured by. */
export function withSizes(annotations: Readonly<Annotations> | undefined, bounds: Bounds): Annotations {
  return {
    ...annotations,
    [DESIRED_REPLICAS]: String(bounds.replicas),
    [MAX_REPLICAS]: String(bounds.replicas + bounds.maxSurge),
  }
}

/** Whether the annotations hold the sizes of the deployment as it is now. */
export function hasSizes(set: ReplicaSet, bounds: Bounds): boolean {
  const annotations = set.metadata.annotations
  return (
    annotations?.[DESIRED_REPLICAS] === String(bounds.replicas) &&
    annotations[MAX_REPLICAS] === String(bounds.replicas + bounds.maxSurge)
  )
}

/** How many pods the deployment asked for when the set was last scaled. */
export function annotatedDesired(set: ReplicaSet): number | undefined {
  return readNumber(set.metadata.annotations?.[DESIRED_REPLICAS])
}

/** The most pods that the deployment could have when the set was last scaled. */
export function annotatedMax(set: ReplicaSet): number | undefined {
  return readNumber(set.metadata.annotations?.[MAX_REPLICAS])
}
