/** The deployment controller: rollouts, scaling, pausing, history, status. Source: deployment_controller.go, sync.go. */
import { REVISION } from '../../api/kinds/apps/deployment-revisions.ts'
import { selectorTerms } from '../../api/kinds/core/pod-template/selector-index.ts'
import {
  formatSelector,
  matchesLabels,
  type Selector,
  selectorFromLabelSelector,
  selectsEverything,
} from '../../apimachinery/label-selector.ts'
import { controllerOf } from '../../apimachinery/object.ts'
import { deepEqual } from '../../base/json.ts'
import type { Deployment, DeploymentStatus, ReplicaSet } from '../../generated/types.ts'
import {
  defineController,
  keyOf,
  type ReconcileContext,
  type Result,
  type Watch,
} from '../../runtime/reconciler.ts'
import { claimObjects, controlledBy } from '../ownership.ts'
import { resolveBounds } from './arithmetic.ts'
import { findCondition, newCondition, setCondition } from './conditions.ts'
import { cleanUpHistory } from './history.ts'
import { hasDeadline, syncNewSet } from './new-set.ts'
import { recreate } from './recreate.ts'
import { findNewSet } from './replica-sets.ts'
import { rollBack, rollbackTo } from './rollback.ts'
import { rollingUpdate } from './rolling.ts'
import type { Round } from './round.ts'
import { isScaled, scaleSets } from './scale.ts'
import { countedStatus, progressCheckAt, rolloutStatus } from './status.ts'

/** Keeps replica sets as a Deployment asks for. */
export const deploymentController = defineController({
  name: 'deployment-controller',
  for: 'Deployment',
  owns: ['ReplicaSet'],
  watches: [orphanWatch()],
  async reconcile(deployment, _name, context) {
    return deployment && reconcileDeployment(deployment, context)
  },
})

/** A replica set without a controller concerns the deployments that select it: it may be adopted. */
function orphanWatch(): Watch {
  return {
    kind: 'ReplicaSet',
    async keys({ type, object }, { client }) {
      if (type === 'deleted' || controllerOf(object) !== undefined) return []
      const keys = new Set<string>()
      for (const term of selectorTerms(object)) {
        for (const deployment of await client.lookup('Deployment', 'selector', term)) {
          if (matchesLabels(selectorOf(deployment), object.metadata.labels)) keys.add(keyOf(deployment))
        }
      }
      return keys
    },
  }
}

function selectorOf(deployment: Deployment): Selector {
  return selectorFromLabelSelector(deployment.spec?.selector)
}

async function reconcileDeployment(
  deployment: Deployment,
  context: ReconcileContext,
): Promise<Result | undefined> {
  if (selectsEverything(selectorOf(deployment))) return warnOfSelector(deployment, context)
  const round = await beginRound(deployment, context)
  if (deployment.metadata.deletionTimestamp !== undefined) return finishRound(round, countedStatus(round))
  notePause(round)
  if (round.newSet !== undefined) await syncNewSet(round, round.newSet)
  const rollback = rollbackTo(deployment)
  if (rollback !== undefined && !deployment.spec?.paused) return void (await rollBack(round, rollback))
  if (deployment.spec?.paused || isScaled(round)) {
    await scaleSets(round)
    if (deployment.spec?.paused && rollback === undefined) await cleanUpHistory(round)
    return finishRound(round, countedStatus(round))
  }
  try {
    await (deployment.spec?.strategy?.type === 'Recreate' ? recreate : rollingUpdate)(round)
  } catch (error) {
    if (!deepEqual(round.conditions, deployment.status?.conditions))
      await finishRound(round, failedStatus(round))
    throw error
  }
  return finishRound(round, rolloutStatus(round))
}

async function warnOfSelector(
  deployment: Deployment,
  { client, recorder }: ReconcileContext,
): Promise<undefined> {
  const message = 'This deployment is selecting all pods. A non-empty selector is required.'
  await recorder.event(deployment, 'Warning', 'SelectingAll', message)
  const observedGeneration = deployment.metadata.generation
  if ((deployment.status?.observedGeneration ?? 0) >= (observedGeneration ?? 0)) return
  const status = { ...deployment.status, observedGeneration }
  await client.update('Deployment', { ...deployment, status }, { subresource: 'status' })
}

async function beginRound(deployment: Deployment, context: ReconcileContext): Promise<Round> {
  const sets = await claimSets(deployment, context)
  const newSet = findNewSet(sets, deployment.spec!.template)
  return {
    context,
    deployment,
    bounds: resolveBounds(deployment.spec!),
    newSet,
    oldSets: sets.filter((set) => set !== newSet),
    conditions: [...(deployment.status?.conditions ?? [])],
    collisionCount: deployment.status?.collisionCount,
    revision: deployment.metadata.annotations?.[REVISION],
  }
}

/** The deployment's sets, after taking over matching orphans and letting go of those that match no longer. */
async function claimSets(deployment: Deployment, { client }: ReconcileContext): Promise<ReplicaSet[]> {
  const selector = selectorOf(deployment)
  const owned = await controlledBy(client, deployment, 'ReplicaSet')
  const labelSelector = formatSelector(selector)
  const matching = await client.list('ReplicaSet', {
    namespace: deployment.metadata.namespace,
    labelSelector,
  })
  const orphans = matching.items.filter((set) => controllerOf(set) === undefined)
  return claimObjects(client, deployment, 'ReplicaSet', selector, [...owned, ...orphans])
}

/** So that a pause does not count against the deadline. Lack of progress that was told already is not overwritten. */
function notePause(round: Round): void {
  const { deployment, context } = round
  const reason = findCondition(round.conditions, 'Progressing')?.reason
  if (!hasDeadline(deployment) || reason === 'ProgressDeadlineExceeded') return
  const isPaused = deployment.spec?.paused === true
  if (isPaused === (reason === 'DeploymentPaused')) return
  const [newReason, text] = isPaused ? ['DeploymentPaused', 'paused'] : ['DeploymentResumed', 'resumed']
  const message = `Deployment is ${text}`
  const condition = newCondition('Progressing', 'Unknown', newReason!, message, context.clock.now())
  round.conditions = setCondition(round.conditions, condition)
}

/** What is written where the new set could not be made: why, and nothing else. */
function failedStatus({ deployment, conditions, collisionCount }: Round): DeploymentStatus {
  return { ...deployment.status, conditions, collisionCount }
}

/** Writes what has changed of revision and status. */
async function finishRound(round: Round, status: DeploymentStatus): Promise<Result | undefined> {
  const { context, deployment, revision } = round
  const { annotations } = deployment.metadata
  const isNewRevision = revision !== undefined && revision !== annotations?.[REVISION]
  if (isNewRevision || !deepEqual(status, deployment.status)) {
    // A write of the status may change annotations, too: upstream's deployment strategy lets it.
    const metadata = isNewRevision
      ? { ...deployment.metadata, annotations: { ...annotations, [REVISION]: revision } }
      : deployment.metadata
    await context.client.update('Deployment', { ...deployment, metadata, status }, { subresource: 'status' })
  }
  const requeueAt = progressCheckAt(round, status)
  const why = `progressDeadlineSeconds of deployment ${deployment.metadata.name} are over`
  return requeueAt === undefined ? undefined : { requeueAt, why }
}
