/** What is found out by running something in containers: their commands, hooks and probes, where these can be simulated. */
import { cutData } from '../container/data.ts'
import { beginLog } from '../container/logs.ts'
import { hasOtherAnswers, type NetworkOf } from '../container/network.ts'
import { runScript, scriptOf } from '../container/script.ts'
import { type EndedRun, terminationMessage } from '../container/termination-message.ts'
import { runTimed, type TimedOutcome } from '../container/timed-run.ts'
import { type ContainerView, dataOf, viewContainer } from '../container/view.ts'
import type { Node, Pod } from '../generated/types.ts'
import type { ReconcileContext } from '../runtime/reconciler.ts'
import { findAnswers } from './exec-probes.ts'
import { noteAsked } from './network-changes.ts'
import { nodeAddress } from './pod-address.ts'
import { askFor, type ContainerRun, type PodRun, type Todo, tell } from './run.ts'
import { finishHook } from './stages/start.ts'
import { stopAfterHook } from './stages/stop.ts'

/** With what the containers of a pod run. */
export interface Surroundings {
  node: Node
  network: NetworkOf | undefined
  context: ReconcileContext
}

/** Finds out what the run waits for. Whether there was anything; lives are to be told anew then. */
export async function runScripts(run: PodRun, around: Surroundings): Promise<boolean> {
  let any = false
  for (const container of run.containers) {
    const { cut, ends, todo = [] } = container
    if (ends !== undefined) await addMessages(container, ends, run, around)
    delete container.ends
    if (cut !== undefined) await cutShort(container, cut, run, around)
    delete container.cut
    for (let next = todo[0]; next !== undefined; next = container.todo?.[0]) {
      any = true
      container.todo = container.todo?.slice(1) ?? []
      delete container.life
      await WORK[next](container, run, around)
    }
  }
  return any
}

type Work = (container: ContainerRun, run: PodRun, around: Surroundings) => Promise<void>

const WORK: Readonly<Record<Todo, Work>> = {
  start: follow,
  recheck,
  'post-start': runPostStart,
  probes: findAnswersOf,
  'pre-stop': runPreStop,
  signal: followSignal,
}

async function follow(container: ContainerRun, run: PodRun, around: Surroundings): Promise<void> {
  const outcome = await tellScript(container, run, around)
  if (outcome === undefined) return
  const { end, trapsFrom } = outcome
  container.script = { ...(end && { end }), ...(trapsFrom !== undefined && { trapsFrom }) }
  if (hasProbes(container)) askFor(container, 'probes')
}

/** What it was answered at last need not be other than before: then it need not be told again. */
async function recheck(container: ContainerRun, run: PodRun, around: Surroundings): Promise<void> {
  const { containerID = '' } = container.status
  const network = await networkFor(around)?.(asSeen(run, around.node), () => run.now)
  const { state } = around.context
  if (network && (await hasOtherAnswers(run.pod, container.spec.name, containerID, network, state)))
    await follow(container, run, around)
  else if (hasProbes(container)) askFor(container, 'probes')
}

function hasProbes({ spec }: ContainerRun): boolean {
  return Boolean(spec.startupProbe || spec.livenessProbe || spec.readinessProbe)
}

/** What the container's command does from its start on, or, told again, from now on. */
async function tellScript(
  container: ContainerRun,
  run: PodRun,
  around: Surroundings,
  signalled?: number,
): Promise<TimedOutcome | undefined> {
  const { spec, status, since } = container
  const { client, state } = around.context
  const { containerID = '' } = status
  const view = await viewOf(container, run, around, since)
  const outcome = await runScript(view, {
    books: state,
    network: networkFor(around),
    start: since,
    now: run.now,
    writer: containerID,
    ...(signalled !== undefined && { signalled }),
  })
  if (outcome === undefined) return undefined
  const { lines, asked } = outcome
  if (lines.length > 0 || run.now > since)
    await beginLog(run.pod.metadata, spec.name, { containerID, startedAt: since, lines }, state)
  await noteAsked(run.pod, spec.name, asked, { client, state })
  return outcome
}

function networkFor({ network, context: { client } }: Surroundings) {
  return network && ((pod: Pod, now: () => number) => network(pod, client, now))
}

