/** One round of work on a deployment: what was read and what is being written, and the scaling of its sets. */
import type { Deployment, DeploymentCondition, ReplicaSet } from '../../generated/types.ts'
import type { ReconcileContext } from '../../runtime/reconciler.ts'
import type { Bounds } from './arithmetic.ts'
import { desiredOf } from './replica-sets.ts'
import { hasSizes, withSizes } from './revisions.ts'

/** One look at a deployment. */
export interface Round {
  context: ReconcileContext
  /** As it was read: frozen. */
  deployment: Deployment
  bounds: Bounds
  /** The set made from the deployment's template as it is now. */
  newSet: ReplicaSet | undefined
  /** The others. */
  oldSets: ReplicaSet[]
  /** The conditions as they are to be written. */
  conditions: DeploymentCondition[]
  collisionCount: number | undefined
  /** The revision annotation as it is to be written. */
  revision: string | undefined
}

/** The sets of the round, the new one last, as the status counts them. */
export function allSets({ oldSets, newSet }: Round): ReplicaSet[] {
  return newSet === undefined ? oldSets : [...oldSets, newSet]
}

/** Takes the written state of a set into the round. */
export function replaceSet(round: Round, written: ReplicaSet): void {
  const isSame = (set: ReplicaSet) => set.metadata.uid === written.metadata.uid
  round.oldSets = round.oldSets.map((set) => (isSame(set) ? written : set))
  if (round.newSet !== undefined && isSame(round.newSet)) round.newSet = written
}

/**
 * Makes a set ask for so many pods and notes the deployment's sizes on it. Writes nothing where both are so already.
 * An event tells of a change of size. Gives whether the size has changed.
 */
export async function scaleSet(round: Round, set: ReplicaSet, size: number): Promise<boolean> {
  const former = desiredOf(set)
  if (former === size && hasSizes(set, round.bounds)) return false
  const { client, recorder } = round.context
  const annotations = withSizes(set.metadata.annotations, round.bounds)
  const wanted = {
    ...set,
    metadata: { ...set.metadata, annotations },
    spec: { ...set.spec!, replicas: size },
  }
  replaceSet(round, await client.update('ReplicaSet', wanted))
  if (former === size) return false
  const direction = former < size ? 'up' : 'down'
  const message = `Scaled ${direction} replica set ${set.metadata.name} from ${former} to ${size}`
  await recorder.event(round.deployment, 'Normal', 'ScalingReplicaSet', message)
  return true
}
