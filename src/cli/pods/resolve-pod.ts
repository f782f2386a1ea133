/** Which pod is meant by `POD` or `TYPE/NAME`, and which of its containers (kubectl's polymorphichelpers, podcmd). */
import { getCondition } from '../../api/kinds/core/pod/conditions.ts'
import { kindName, type Registry } from '../../api/registry.ts'
import { formatLabelSelector } from '../../apimachinery/label-selector.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { badRequest } from '../../apimachinery/status-error.ts'
import { parseTime } from '../../apimachinery/time.ts'
import type { Client } from '../../apiserver/client.ts'
import type { Container, Pod } from '../../generated/types.ts'
import { CliError } from '../errors.ts'
import type { TargetPlan } from '../resources/plan.ts'
import { type FoundObject, readObjects } from '../resources/read.ts'

/** What is wanted of the pods, as messages have it. */
export type Purpose = 'attach to' | 'get the logs from'

/** `web` is a pod's name, `deploy/web` stands as it is. */
export function podArgument(argument: string): string {
  return argument.includes('/') ? argument : `pods/${argument}`
}

/** The pods behind what was named, the one that serves best first. Throws if there is none. */
export async function resolvePods(
  plan: TargetPlan,
  purpose: Purpose,
  client: Client,
  registry: Registry,
): Promise<Pod[]> {
  const { targets, errors } = await readObjects(plan, client)
  if (errors.length > 0) throw errors[0]
  const pods: Pod[] = []
  for (const target of targets) pods.push(...(await podsOf(target, purpose, client, registry)))
  if (pods.length === 0) throw new CliError('timed out waiting for the condition')
  return pods
}

async function podsOf(
  { resource, object }: FoundObject,
  purpose: Purpose,
  client: Client,
  registry: Registry,
): Promise<Pod[]> {
  const name = kindName(resource)
  if (name === 'Pod') return [object as unknown as Pod]
  const { definition } = await registry.load(name)
  const type = `*${resource.version}.${resource.kind}`
  const selector = selectorOf(object)
  if (name === 'Service' && selector === undefined)
    throw new CliError(
      `cannot ${purpose} ${type}: invalid service '${object.metadata.name}': Service is defined without a selector`,
    )
  const isSelecting = name === 'Service' || definition.podTemplate !== undefined
  if (!isSelecting) await (await import('../set/typed-files.ts')).requireBuiltIn(resource)
  if (!isSelecting || selector === undefined)
    throw new CliError(`cannot ${purpose} ${type}: selector for ${type} not implemented`)
  const namespace = object.metadata.namespace ?? ''
  const { items } = await client.list('Pod', { namespace, labelSelector: selector })
  return items.toSorted(byActivity)
}

/** Selectors are plain labels (services, replication controllers), or have matchLabels and matchExpressions. */
function selectorOf({ spec }: Unstructured): string | undefined {
  const { selector } = (spec ?? {}) as { selector?: Record<string, unknown> }
  if (selector === undefined || Object.keys(selector).length === 0) return undefined
  const isPlain = Object.values(selector).every((value) => typeof value === 'string')
  return formatLabelSelector(isPlain ? { matchLabels: selector as Record<string, string> } : selector)
}

/** The reverse of podutils.ActivePods: what runs, is ready, has been so for long and without restarts comes first. */
function byActivity(a: Pod, b: Pod): number {
  const ranks = [rank, readySince, restarts, created]
  for (const of of ranks) if (of(a) !== of(b)) return of(a) - of(b)
  return (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1
}

function rank(pod: Pod): number {
  if (pod.status?.phase !== 'Running') return 2
  return getCondition(pod, 'Ready')?.status === 'True' ? 0 : 1
}

function readySince(pod: Pod): number {
  return parseTime(getCondition(pod, 'Ready')?.lastTransitionTime) ?? 0
}

function restarts({ status }: Pod): number {
  return Math.max(0, ...(status?.containerStatuses ?? []).map(({ restartCount }) => restartCount))
}

function created({ metadata }: Pod): number {
  return parseTime(metadata.creationTimestamp) ?? 0
}

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container'

/** A container of a pod, and what is to be told about its choice. */
export interface ChosenContainer {
  container: Container
  notice: string
}

/** The container of that name; without one the pod's default, or its first, which is told if there are others. */
export function chooseContainer(pod: Pod, name: string): ChosenContainer {
  const { containers = [], initContainers = [], ephemeralContainers = [] } = pod.spec ?? {}
  const all: Container[] = [...containers, ...initContainers, ...ephemeralContainers]
  if (name !== '') {
    const container = all.find((each) => each.name === name)
    if (container === undefined)
      throw badRequest(`container ${name} is not valid for pod ${pod.metadata.name}`)
    return { container, notice: '' }
  }
  const wanted = pod.metadata.annotations?.[DEFAULT_CONTAINER]
  const annotated = wanted === undefined ? undefined : all.find((each) => each.name === wanted)
  if (annotated) return { container: annotated, notice: '' }
  const [first] = containers
  if (first === undefined) throw new CliError(`pod ${pod.metadata.name} has no containers`)
  return { container: first, notice: defaulted(pod, first.name) }
}

/** `Defaulted container "a" out of: a, b, c (init)`. */
function defaulted({ spec }: Pod, chosen: string): string {
  const { containers = [], initContainers = [], ephemeralContainers = [] } = spec ?? {}
  const names = [
    ...containers.map(({ name }) => name),
    ...ephemeralContainers.map(({ name }) => `${name} (ephem)`),
    ...initContainers.map(({ name }) => `${name} (init)`),
  ]
  return names.length > 1 ? `Defaulted container "${chosen}" out of: ${names.join(', ')}\n` : ''
}
