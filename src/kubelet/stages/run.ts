/** What happens to a running container: it fails its probes, becomes ready, is changed, or ends by itself. */
import { deepEqual } from '../../base/json.ts'
import type { Container, ContainerStatus } from '../../generated/types.ts'
import { isSameAmount } from '../allocation.ts'
import { endContainer, setResources } from '../create-container.ts'
import { isHeldUnready } from '../fail-orders.ts'
import { imageName } from '../images.ts'
import type { ProbeFailure } from '../life.ts'
import { probeFailureText } from '../probe-text.ts'
import { restartPolicy } from '../restart-policy.ts'
import { type ContainerRun, type PodRun, tell } from '../run.ts'
import type { Stage } from './stage.ts'
import { lifeIn } from './start.ts'
import { podGrace, stopContainer } from './stop.ts'

/** So many events about an object come through at once (client-go's EventSourceObjectSpamFilter). */
const EVENT_BURST = 25

/** What happens while a container runs. */
export const runStages: readonly Stage[] = [
  {
    name: 'ends by itself',
    from: 'running',
    due(container, run) {
      const { end } = lifeIn(container, run)
      return end && container.since + end.age
    },
    why: ({ spec, life }) =>
      `container ${spec.name} ${life?.end?.reason === 'OOMKilled' ? 'runs out of memory' : 'exits'}`,
    byItself: true,
    effect(container, run, at) {
      const { end } = lifeIn(container, run)
      if (end) endContainer(container, { ...end, at })
    },
  },
  {
    name: 'has another image than it runs with',
    from: 'running',
    due: ({ spec, status }, { now, end }) =>
      end === undefined && imageName(spec.image ?? '') !== status.image ? now : undefined,
    effect: (container, run) =>
      stopContainer(
        container,
        run,
        `Container ${container.spec.name} definition changed, will be restarted`,
        podGrace(run),
      ),
  },
  {
    name: 'fails a probe for the first time',
    from: 'running',
    due: (container, run) => {
      const failure = nextFailure(container, run)
      return failure && container.since + failure.age
    },
    why: (container) => `a probe of container ${container.spec.name} fails`,
    effect(container, run) {
      const failure = nextFailure(container, run)
      if (failure) tellFailure(container, run, failure)
    },
  },
  {
    name: 'fails its startup or liveness probe too often',
    from: 'running',
    due(container, run) {
      const { killed } = lifeIn(container, run)
      return killed && run.end === undefined ? container.since + killed.age : undefined
    },
    why: ({ spec, life }) => `the ${life?.killed?.kind} probe of container ${spec.name} fails too often`,
    effect: killUnhealthy,
  },
  {
    name: 'is ready',
    from: 'running',
    due(container, run) {
      const { status, role } = container
      if (status.ready || !status.started || role === 'ephemeral' || role === 'init') return undefined
      return isHeldUnready(container, run.pod) ? undefined : nextTurn(container, run, true)
    },
    why: ({ spec }) => `container ${spec.name} is ready`,
    effect(container) {
      container.status.ready = true
    },
  },
  {
    name: 'is not ready any more',
    from: 'running',
    due(container, run) {
      if (!container.status.ready) return undefined
      return isHeldUnready(container, run.pod) ? run.now : nextTurn(container, run, false)
    },
    why: ({ spec }) => `container ${spec.name} is not ready any more`,
    effect(container) {
      container.status.ready = false
    },
  },
  {
    name: 'is resized',
    from: 'running',
    due: ({ spec, status }, { now }) => (hasOtherResources(spec, status) ? now : undefined),
    effect(container, run) {
      const { spec, status } = container
      if (run.end === undefined && needsRestart(spec, status)) {
        container.resized = true
        stopContainer(container, run, `Container ${spec.name} resize requires restart`, podGrace(run))
      } else setResources(status, spec)
    },
  },
]

/** When the container is ready, or is not any more: it should be by now, or will be. */
function nextTurn(container: ContainerRun, run: PodRun, ready: boolean): number | undefined {
  const { since } = container
  const { turns } = lifeIn(container, run)
  const last = turns.findLast(({ age }) => since + age <= run.now)
  if ((last?.ready ?? false) === ready) return last ? since + last.age : run.now
  const next = turns.find((turn) => turn.ready === ready && since + turn.age > run.now)
  return next && since + next.age
}

/** The next failure of a probe that was not told yet: of each kind the first, and the one too many. */
function nextFailure(container: ContainerRun, run: PodRun): ProbeFailure | undefined {
  if (run.end !== undefined) return undefined
  const { told = {} } = container
  const { failures } = lifeIn(container, run)
  return failures.reduce<ProbeFailure | undefined>((next, failure) => {
    if (failure.age <= (told[failure.kind] ?? -1)) return next
    return next === undefined || failure.age < next.age ? failure : next
  }, undefined)
}

function tellFailure(container: ContainerRun, run: PodRun, failure: ProbeFailure): void {
  container.told = { ...container.told, [failure.kind]: failure.age }
  tell(run, container, 'Warning', 'Unhealthy', probeFailureText(container.spec, failure, run.podIP))
}

/** A container that fails its probe is stopped as the probe says, and then started again if its pod lets it. */
function killUnhealthy(container: ContainerRun, run: PodRun): void {
  const { spec } = container
  const { killed } = lifeIn(container, run)
  if (killed === undefined) return
  const probe = killed.kind === 'startup' ? spec.startupProbe : spec.livenessProbe
  const seconds = probe?.terminationGracePeriodSeconds
  // The first failure was told when it came; those after it are told together.
  for (let more = Math.min(probe?.failureThreshold ?? 3, EVENT_BURST) - 1; more > 0; more--)
    tell(run, container, 'Warning', 'Unhealthy', probeFailureText(spec, killed, run.podIP))
  const again = restartPolicy(spec, run.pod.spec) === 'Never' ? '' : ', will be restarted'
  const message = `Container ${spec.name} failed ${killed.kind} probe${again}`
  stopContainer(container, run, message, seconds === undefined ? podGrace(run) : seconds * 1000)
}

/** Whether the container has other resources than it was granted. */
export function hasOtherResources(
  { resources }: Container,
  { resources: given }: Pick<ContainerStatus, 'resources'>,
): boolean {
  return !deepEqual(resources ?? {}, given ?? {})
}

/** Whether what changes is of a kind that the container takes only with a restart (computePodResizeAction). */
function needsRestart({ resources, resizePolicy = [] }: Container, { resources: given }: ContainerStatus) {
  return resizePolicy.some(
    ({ resourceName: name, restartPolicy }) =>
      restartPolicy === 'RestartContainer' &&
      (['limits', 'requests'] as const).some(
        (list) => !isSameAmount(resources?.[list]?.[name], given?.[list]?.[name]),
      ),
  )
}
