/** How a pod is made to fail by hand, whether it can, and what has become of it. */
import { BEHAVIOUR_PREFIX } from '../../api/behaviour/definition.ts'
import type { Failure } from '../../api/behaviour/fail.ts'
import { isKubeletStopped } from '../../api/behaviour/node.ts'
import { isPodReady, isPodTerminal } from '../../api/kinds/core/pod/conditions.ts'
import { parseDuration } from '../../apimachinery/duration.ts'
import { quote } from '../../apimachinery/go-format.ts'
import { parseTime } from '../../apimachinery/time.ts'
import type { ContainerStateTerminated, ContainerStatus, Node, Pod } from '../../generated/types.ts'
import { formatMoment } from './moment.ts'

/** The annotation that the kubelet carries out; `.<container>` behind it concerns that container only. */
const FAIL_ANNOTATION = `${BEHAVIOUR_PREFIX}fail`

/** What is to fail of a pod, and how. */
export interface PodFailure {
  failure: Failure
  /** As the annotation has it: `OOMKilled`, `Error:3`. */
  text: string
  /** Empty: all of them. */
  containers: readonly string[]
}

/** The annotations that make the pod fail. */
export function failAnnotations({ text, containers }: PodFailure): Record<string, string> {
  if (containers.length === 0) return { [FAIL_ANNOTATION]: text }
  return Object.fromEntries(containers.map((name) => [`${FAIL_ANNOTATION}.${name}`, text]))
}

/** The annotations of a pod that make it fail, taken away: null for each. */
export function recoverAnnotations({ metadata }: Pod): Record<string, null> {
  const keys = Object.keys(metadata.annotations ?? {})
  const ours = keys.filter((key) => key === FAIL_ANNOTATION || key.startsWith(`${FAIL_ANNOTATION}.`))
  return Object.fromEntries(ours.map((key) => [key, null]))
}

/** Why the pod cannot fail like this; undefined if it can. */
export function problemOf(
  pod: Pod,
  node: Node | undefined,
  { failure, containers }: PodFailure,
): string | undefined {
  const { metadata, status } = pod
  const name = quote(metadata.name ?? '')
  const names = namesOf(pod)
  const stranger = containers.find((container) => !names.includes(container))
  if (stranger !== undefined) return `container ${stranger} is not valid for pod ${metadata.name}`
  if (isPodTerminal(pod)) return `pod ${name} has ended already: ${status?.phase}`
  if (metadata.deletionTimestamp !== undefined) return `pod ${name} is being deleted`
  if (node === undefined) return `pod ${name} is on no node yet`
  if (isKubeletStopped(node))
    return `node ${quote(node.metadata.name ?? '')} of pod ${name} has failed: nobody would notice`
  const needsRun = failure.reason !== 'Unready' && failure.reason !== 'Evicted'
  const isRunning = statusesOf(pod, containers).some(({ state }) => state?.running !== undefined)
  return needsRun && !isRunning ? `no container of pod ${name} is running` : undefined
}

/** What has become of the pod, and what will: the part after `pod/web failed: `. */
export function outcome(
  pod: Pod | undefined,
  { failure, containers }: PodFailure,
  program: string,
  now: number,
): string {
  if (pod === undefined) return 'it is gone'
  const { name } = pod.metadata
  if (failure.reason === 'Unready') {
    const state = isPodReady(pod) ? 'not ready soon' : 'not ready'
    return `${state}, until "${program} recover pod ${name}"`
  }
  if (failure.reason === 'Evicted') return `evicted, ${pod.status?.phase}`
  return statusesOf(pod, containers)
    .map((status) => containerOutcome(status, now))
    .join('; ')
}

function containerOutcome(status: ContainerStatus, now: number): string {
  const { name, state = {}, lastState = {}, restartCount } = status
  const end = state.terminated ?? lastState.terminated
  const ended = end === undefined ? `container ${name}` : `container ${name} ended (${endText(end)})`
  const restarts = `restarts: ${restartCount}`
  if (state.running) return `${ended}, runs again, ${restarts}`
  if (state.terminated) return `${ended}, stays so, ${restarts}`
  const again = startsAgainAt(status)
  const when = again === undefined ? (state.waiting?.reason ?? 'waits') : formatMoment(again, now)
  return `${ended}, ${again === undefined ? when : `starts again at ${when}`}, ${restarts}`
}

function endText({ reason, exitCode }: ContainerStateTerminated): string {
  return `${reason}, exit code ${exitCode}`
}

/** When the back-off of a container is over, by its message: `back-off 20s restarting failed container=…`. */
function startsAgainAt({ state, lastState }: ContainerStatus): number | undefined {
  const pause = /^back-off (\S+) restarting/.exec(state?.waiting?.message ?? '')?.[1]
  const endedAt = parseTime(lastState?.terminated?.finishedAt)
  return pause === undefined || endedAt === undefined ? undefined : endedAt + parseDuration(pause)
}

/** The statuses of these containers; of the pod's main containers where none is named. */
function statusesOf({ status }: Pod, names: readonly string[]): ContainerStatus[] {
  const main = status?.containerStatuses ?? []
  if (names.length === 0) return main
  return [...(status?.initContainerStatuses ?? []), ...main].filter(({ name }) => names.includes(name))
}

function namesOf({ spec }: Pod): string[] {
  return [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].map(({ name }) => name)
}
