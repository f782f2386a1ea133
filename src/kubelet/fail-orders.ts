/** `kubelite.dev/fail` on a pod: its containers fail now, or the pod as a whole, once. */
import { BEHAVIOUR_PREFIX } from '../api/behaviour/definition.ts'
import { type Failure, parseFailure } from '../api/behaviour/fail.ts'
import type { Pod } from '../generated/types.ts'
import { endContainer } from './create-container.ts'
import { type ContainerRun, isUp, type PodRun } from './run.ts'

const KEY = `${BEHAVIOUR_PREFIX}fail`

/** The node had too little memory: what the eviction manager says (eviction/helpers.go). */
const EVICTED = 'The node was low on resource: memory. Threshold quantity: 100Mi, available: 51Mi. '

interface Order {
  key: string
  /** Undefined: of all containers. */
  container?: string
  failure: Failure
}

/** Whether the container is to fail its readiness probe until the annotation is taken away. */
export function isHeldUnready({ spec }: Pick<ContainerRun, 'spec'>, pod: Pod): boolean {
  if (pod.metadata.annotations === undefined) return false
  return ordersOf(pod).some(
    ({ failure, container }) =>
      failure.reason === 'Unready' && (container === undefined || container === spec.name),
  )
}

/** Lets fail what is to fail. Gives the annotations that are left to the pod; undefined: they stay as they are. */
export function carryOutOrders(run: PodRun): Record<string, string> | undefined {
  const orders = ordersOf(run.pod).filter(({ failure }) => failure.reason !== 'Unready')
  if (orders.length === 0) return undefined
  const annotations = { ...run.pod.metadata.annotations }
  for (const order of orders) {
    delete annotations[order.key]
    carryOut(order, run)
  }
  return annotations
}

function ordersOf({ metadata }: Pod): Order[] {
  const { annotations = {} } = metadata
  const keys = Object.keys(annotations).filter((key) => key === KEY || key.startsWith(`${KEY}.`))
  return keys.flatMap((key) => {
    const failure = tryParse(annotations[key] ?? '')
    if (failure === undefined) return []
    return [{ key, failure, ...(key !== KEY && { container: key.slice(KEY.length + 1) }) }]
  })
}

function tryParse(text: string): Failure | undefined {
  try {
    return parseFailure(text)
  } catch {
    return undefined
  }
}

function carryOut({ failure, container }: Order, run: PodRun): void {
  if (failure.reason === 'Evicted') evict(run)
  else
    for (const each of run.containers) {
      const isMeant = container === undefined ? each.role !== 'ephemeral' : each.spec.name === container
      if (isMeant && isUp(each)) endContainer(each, { ...failure, at: run.now })
    }
}

/** Ends the pod as a kubelet whose node runs out of memory does. */
function evict(run: PodRun): void {
  if (run.end !== undefined) return
  run.end = {
    cause: 'evicted',
    since: run.now,
    grace: 0,
    reason: 'Evicted',
    message: EVICTED,
    condition: { type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet', message: EVICTED },
  }
  run.events.push({ type: 'Warning', reason: 'Evicted', message: EVICTED })
}