async function viewOf(
  { spec }: ContainerRun,
  run: PodRun,
  { node, context: { client, state } }: Surroundings,
  now: number,
): Promise<ContainerView> {
  return viewContainer(asSeen(run, node), spec, { client, books: state, now })
}

/** A hook runs beside the container's command, in the same files. Undefined if it cannot be simulated. */
async function runHook(
  hook: 'postStart' | 'preStop',
  container: ContainerRun,
  run: PodRun,
  around: Surroundings,
): Promise<TimedOutcome | undefined> {
  const { exec } = container.spec.lifecycle?.[hook] ?? {}
  const script = exec?.command && scriptOf(exec.command)
  if (script === undefined) return undefined
  return runTimed(await viewOf(container, run, around, run.now), script, {
    books: around.context.state,
    network: networkFor(around),
    start: run.now,
    now: run.now,
    writer: `${container.status.containerID}/${hook}`,
  })
}

async function runPostStart(container: ContainerRun, run: PodRun, around: Surroundings): Promise<void> {
  const outcome = await runHook('postStart', container, run, around)
  finishHook(container, run, outcome === undefined ? { age: 0, exitCode: 0 } : outcome.end)
}

async function runPreStop(container: ContainerRun, run: PodRun, around: Surroundings): Promise<void> {
  const outcome = await runHook('preStop', container, run, around)
  const end = outcome === undefined ? { age: 0, exitCode: 0 } : outcome.end
  if (end && end.exitCode !== 0) tell(run, container, 'Warning', 'FailedPreStopHook', 'PreStopHook failed')
  stopAfterHook(container, run, end?.age ?? Infinity)
}

async function followSignal(container: ContainerRun, run: PodRun, around: Surroundings): Promise<void> {
  const { stop, since } = container
  if (stop?.signalled === undefined) return
  const outcome = await tellScript(container, run, around, stop.signalled - since)
  const at = outcome?.end === undefined ? Infinity : since + outcome.end.age
  if (outcome?.end === undefined || at >= stop.at) return
  const { exitCode } = outcome.end
  container.stop = { ...stop, at, exitCode, reason: exitCode === 0 ? 'Completed' : 'Error' }
}

async function findAnswersOf(container: ContainerRun, run: PodRun, around: Surroundings): Promise<void> {
  const { state, client } = around.context
  const view = await viewOf(container, run, around, run.now)
  const found = await findAnswers(container, view, {
    books: state,
    network: networkFor(around),
    now: run.now,
  })
  if (found === undefined) return
  container.answers = found.answers
  if (found.asked.length > 0)
    await noteAsked(run.pod, `${container.spec.name}/probes`, found.asked, { client, state })
}

/** Who has ended may have said why. Of pods that go at once nobody can hear it. */
async function addMessages(
  { spec, status }: ContainerRun,
  ends: readonly EndedRun[],
  { pod, end }: PodRun,
  { context: { state } }: Surroundings,
): Promise<void> {
  if (end?.cause === 'deleted' && !pod.metadata.finalizers?.length) return
  for (const ended of ends) {
    const message = await terminationMessage(pod, spec, ended, state)
    if (message === undefined) continue
    for (const which of ['state', 'lastState'] as const) {
      const { terminated } = status[which] ?? {}
      if (terminated?.containerID === ended.containerID)
        status[which] = { terminated: { ...terminated, message } }
    }
  }
}

async function cutShort(
  { spec }: ContainerRun,
  { by, at }: { by: string; at: number },
  { pod }: PodRun,
  { context: { client, state } }: Surroundings,
): Promise<void> {
  for (const key of await dataOf(pod, spec, client)) await cutData(key, by, at, state)
}

/** The pod with what its status will say. */
function asSeen({ pod, podIP, containers }: PodRun, node: Node): Pod {
  const hostIP = nodeAddress(node)
  const status = {
    ...pod.status,
    podIP,
    podIPs: [{ ip: podIP }],
    ...(hostIP && { hostIP, hostIPs: [{ ip: hostIP }] }),
    containerStatuses: containers.map((each) => each.status),
  }
  return { ...pod, status }
}
