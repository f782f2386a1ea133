/** Drains one node: finds its pods, asks whether they may go, and takes them away. Source: kubectl, cmd/drain/drain.go. */

import type { ResourceInfo } from '../../api/resource.ts'
import { quote } from '../../apimachinery/go-format.ts'
import { messageOf } from '../../base/error-message.ts'
import type { Pod } from '../../generated/types.ts'
import { aggregate } from '../errors.ts'
import type { DryRun } from '../output/flags.ts'
import { readTargets } from '../resources/read.ts'
import { deletePods } from './delete-pods.ts'
import { evictPods } from './evict-pods.ts'
import { type Permissions, type Selection, selectPods } from './filters.ts'
import type { Removal } from './leaving.ts'

/** How nodes are to be drained. */
export interface DrainSettings extends Permissions {
  removal: Removal
  podSelector: string
  chunkSize: number
  /** Delete the pods, whatever their budgets say. */
  disableEviction: boolean
  dryRun: DryRun
  /** The resource `pods`. */
  resource: ResourceInfo
}

/** What went wrong; `isOne` for a failure of the whole, which kubectl tells with `error: ` before it. */
export interface DrainFailure {
  messages: string[]
  isOne: boolean
}

/** Several failures in one line, as Go's aggregates print. */
export function failureLine({ messages }: DrainFailure): string {
  const [first = '', ...others] = new Set(messages)
  return others.length === 0 ? first : `[${[first, ...others].join(', ')}]`
}

/** Undefined if the node is empty afterwards, as far as it is to be. */
export async function drainNode(name: string, settings: DrainSettings): Promise<DrainFailure | undefined> {
  const { removal, dryRun, disableEviction } = settings
  const { output } = removal
  const { pods, warnings, errors } = await selectOn(name, settings)
  if (errors.length > 0) return { messages: errors, isOne: false }
  if (warnings !== '') output.stderr(`Warning: ${warnings}\n`)
  if (dryRun === 'client') {
    for (const { metadata } of pods)
      output.stdout(`evicting pod ${metadata.namespace}/${metadata.name} (dry run)\n`)
    return undefined
  }
  const failure = await (disableEviction ? deleted(pods, removal) : evicted(pods, removal))
  if (failure !== undefined) await tellPending(name, failure, settings)
  return failure
}

async function evicted(pods: readonly Pod[], removal: Removal): Promise<DrainFailure | undefined> {
  const messages = await evictPods(pods, removal)
  return messages.length === 0 ? undefined : { messages, isOne: false }
}

async function deleted(pods: readonly Pod[], removal: Removal): Promise<DrainFailure | undefined> {
  if (pods.length === 0) return undefined
  const message = await deletePods(pods, removal)
  return message === undefined ? undefined : { messages: [message], isOne: true }
}

/** The pods on the node, found by index and sorted out. */
async function selectOn(name: string, settings: DrainSettings): Promise<Selection> {
  const { removal, podSelector, chunkSize, resource } = settings
  const { cluster } = removal
  return cluster.read(async (client) => {
    const plan = {
      from: 'selection' as const,
      selections: [{ resource }],
      selector: podSelector,
      fieldSelector: `spec.nodeName=${name}`,
    }
    const { found, errors } = await readTargets(plan, client, { chunkSize })
    if (errors.length > 0) return { pods: [], warnings: '', errors: [messageOf(aggregate(errors))] }
    const pods = found.flatMap(({ objects }) => objects) as unknown[] as Pod[]
    return selectPods(pods, { permissions: settings, client, now: await cluster.now() })
  })
}

/** Which pods are left on the node that a drain has failed on. */
async function tellPending(name: string, failure: DrainFailure, settings: DrainSettings): Promise<void> {
  const { output } = settings.removal
  const { pods, errors } = await selectOn(name, settings)
  if (pods.length > 0)
    output.stderr(
      `There are pending pods in node ${quote(name)} when an error occurred: ${failureLine(failure)}\n`,
    )
  for (const { metadata } of pods) output.stderr(`pod/${metadata.name}\n`)
  if (errors.length > 0)
    output.stderr(
      `Following errors occurred while getting the list of pods to delete:\n${failureLine({ messages: errors, isOne: false })}`,
    )
}
