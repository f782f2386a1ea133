/** The pod worker: brings up the pods bound to a node, keeps their status, and ends them when they are deleted. */
import { isKubeletStopped } from '../api/behaviour/node.ts'
import { getCondition, isPodTerminal } from '../api/kinds/core/pod/conditions.ts'
import { formatTime } from '../apimachinery/time.ts'
import { nameOf } from '../apiserver/client.ts'
import { unlessGone } from '../apiserver/unless-gone.ts'
import { deepEqual } from '../base/json.ts'
import type { NetworkOf } from '../container/network.ts'
import type { Node, Pod, PodStatus } from '../generated/types.ts'
import { defineController, type ReconcileContext, type Result } from '../runtime/reconciler.ts'
import { findRejection, type Rejection } from './admission.ts'
import { hasVolumes, volumeWatches } from './attached-volumes.ts'
import { configurationWatches, readConfiguration } from './configuration.ts'
import { carryOutOrders } from './fail-orders.ts'
import { loadRun } from './load-run.ts'
import { forget, memoryOf, recall, remember } from './memory.ts'
import { type ChangedThing, forgetAsked, networkWatches, takeChanged } from './network-changes.ts'
import { imagesOn } from './node-images.ts'
import { nodeAddress, podAddress } from './pod-address.ts'
import { podStatus } from './pod-status.ts'
import { beginResize, decideResize, endResize, grantedPod, resizeConditions } from './resize.ts'
import { resizeWatches } from './resize-watches.ts'
import { askFor, type ContainerRun, isUp, type PodRun } from './run.ts'
import { runScripts, type Surroundings } from './scripts.ts'
import { simulate } from './simulate.ts'

/** Acts for the kubelet of each node on the pods that are bound to it. */
export const createPodWorker = (network: NetworkOf | undefined) =>
  defineController({
    name: 'kubelet',
    for: 'Pod',
    watches: [
      { kind: 'Node', keys: podsOfChangedNode },
      ...configurationWatches,
      ...networkWatches,
      ...volumeWatches,
      ...resizeWatches,
    ],
    async reconcile(pod, name, context) {
      if (!pod) {
        await forget(context.state, name)
        await forgetAsked(name, context.state)
      }
      if (!pod?.spec?.nodeName) return undefined
      const node = await context.client.find('Node', { namespace: '', name: pod.spec.nodeName })
      if (!node || isKubeletStopped(node)) return undefined
      if (isPodTerminal(pod)) return isDeleted(pod) ? remove(pod, context) : undefined
      const rejection = isFromElsewhere(pod) ? await findRejection(pod, node, context.client) : undefined
      return rejection ? reject(pod, node, rejection, context) : sync(pod, { node, network, context })
    },
  })

/**
 * A node that gets its range for pods can bring up those that waited for an address; one whose kubelet comes back looks
 * at all of them.
 */
async function podsOfChangedNode(
  { object, previous }: { object: unknown; previous: unknown },
  { client }: ReconcileContext,
): Promise<string[]> {
  const [node, before] = [object as Node, previous as Node | undefined]
  const isBack = before !== undefined && isKubeletStopped(before) && !isKubeletStopped(node)
  if (node.spec?.podCIDR === before?.spec?.podCIDR && !isBack) return []
  const pods = await client.lookup('Pod', 'assigned', node.metadata.name!)
  return pods.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
}

