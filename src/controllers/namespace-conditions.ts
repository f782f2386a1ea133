/** The conditions of a namespace that is being emptied. Source: namespace/deletion/status_condition_utils.go. */
import type { NamespaceCondition } from '../generated/types.ts'

/** What is still in a namespace after a round of deletions. */
export interface Remains {
  /** How many objects of each resource, such as 'pods.' or 'deployments.apps'. */
  resources: Map<string, number>
  /** How many objects each finalizer holds. */
  finalizers: Map<string, number>
  /** Why resources could not be deleted. */
  failures: string[]
}

interface Verdict {
  type: string
  /** Reason and message of status True, if it is. */
  problem?: readonly [reason: string, message: string]
  /** Reason and message of status False. */
  fine: readonly [reason: string, message: string]
}

/** All five conditions, in their fixed order. One that says the same as before keeps its time. */
export function namespaceConditions(
  current: readonly NamespaceCondition[],
  remains: Remains,
  now: string,
): NamespaceCondition[] {
  return verdicts(remains).map(({ type, problem, fine }) => {
    const [reason, message] = problem ?? fine
    const status = problem === undefined ? 'False' : 'True'
    const former = current.find((condition) => condition.type === type)
    const isSame = former?.status === status && former.reason === reason && former.message === message
    return isSame ? former : { type, status, lastTransitionTime: now, reason, message }
  })
}

function verdicts({ resources, finalizers, failures }: Remains): Verdict[] {
  return [
    {
      type: 'NamespaceDeletionDiscoveryFailure',
      fine: ['ResourcesDiscovered', 'All resources successfully discovered'],
    },
    {
      type: 'NamespaceDeletionGroupVersionParsingFailure',
      fine: ['ParsedGroupVersions', 'All legacy kube types successfully parsed'],
    },
    {
      type: 'NamespaceDeletionContentFailure',
      ...(failures.length > 0 && { problem: ['ContentDeletionFailed', failureText(failures)] }),
      fine: ['ContentDeleted', 'All content successfully deleted, may be waiting on finalization'],
    },
    {
      type: 'NamespaceContentRemaining',
      ...(resources.size > 0 && { problem: ['SomeResourcesRemain', resourcesText(resources)] }),
      fine: ['ContentRemoved', 'All content successfully removed'],
    },
    {
      type: 'NamespaceFinalizersRemaining',
      ...(finalizers.size > 0 && { problem: ['SomeFinalizersRemain', finalizersText(finalizers)] }),
      fine: ['ContentHasNoFinalizers', 'All content-preserving finalizers finished'],
    },
  ]
}

function failureText(failures: readonly string[]): string {
  return `Failed to delete all resource types, ${failures.length} remaining: ${[...failures].sort().join(', ')}`
}

function resourcesText(resources: ReadonlyMap<string, number>): string {
  const parts = [...resources].map(([resource, count]) => `${resource} has ${count} resource instances`)
  return `Some resources are remaining: ${parts.sort().join(', ')}`
}

function finalizersText(finalizers: ReadonlyMap<string, number>): string {
  const parts = [...finalizers].map(([finalizer, count]) => `${finalizer} in ${count} resource instances`)
  return `Some content in the namespace has finalizers remaining: ${parts.sort().join(', ')}`
}
