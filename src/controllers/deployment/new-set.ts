/** The replica set of a deployment's current template: found and kept in step, or made. Source: sync.go. */
import { REVISION } from '../../api/kinds/apps/deployment-revisions.ts'
import { equalTemplates, podTemplateHash } from '../../api/kinds/apps/template-hash.ts'
import { isAlreadyExists, statusCause } from '../../apimachinery/status-error.ts'
import { deepEqual } from '../../base/json.ts'
import type { Deployment, ReplicaSet } from '../../generated/types.ts'
import { controllerReference } from '../ownership.ts'
import { newSetSize } from './arithmetic.ts'
import { findCondition, newCondition, setCondition } from './conditions.ts'
import { desiredTotal, isControlledBy, TEMPLATE_HASH_LABEL } from './replica-sets.ts'
import { newSetAnnotations, nextRevision, withSizes } from './revisions.ts'
import { type Round, replaceSet } from './round.ts'

/** Brings annotations and minReadySeconds of the set that is there into step with the deployment. */
export async function syncNewSet(round: Round, set: ReplicaSet): Promise<void> {
  const { deployment, context } = round
  const former = set.metadata.annotations ?? {}
  const annotations = newSetAnnotations(deployment, former, nextRevision(round.oldSets))
  const minReadySeconds = deployment.spec?.minReadySeconds ?? 0
  const inStep = deepEqual(annotations, former) && (set.spec?.minReadySeconds ?? 0) === minReadySeconds
  if (!inStep) {
    const { minReadySeconds: _former, ...spec } = set.spec!
    const wanted = {
      ...set,
      metadata: { ...set.metadata, annotations },
      spec: { ...spec, ...(minReadySeconds > 0 && { minReadySeconds }) },
    }
    replaceSet(round, await context.client.update('ReplicaSet', wanted))
  }
  round.revision = annotations[REVISION]
  if (!hasDeadline(deployment) || findCondition(round.conditions, 'Progressing') !== undefined) return
  addProgress(round, 'True', 'FoundNewReplicaSet', `Found new replica set "${set.metadata.name}"`)
}

/**
 * Makes the set, with as many pods as the rollout may start with. False: its name is taken by another template's set;
 * the collision is counted, and the next round tries another name. Throws where the API server refuses.
 */
export async function createNewSet(round: Round): Promise<boolean> {
  const set = draftNewSet(round)
  const created = await tryCreate(round, set)
  if (created === undefined) return false
  round.newSet = created
  round.revision = created.metadata.annotations?.[REVISION]
  return true
}

/** The set as it is to be made. */
function draftNewSet({ deployment, oldSets, bounds, collisionCount }: Round): ReplicaSet {
  const { template, selector, minReadySeconds, strategy } = deployment.spec!
  const hash = podTemplateHash(template, collisionCount)
  const labels = { ...template.metadata?.labels, [TEMPLATE_HASH_LABEL]: hash }
  const recreate = strategy?.type === 'Recreate'
  const annotations = newSetAnnotations(deployment, {}, nextRevision(oldSets))
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: setName(deployment, hash),
      namespace: deployment.metadata.namespace,
      labels,
      annotations: withSizes(annotations, bounds),
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas: recreate ? bounds.replicas : newSetSize(bounds, 0, desiredTotal(oldSets)),
      ...(minReadySeconds && { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [TEMPLATE_HASH_LABEL]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  }
}

/** Longest name of an object (a DNS-1123 subdomain). */
const NAME_LENGTH = 253

/** The name of a deployment that is too long is cut, so that the hash fits behind it. */
function setName({ metadata }: Deployment, hash: string): string {
  return `${metadata.name?.slice(0, NAME_LENGTH - hash.length - 1)}-${hash}`
}

async function tryCreate(round: Round, set: ReplicaSet): Promise<ReplicaSet | undefined> {
  const { client, recorder } = round.context
  let created: ReplicaSet
  try {
    created = await client.create('ReplicaSet', set)
  } catch (error) {
    if (isAlreadyExists(error)) return resolveCollision(round, set)
    if (error instanceof Error && !statusCause(error, 'NamespaceTerminating'))
      await tellFailure(round, set, error)
    throw error
  }
  const { name } = created.metadata
  const size = created.spec?.replicas ?? 0
  if (size > 0) {
    const message = `Scaled up replica set ${name} from 0 to ${size}`
    await recorder.event(round.deployment, 'Normal', 'ScalingReplicaSet', message)
  }
  if (hasDeadline(round.deployment)) {
    addProgress(round, 'True', 'NewReplicaSetCreated', `Created new replica set "${name}"`)
  }
  return created
}

/** The set of that name is ours after all, or the hash of another template is the same. */
async function resolveCollision(round: Round, wanted: ReplicaSet): Promise<ReplicaSet | undefined> {
  const { deployment, context } = round
  const { namespace = '', name = '' } = wanted.metadata
  const existing = await context.client.get('ReplicaSet', { namespace, name })
  const isOurs = isControlledBy(existing, deployment.metadata.uid)
  if (isOurs && equalTemplates(existing.spec?.template, deployment.spec?.template)) return existing
  round.collisionCount = (round.collisionCount ?? 0) + 1
  return undefined
}

async function tellFailure(round: Round, set: ReplicaSet, error: Error): Promise<void> {
  const message = `Failed to create new replica set "${set.metadata.name}": ${error.message}`
  if (hasDeadline(round.deployment)) addProgress(round, 'False', 'ReplicaSetCreateError', message)
  await round.context.recorder.event(round.deployment, 'Warning', 'ReplicaSetCreateError', message)
}

function addProgress(round: Round, status: 'True' | 'False', reason: string, message: string): void {
  const condition = newCondition('Progressing', status, reason, message, round.context.clock.now())
  round.conditions = setCondition(round.conditions, condition)
}

/** Whether the rollout may take only so long. The largest number means that it may take for ever. */
export function hasDeadline({ spec }: Deployment): boolean {
  return spec?.progressDeadlineSeconds !== undefined && spec.progressDeadlineSeconds !== 2 ** 31 - 1
}