function isDeleted({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined
}

/** A new pod that the scheduler did not bind: nobody has asked yet whether the node can take it. */
function isFromElsewhere(pod: Pod): boolean {
  return (
    pod.status?.startTime === undefined && getCondition(pod, 'PodScheduled') === undefined && !isDeleted(pod)
  )
}

async function reject(
  pod: Pod,
  node: Node,
  { reason, message }: Rejection,
  { client, clock, recorder }: ReconcileContext,
): Promise<undefined> {
  const status: PodStatus = {
    ...pod.status,
    message: `Pod was rejected: ${message}`,
    phase: 'Failed',
    reason,
    startTime: formatTime(clock.now()),
    ...(pod.metadata.generation !== undefined && { observedGeneration: pod.metadata.generation }),
  }
  await client.update('Pod', { ...pod, status }, { subresource: 'status' })
  await recorder.event(pod, 'Warning', reason, message, { host: node.metadata.name ?? '' })
}

/** Lets everything happen to the pod that is due, and tells of it. Nothing happens to it on a node without addresses. */
async function sync(pod: Pod, around: Surroundings): Promise<Result | undefined> {
  const { node, context } = around
  const { client, clock, random, state } = context
  const configuration = await readConfiguration(pod, node, context)
  // The pod has an address once its sandbox is made, which needs its volumes.
  const isHeld =
    isDeleted(pod) || configuration.mountProblem() !== undefined || !(await hasVolumes(pod, client))
  const podIP = isHeld ? (pod.status?.podIP ?? '') : await podAddress(pod, node, context)
  if (podIP === undefined) return undefined
  const isNew = pod.status?.containerStatuses === undefined
  const memory = isNew ? undefined : await recall(state, pod)
  const images = await imagesOn(node, state)
  const resize = isNew ? undefined : await decideResize(pod, memory, node, client)
  const options = { now: clock.now(), random, images, configuration, podIP }
  const run = loadRun(grantedPod(pod, resize), memory, options)
  if (resize) beginResize(run, pod, resize)
  const annotations = carryOutOrders(run)
  const changed = run.containers.some(isScriptRunning) ? await takeChanged(pod, state) : undefined
  if (changed) tellScriptsAgain(run, changed)
  let due = simulate(run)
  while (await runScripts(run, around)) {
    await configuration.refresh()
    due = simulate(run)
  }
  const resizing = resize && endResize(run, resize, memory)
  const isGone = isDeleted(pod) && !run.containers.some(isUp)
  // Nobody can see the last status of a pod that goes at once.
  const isSeen = !isGone || (pod.metadata.finalizers ?? []).length > 0
  const told = resizeConditions(resize, resizing)
  const status = isSeen ? podStatus(run, nodeAddress(node), told) : undefined
  if (status) await report(pod, status, annotations, context)
  const isOver = status === undefined || isGone || isPodTerminal({ status })
  await images.keep()
  await remember(state, pod, memory, isOver ? undefined : memoryOf(run, due !== undefined, resizing))
  await record(run, node, context)
  if (isGone) return remove(pod, context)
  return due && !isOver ? { requeueAt: due.at, why: due.why } : undefined
}

function isScriptRunning({ script, step }: ContainerRun): boolean {
  return script !== undefined && step === 'running'
}

/** What they could not know when they were told has changed; with them, what their probes find. */
function tellScriptsAgain({ containers, now }: PodRun, changed: ChangedThing): void {
  for (const container of containers) {
    if (!isScriptRunning(container)) continue
    const { end } = container.script ?? {}
    if (end === undefined || container.since + end.age > now)
      askFor(container, changed === 'files' ? 'start' : 'recheck')
  }
}

async function report(
  pod: Pod,
  status: PodStatus,
  annotations: Record<string, string> | undefined,
  { client }: ReconcileContext,
): Promise<void> {
  if (annotations === undefined && deepEqual(status, pod.status)) return
  const metadata = annotations === undefined ? pod.metadata : { ...pod.metadata, annotations }
  await client.update('Pod', { ...pod, metadata, status }, { subresource: 'status' })
}

async function record({ pod, events }: PodRun, node: Node, { recorder }: ReconcileContext): Promise<void> {
  const host = node.metadata.name ?? ''
  for (const { type, reason, message, container } of events) {
    const list = container?.role === 'sidecar' || container?.role === 'init' ? 'initContainers' : 'containers'
    const kind = container?.role === 'ephemeral' ? 'ephemeralContainers' : list
    const fieldPath = container && `spec.${kind}{${container.spec.name}}`
    await recorder.event(pod, type, reason, message, { host, ...(fieldPath && { fieldPath }) })
  }
}

/** Takes the pod out of the API, as the kubelet does once all containers are down. */
async function remove(pod: Pod, { client }: ReconcileContext): Promise<undefined> {
  const { uid, finalizers = [], deletionGracePeriodSeconds } = pod.metadata
  if (finalizers.length > 0 && deletionGracePeriodSeconds === 0) return
  const options = { gracePeriodSeconds: 0, ...(uid && { preconditions: { uid } }) }
  await unlessGone(() => client.delete('Pod', nameOf(pod), options))
}
