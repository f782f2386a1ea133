/** What pods use at a moment: worked out from their annotations and those of their workloads, never stored. */
import { controllerOf, type KubeObject } from '../../../apimachinery/object.ts'
import { parseQuantity, quantityToNumber } from '../../../apimachinery/quantity.ts'
import { parseTime } from '../../../apimachinery/time.ts'
import type { Container, ContainerStatus, Pod } from '../../../generated/types.ts'
import { behaviourOf } from '../../behaviour/container.ts'
import { BEHAVIOUR_PREFIX } from '../../behaviour/definition.ts'
import { isKubeletStopped } from '../../behaviour/node.ts'
import { sharedLoadBehaviours, type UsageCurve, usageAt, usageMovesAt } from '../../behaviour/usage.ts'
import type { ObjectReader } from '../../describe-context.ts'
import { countReadyPods, isServing, outermostController } from './workload.ts'

/** What one container uses: cores and bytes. */
export interface ContainerUsage {
  name: string
  cpu: number
  memory: number
}

/** What the running containers of a pod use, by their names. */
export interface PodUsage {
  containers: ContainerUsage[]
  /** From when on it is not what it is now, ms since the epoch; now where it is moving. Missing: it stays. */
  movesAt: { cpu?: number; memory?: number }
}

/** Reads usage at one moment; what pods have in common (their workloads and nodes) it reads once. */
export interface UsageReader {
  /** Undefined for a pod that nobody can measure: nothing of it runs, or its node does not answer. */
  ofPod(pod: Pod): Promise<PodUsage | undefined>
}

/** The part of a request or a limit's place that a container uses about which nothing is said, and without one. */
const IDLE = { share: 0.1, cpu: 0.001, memory: 8 * 2 ** 20 }

const SHARED_LOAD = `${BEHAVIOUR_PREFIX}cpu-total`

/** A reader at a moment, ms since the epoch. */
export function createUsageReader(client: ObjectReader, now: number): UsageReader {
  const nodes = remembering(async (name: string) => client.find('Node', { namespace: '', name }))
  const workloads = new Map<string, Promise<Workload>>()
  const workloadOf = (pod: Pod) => {
    const key = controllerOf(pod)?.uid ?? pod.metadata.uid ?? ''
    const known = workloads.get(key) ?? readWorkload(pod, client)
    workloads.set(key, known)
    return known
  }
  const readyPods = remembering((_uid: string, top: KubeObject) => countReadyPods(top, client))
  return {
    async ofPod(pod) {
      const running = runningContainers(pod)
      if (running.length === 0) return undefined
      const node = await nodes(pod.spec?.nodeName ?? '')
      if (node !== undefined && isKubeletStopped(node)) return undefined
      const { top, load } = await workloadOf(pod)
      const shares = load !== undefined || hasSharedLoad(pod)
      const pods = shares && isServing(pod) ? await readyPods(top.metadata.uid ?? '', top) : 0
      const since = parseTime(top.metadata.creationTimestamp) ?? now
      return usageOf(pod, running, { load, pods, since, now })
    },
  }
}

function remembering<T, A extends unknown[]>(read: (key: string, ...rest: A) => Promise<T>) {
  const known = new Map<string, Promise<T>>()
  return (key: string, ...rest: A): Promise<T> => {
    const value = known.get(key) ?? read(key, ...rest)
    known.set(key, value)
    return value
  }
}

interface Workload {
  /** The outermost controller: the origin of the load's curve. It outlives pods and their replica sets. */
  top: KubeObject
  /** The load that is written on it. */
  load: UsageCurve | undefined
}

async function readWorkload(pod: Pod, client: ObjectReader): Promise<Workload> {
  const top = await outermostController(pod, client)
  return { top, load: top.kind === 'Pod' ? undefined : sharedLoad(top.metadata.annotations) }
}

function sharedLoad(annotations: Readonly<Record<string, string>> | undefined): UsageCurve | undefined {
  const text = annotations?.[SHARED_LOAD]
  if (text === undefined) return undefined
  try {
    return sharedLoadBehaviours['cpu-total'].parse(text)
  } catch {
    // Written before it was checked, or on a kind that nobody checks.
    return undefined
  }
}

