/**
 * run --attach, debug --attach: shows what the new container prints, and talks to its shell; run gives its exit code, too.
 * Source: kubectl, cmd/run/run.go and cmd/debug/debug.go.
 */
import { isPodReady, isPodTerminal } from '../../api/kinds/core/pod/conditions.ts'
import { allContainers } from '../../api/kinds/core/pod/containers.ts'
import { notFound } from '../../apimachinery/status-error.ts'
import { parseTime } from '../../apimachinery/time.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { renderLines, type TimedLine } from '../../container/log-source.ts'
import { isInteractive } from '../../container/script.ts'
import { statusOf } from '../../container/view.ts'
import type { Container, Pod } from '../../generated/types.ts'
import type { CommandContext } from '../command.ts'
import { CliError } from '../errors.ts'
import { failAnnotations } from '../failure/pod-failure.ts'
import { followRun } from '../logs/follow-run.ts'
import { ATTACHED, missingTerminal } from '../pods/notices.ts'
import { openContainer } from '../pods/open-container.ts'
import { runSession, saveFiles } from '../pods/shell-session.ts'
import { passTime, WEEK } from '../wait/pass-time.ts'

/** How it is attached to. */
export interface AttachOptions {
  leaveStdinOpen: boolean
  quiet: boolean
  stdin: boolean
  tty: boolean
}

interface Attached {
  context: CommandContext
  cluster: Cluster
  options: AttachOptions
}

/** With how long, in ms of the cluster's time, the pod is waited for. */
interface Patient extends Attached {
  limit: number
}

/** Attaches to the pod's only container, until it ends or the process is asked to end. Throws with its exit code. */
export async function attachToNew(created: Pod, attached: Patient): Promise<void> {
  const pod = await waitFor(created, hasBegun, attached)
  const [container] = pod.spec?.containers ?? []
  if (container === undefined) return
  await show(pod, container, attached)
  const restart = pod.spec?.restartPolicy
  if (attached.options.leaveStdinOpen || restart === 'Always') return
  // With OnFailure, a container that fails starts again: only success ends the pod.
  const isOver = (now: Pod) => (restart === 'Never' ? isPodTerminal(now) : now.status?.phase === 'Succeeded')
  tellExit(await waitFor(pod, isOver, attached))
}

/**
 * Attaches to a container of the pod as soon as it runs, until it ends or the process is asked to end; of one that has
 * ended, shows what it has printed.
 */
export async function attachTo(created: Pod, name: string, attached: Attached): Promise<void> {
  const hasRun = (pod: Pod) => {
    const { running, terminated } = statusOf(pod, name)?.state ?? {}
    return (running ?? terminated) !== undefined
  }
  const pod = await waitFor(created, hasRun, { ...attached, limit: WEEK })
  const container = allContainers(pod.spec).find((each) => each.name === name)
  if (container !== undefined) await show(pod, container, attached)
}

/** There is something to show as soon as the container has run, however short that was. */
function hasBegun(pod: Pod): boolean {
  const [status] = pod.status?.containerStatuses ?? []
  const { state, lastState } = status ?? {}
  const isStarted = state?.running !== undefined && isPodReady(pod)
  return isStarted || isPodTerminal(pod) || (state?.terminated ?? lastState?.terminated) !== undefined
}

/** The pod as soon as the condition holds; the clock of the cluster moves for it. */
async function waitFor(
  pod: Pod,
  condition: (pod: Pod) => boolean,
  { context, cluster, limit }: Patient,
): Promise<Pod> {
  let seen: Pod | undefined
  const until = async (client: Client) => {
    seen = await client.find('Pod', nameOf(pod))
    return seen === undefined || condition(seen)
  }
  const patience = { limit, realTime: false }
  const reached = await passTime(context, cluster, patience, { targets: [], begin() {}, until })
  if (seen === undefined) throw notFound({ group: '', resource: 'pods' }, '')
  if (!reached) throw new CliError('timed out waiting for the condition')
  return seen
}

/** A client that may do what the kubelet does for whoever may attach to the pod. */
function asKubelet(client: Client, pod: Pod): Promise<Client> {
  return client.authorize('create', 'Pod', nameOf(pod), 'attach')
}

async function show(pod: Pod, container: Container, attached: Attached): Promise<void> {
  const { context, cluster, options } = attached
  await cluster.read((client) => asKubelet(client, pod))
  const isRunning = statusOf(pod, container.name)?.state?.running !== undefined
  if (isRunning && !options.quiet)
    context.streams.stderr(missingTerminal(options, context.streams) + ATTACHED)
  if (isRunning && options.stdin && isInteractive(container)) return talk(pod, container, attached)
  const write = (lines: readonly TimedLine[]) =>
    context.streams.stdout(renderLines(lines, { from: 0, limitBytes: 0, timestamps: false }, ''))
  const from = (parseTime(pod.metadata.creationTimestamp) ?? 0) - 1
  await followRun({ pod, container: container.name }, from, write, { cluster, waiting: context.waiting })
}

/** The shell is the container's own program: when it ends, the container does. */
async function talk(pod: Pod, container: Container, { context, cluster, options }: Attached): Promise<void> {
  const { exitCode, refused } = await cluster.write(async (client, books) => {
    const agent = await asKubelet(client, pod)
    const shell = await openContainer(pod, container, { client: agent, books, now: cluster.clock.now() })
    const { exitCode } = await runSession(shell, context)
    return { exitCode, refused: await saveFiles(shell) }
  })
  context.streams.stderr(refused)
  if (options.leaveStdinOpen) return
  const failure = exitCode === 0 ? 'Completed:0' : `Error:${exitCode}`
  const annotations = failAnnotations({
    failure: { reason: exitCode === 0 ? 'Completed' : 'Error', exitCode },
    text: failure,
    containers: [container.name],
  })
  await cluster.write(async (client) => {
    const agent = await asKubelet(client, pod)
    return agent.patch('Pod', nameOf(pod), 'merge', { metadata: { annotations } })
  })
}

function tellExit({ metadata, status }: Pod): void {
  if (status?.phase === 'Succeeded') return
  const { exitCode = 0, reason = '', message = '' } = status?.containerStatuses?.[0]?.state?.terminated ?? {}
  const name = `${metadata.namespace}/${metadata.name}`
  if (exitCode === 0) throw new CliError(`pod ${name} failed with unknown exit code`)
  throw new CliError(`pod ${name} terminated (${reason})\n${message}`, { bare: true, exitCode })
}
