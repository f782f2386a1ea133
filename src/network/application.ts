/** What answers in a pod at a port, and when: by the state of its containers and the behaviour that they are given. */
import { behaviourOf } from '../api/behaviour/container.ts'
import { isKubeletStopped } from '../api/behaviour/node.ts'
import { isPodTerminal } from '../api/kinds/core/pod/conditions.ts'
import { isSidecar } from '../api/kinds/core/pod/containers.ts'
import { parseTime } from '../apimachinery/time.ts'
import { isDeaf } from '../container/listening.ts'
import type { Container, ContainerStatus, Node, Pod } from '../generated/types.ts'

/** Moments in ms since the epoch, or why there is nobody. */
export type Application =
  | { kind: 'listening'; container: string; opens: number; ready: number; hangs: number }
  | { kind: 'refuses'; why: string }
  | { kind: 'silent'; why: string }

/** How an application meets a request. */
export type Answer = { kind: 'answered' } | { kind: 'unavailable' | 'refused' | 'silent'; why: string }

const ANSWERED: Answer = { kind: 'answered' }

/** The application of a pod at a port. */
export async function applicationOf(pod: Pod, port: number, node: Node | undefined): Promise<Application> {
  const { name } = pod.metadata
  if (node === undefined || isKubeletStopped(node))
    return { kind: 'silent', why: `node ${pod.spec?.nodeName ?? '<none>'} of pod ${name} is down` }
  if (isPodTerminal(pod)) return { kind: 'silent', why: `pod ${name} has ended` }
  const [first, ...others] = mayListen(pod, port)
  if (first === undefined)
    return { kind: 'refuses', why: `nothing in pod ${name} listens on port ${port}: ${declared(pod)}` }
  const container = await hearing(pod, [first, ...others])
  const { name: shown } = container ?? first
  const status = statusOf(pod, container ?? first)
  const started = parseTime(status?.state?.running?.startedAt)
  if (started === undefined)
    return { kind: 'refuses', why: `container ${shown} of pod ${name} does not run${reasonOf(status)}` }
  if (container === undefined)
    return { kind: 'refuses', why: `container ${shown} of pod ${name} runs a script that listens on no port` }
  return listening(pod, container, started)
}

/** The first in which somebody listens; scripts do not. */
async function hearing(pod: Pod, containers: readonly Container[]): Promise<Container | undefined> {
  for (const container of containers)
    if (!(await isDeaf(container, behaviourOf(pod, container)))) return container
  return undefined
}

function listening(pod: Pod, container: Container, started: number): Application {
  const behaviour = behaviourOf(pod, container)
  const after = (value: number | 'never' | undefined, otherwise: number) =>
    value === 'never' ? Infinity : value === undefined ? otherwise : started + value
  return {
    kind: 'listening',
    container: container.name,
    opens: after(behaviour.startup, started),
    ready: after(behaviour['ready-after'], started),
    hangs: after(behaviour['hang-after'], Infinity),
  }
}

/** What happens to a request at a moment. An application that is not ready for work says so, as to its probe. */
export function answerOf(application: Application, now: number): Answer {
  if (application.kind === 'silent') return { kind: 'silent', why: application.why }
  if (application.kind === 'refuses') return { kind: 'refused', why: application.why }
  const { container, opens, ready, hangs } = application
  if (now < opens)
    return { kind: 'refused', why: `the application of container ${container} is still starting` }
  if (now >= hangs) return { kind: 'silent', why: `the application of container ${container} hangs` }
  if (now < ready)
    return { kind: 'unavailable', why: `the application of container ${container} is not ready yet` }
  return ANSWERED
}

/**
 * Ports need not be declared. Who declares some is taken to listen on these alone; of a container without any it is
 * not known, so it is taken to listen on all.
 */
function mayListen({ spec }: Pod, port: number): Container[] {
  const declaring = servingContainers(spec).filter(({ ports = [] }) =>
    ports.some(({ containerPort, protocol = 'TCP' }) => containerPort === port && protocol === 'TCP'),
  )
  return [...declaring, ...(spec?.containers ?? []).filter(({ ports = [] }) => ports.length === 0)]
}

function servingContainers(spec: Pod['spec']): Container[] {
  return [...(spec?.containers ?? []), ...(spec?.initContainers ?? []).filter(isSidecar)]
}

function declared({ spec }: Pod): string {
  const ports = servingContainers(spec).flatMap(({ ports = [] }) =>
    ports.map(({ containerPort }) => containerPort),
  )
  return `its containers declare ${ports.join(', ')}`
}

function statusOf({ status }: Pod, { name }: Container): ContainerStatus | undefined {
  const statuses = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])]
  return statuses.find((each) => each.name === name)
}

function reasonOf(status: ContainerStatus | undefined): string {
  const reason = status?.state?.waiting?.reason ?? status?.state?.terminated?.reason
  return reason ? ` (${reason})` : ''
}
