/** Keeps the status of disruption budgets: how many of their pods may be evicted now. Source: pkg/controller/disruption. */
import { isPodReady } from '../../api/kinds/core/pod/conditions.ts'
import { budgetSelector, budgetsOfPod } from '../../api/kinds/policy/budgets-of-pod.ts'
import { failedConditions } from '../../api/kinds/policy/disruption-condition.ts'
import type { ResourceInfo } from '../../api/resource.ts'
import { formatSelector } from '../../apimachinery/label-selector.ts'
import { controllerOf } from '../../apimachinery/object.ts'
import type { Client } from '../../apiserver/client.ts'
import { deepEqual } from '../../base/json.ts'
import type { Pod, PodDisruptionBudget, PodDisruptionBudgetStatus } from '../../generated/types.ts'
import {
  type Change,
  defineController,
  keyOf,
  type ReconcileContext,
  type Reconciler,
  type Result,
  type Watch,
} from '../../runtime/reconciler.ts'
import { tellChange } from './events.ts'
import { expectationOf, type ScaleSource, UnknownScaleError } from './expectation.ts'
import { budgetStatus, grantedEvictions } from './status.ts'

/** The controller. Its events come from `controllermanager`, as upstream. */
export function createDisruptionController({ resources }: Pick<ScaleSource, 'resources'>): Reconciler {
  return defineController({
    name: 'disruption-controller',
    component: 'controllermanager',
    for: 'PodDisruptionBudget',
    watches: [
      { kind: 'Pod', keys: budgetsConcerned },
      ...['Deployment', 'ReplicaSet', 'ReplicationController', 'StatefulSet'].map(scaleWatch),
    ],
    reconcile: async (budget, _name, context) => budget && sync(budget, context, resources),
  })
}

/** Only what counts for a budget: most changes of a pod's status do not. */
function budgetsConcerned(
  change: Change,
  { client }: ReconcileContext,
): Iterable<string> | Promise<Iterable<string>> {
  const [pod, previous] = [change.object as Pod, change.previous as Pod | undefined]
  if (change.type === 'modified' && previous !== undefined && countsAlike(previous, pod)) return []
  return budgetsOf(previous === undefined || previous === pod ? [pod] : [pod, previous], client)
}

async function budgetsOf(states: readonly Pod[], client: Client): Promise<Set<string>> {
  const keys = new Set<string>()
  for (const state of states) for (const budget of await budgetsOfPod(client, state)) keys.add(keyOf(budget))
  return keys
}

function countsAlike(before: Pod, after: Pod): boolean {
  return (
    isPodReady(before) === isPodReady(after) &&
    (before.metadata.deletionTimestamp === undefined) === (after.metadata.deletionTimestamp === undefined) &&
    controllerOf(before)?.uid === controllerOf(after)?.uid &&
    deepEqual(before.metadata.labels, after.metadata.labels)
  )
}

/** A change of scale counts even where it leads to no other pods; upstream sees it with the next change of a pod. */
function scaleWatch(kind: string): Watch {
  return {
    kind,
    async keys(change, { client }) {
      if (!changesScale(change)) return []
      const { namespace = '' } = change.object.metadata
      return (await client.lookup('PodDisruptionBudget', 'namespace', namespace)).map(keyOf)
    },
  }
}

/** It scales, goes, or another one controls it, whose scale counts then. New ones have no pods yet. */
function changesScale({ type, object, previous }: Change): boolean {
  if (type === 'deleted') return true
  const replicas = (state: unknown) => (state as { spec?: { replicas?: number } }).spec?.replicas
  return (
    previous !== undefined &&
    (replicas(object) !== replicas(previous) || controllerOf(object)?.uid !== controllerOf(previous)?.uid)
  )
}

async function sync(
  budget: PodDisruptionBudget,
  context: ReconcileContext,
  resources: () => Promise<ResourceInfo[]>,
): Promise<Result | undefined> {
  const { client, clock } = context
  const pods = await podsOf(budget, client)
  const expectation = await expectationOf(budget, pods, { client, resources }).catch(asUnknown)
  if (expectation instanceof UnknownScaleError) return failSafe(budget, expectation, context)
  const granted = grantedEvictions(pods, budget, clock.now())
  const status = budgetStatus(budget, expectation, pods, granted, clock.now())
  if (!deepEqual(status, budget.status)) {
    await tellChange(budget, pods, expectation, granted, context)
    await writeStatus(budget, status, client)
  }
  const { nextLate } = granted
  if (nextLate === undefined) return undefined
  return { requeueAt: nextLate, why: 'a pod whose eviction was granted should be deleted by then' }
}

function asUnknown(error: unknown): UnknownScaleError {
  if (error instanceof UnknownScaleError) return error
  throw error
}

async function podsOf(budget: PodDisruptionBudget, client: Client): Promise<Pod[]> {
  const selector = budgetSelector(budget)
  if (!selector.selectable) return []
  const { namespace = '' } = budget.metadata
  const labelSelector = formatSelector(selector)
  return (await client.list('Pod', { namespace, ...(labelSelector && { labelSelector }) })).items
}

/** What cannot be told is safe only if nothing may be disrupted. */
async function failSafe(
  budget: PodDisruptionBudget,
  { message }: UnknownScaleError,
  { client, clock, recorder }: ReconcileContext,
): Promise<undefined> {
  const { status = {} } = budget
  const conditions = failedConditions(status, message, clock.now())
  const failed = { ...status, disruptionsAllowed: 0, conditions }
  if (deepEqual(failed, status)) return undefined
  const text = `Failed to calculate the number of expected pods: ${message}`
  await recorder.event(budget, 'Warning', 'CalculateExpectedPodCountFailed', text)
  await writeStatus(budget, failed, client)
  return undefined
}

async function writeStatus(
  budget: PodDisruptionBudget,
  status: PodDisruptionBudgetStatus,
  client: Client,
): Promise<void> {
  await client.update('PodDisruptionBudget', { ...budget, status }, { subresource: 'status' })
}