function hasSharedLoad({ metadata }: Pod): boolean {
  return Object.keys(metadata.annotations ?? {}).some((key) => key.startsWith(SHARED_LOAD))
}

interface Running {
  container: Container
  /** ms since the epoch. */
  startedAt: number
}

/** The containers, sidecars included, that run now, by their names. */
function runningContainers({ spec, status }: Pod): Running[] {
  const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])]
  const statuses = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
  const byName = new Map(containers.map((container) => [container.name, container]))
  return statuses
    .flatMap(({ name, state }: ContainerStatus) => {
      const container = byName.get(name)
      const startedAt = parseTime(state?.running?.startedAt)
      return container && startedAt !== undefined ? [{ container, startedAt }] : []
    })
    .sort((a, b) => (a.container.name < b.container.name ? -1 : 1))
}

interface Moment {
  /** The load of the workload, and how many pods carry it; 0 for a pod that carries none of it. */
  load: UsageCurve | undefined
  pods: number
  /** When the curves of loads begin. */
  since: number
  now: number
}

function usageOf(pod: Pod, running: readonly Running[], moment: Moment): PodUsage {
  const { now } = moment
  const movesAt: PodUsage['movesAt'] = {}
  const follow = (resource: 'cpu' | 'memory', curve: UsageCurve, since: number): number => {
    const at = usageMovesAt(curve, now - since)
    if (at !== undefined) movesAt[resource] = Math.min(movesAt[resource] ?? since + at, since + at)
    return usageAt(curve, now - since)
  }
  const loads = loadsOf(pod, running, moment)
  const containers = running.map(({ container, startedAt }) => {
    const behaviour = behaviourOf(pod, container)
    const load = loads.get(container)
    const own = behaviour.cpu && follow('cpu', behaviour.cpu, startedAt)
    const shared =
      load && (moment.pods === 0 ? 0 : (follow('cpu', load.curve, moment.since) * load.share) / moment.pods)
    const memory = behaviour.memory && follow('memory', behaviour.memory, startedAt)
    return {
      name: container.name,
      cpu: upToLimit(container, 'cpu', own ?? shared ?? idle(container, 'cpu')),
      memory: upToLimit(container, 'memory', memory ?? idle(container, 'memory')),
    }
  })
  return { containers, movesAt }
}

interface Load {
  curve: UsageCurve
  /** Which part of the pod's part falls to the container, 0 to 1. */
  share: number
}

/**
 * Which load falls to each container: one of its own name; or its part of the pod's, after its cpu request, among
 * those that say nothing else of their cpu.
 */
function loadsOf(pod: Pod, running: readonly Running[], { load }: Moment): Map<Container, Load> {
  const { annotations } = pod.metadata
  const loads = new Map<Container, Load>()
  const whole = load ?? sharedLoad(annotations)
  const sharing: Container[] = []
  for (const { container } of running) {
    const { cpu, 'cpu-total': total } = behaviourOf(pod, container)
    if (cpu !== undefined) continue
    if (annotations?.[`${SHARED_LOAD}.${container.name}`] !== undefined && total !== undefined)
      loads.set(container, { curve: total, share: 1 })
    else sharing.push(container)
  }
  if (whole === undefined) return loads
  const requests = sharing.map((container) => amountOf(container, 'requests', 'cpu') ?? 0)
  const sum = requests.reduce((a, b) => a + b, 0)
  sharing.forEach((container, index) => {
    loads.set(container, { curve: whole, share: sum === 0 ? 1 / sharing.length : requests[index]! / sum })
  })
  return loads
}

function idle(container: Container, resource: 'cpu' | 'memory'): number {
  const request = amountOf(container, 'requests', resource)
  return request === undefined ? IDLE[resource] : request * IDLE.share
}

function upToLimit(container: Container, resource: 'cpu' | 'memory', amount: number): number {
  return Math.min(amount, amountOf(container, 'limits', resource) ?? Number.POSITIVE_INFINITY)
}

function amountOf(
  { resources }: Container,
  list: 'requests' | 'limits',
  resource: 'cpu' | 'memory',
): number | undefined {
  const text = resources?.[list]?.[resource]
  return text === undefined ? undefined : quantityToNumber(parseQuantity(text))
}
