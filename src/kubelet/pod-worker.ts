/** The pod worker: brings up the pods bound to a node, keeps their status, and ends them when they are deleted. */
import { isKubeletStopped } from '../api/behaviour/node.ts'
import { isPodTerminal } from '../api/kinds/core/pod/conditions.ts'
import { isNotFound } from '../apimachinery/status-error.ts'
import { formatTime } from '../apimachinery/time.ts'
import { nameOf } from '../apiserver/client.ts'
import { compareStrings } from '../base/compare-strings.ts'
import { deepEqual } from '../base/json.ts'
import type { Container, ContainerStatus, Node, Pod, PodStatus } from '../generated/types.ts'
import { defineController, type ReconcileContext, type Result } from '../runtime/reconciler.ts'
import { startContainers } from './container-status.ts'
import { nodeAddress, podAddress } from './pod-address.ts'
import { podConditions } from './pod-conditions.ts'

/** Acts for the kubelet of each node on the pods that are bound to it. */
export const podWorker = defineController({
  name: 'kubelet',
  for: 'Pod',
  watches: [{ kind: 'Node', keys: podsOfChangedNode }],
  async reconcile(pod, _name, context) {
    if (!pod?.spec?.nodeName) return undefined
    const node = await context.client.find('Node', { namespace: '', name: pod.spec.nodeName })
    if (!node || isKubeletStopped(node)) return undefined
    if (pod.metadata.deletionTimestamp !== undefined) return terminate(pod, node, context)
    if (isPodTerminal(pod)) return undefined
    return sync(pod, node, context)
  },
})

/** A node that gets its range for pods can bring up those that waited for an address; one whose kubelet is back, all. */
async function podsOfChangedNode(
  { object, previous }: { object: unknown; previous: unknown },
  { client }: ReconcileContext,
): Promise<string[]> {
  const [node, before] = [object as Node, previous as Node | undefined]
  const isBack = before !== undefined && isKubeletStopped(before) && !isKubeletStopped(node)
  if (!isBack && node.spec?.podCIDR === before?.spec?.podCIDR) return []
  const pods = await client.lookup('Pod', 'assigned', node.metadata.name!)
  return pods.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
}

/** One step of a living pod: its containers start once it has an address; then its status is kept true. */
async function sync(pod: Pod, node: Node, context: ReconcileContext): Promise<Result | undefined> {
  const starting = (pod.status?.containerStatuses ?? []).every(({ state }) => state?.waiting !== undefined)
  const status = starting ? await startedStatus(pod, node, context) : { ...pod.status }
  if (status === undefined) return undefined
  status.conditions = podConditions(pod, status, context.clock.now())
  if (pod.metadata.generation !== undefined) status.observedGeneration = pod.metadata.generation
  if (deepEqual(status, pod.status)) return undefined
  await context.client.update('Pod', { ...pod, status }, { subresource: 'status' })
  if (starting) await recordStart(pod, node, context)
  return undefined
}

/** The status of a pod whose containers all start now; undefined while there is no address for it. */
async function startedStatus(
  pod: Pod,
  node: Node,
  context: ReconcileContext,
): Promise<PodStatus | undefined> {
  const podIP = await podAddress(pod, node, context)
  if (podIP === undefined) return undefined
  const { clock, random } = context
  const { initContainers = [], containers } = pod.spec!
  const init = startContainers(pod, initContainers, clock.now(), random)
  const main = startContainers(pod, containers, clock.now(), random).sort(byName)
  const hostIP = nodeAddress(node)
  return {
    ...pod.status,
    containerStatuses: main,
    ...(hostIP && { hostIP, hostIPs: [{ ip: hostIP }] }),
    ...(init.length > 0 && { initContainerStatuses: init }),
    phase: phaseOf(main),
    podIP,
    podIPs: [{ ip: podIP }],
    startTime: pod.status?.startTime ?? formatTime(clock.now()),
  }
}

function byName(a: ContainerStatus, b: ContainerStatus): number {
  return compareStrings(a.name, b.name)
}

/** Running while any container runs; then by how they ended. */
function phaseOf(statuses: readonly ContainerStatus[]): string {
  if (statuses.some(({ state }) => state?.terminated === undefined)) return 'Running'
  return statuses.every(({ state }) => state?.terminated?.exitCode === 0) ? 'Succeeded' : 'Failed'
}

/** Pulled, Created, Started for each container, in the order in which they start. */
async function recordStart(pod: Pod, node: Node, { recorder }: ReconcileContext): Promise<void> {
  const { initContainers = [], containers } = pod.spec!
  const host = node.metadata.name ?? ''
  const record = async (container: Container, list: string) => {
    const options = { fieldPath: `spec.${list}{${container.name}}`, host }
    const pulled = `Container image "${container.image}" already present on machine and can be accessed by the pod`
    await recorder.event(pod, 'Normal', 'Pulled', pulled, options)
    await recorder.event(pod, 'Normal', 'Created', 'Container created', options)
    await recorder.event(pod, 'Normal', 'Started', 'Container started', options)
  }
  for (const container of initContainers) await record(container, 'initContainers')
  for (const container of containers) await record(container, 'containers')
}

/** Stops what runs, then takes the pod out of the API, as the kubelet does once all containers are down. */
async function terminate(pod: Pod, node: Node, { client, recorder }: ReconcileContext): Promise<undefined> {
  const host = node.metadata.name ?? ''
  for (const { name, state } of pod.status?.containerStatuses ?? [])
    if (state?.running)
      await recorder.event(pod, 'Normal', 'Killing', `Stopping container ${name}`, {
        fieldPath: `spec.containers{${name}}`,
        host,
      })
  const { uid } = pod.metadata
  if ((pod.metadata.finalizers ?? []).length > 0 && pod.metadata.deletionGracePeriodSeconds === 0)
    return undefined
  try {
    await client.delete('Pod', nameOf(pod), { gracePeriodSeconds: 0, ...(uid && { preconditions: { uid } }) })
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
  return undefined
}
