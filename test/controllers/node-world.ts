/** A whole cluster whose nodes are stopped and started by words, and told in words: for the tables of node scenarios. */
import type { KubeObject } from '../../src/apimachinery/object.ts'
import type { Node, Pod, PodSpec } from '../../src/generated/types.ts'
import { Cluster } from '../../src/index.ts'

/** A moment at which the heartbeats of nodes made then fall on full seconds. */
export const START = '2026-01-01T12:00:00Z'

/** Opens a cluster of a control plane and so many workers; each of a zone where zones are given. */
export function openCluster(
  zones: readonly (string | undefined)[] = [undefined, undefined],
): Promise<Cluster> {
  const workers = zones.map((zone, index) => ({ name: `worker-${index + 1}`, ...(zone && { zone }) }))
  return Cluster.open({
    seed: 'nodes',
    now: START,
    nodes: [{ name: 'control-plane', role: 'control-plane' }, ...workers],
  })
}

/** A pod on a node, with any other fields of its spec. */
export function podOn(node: string, name: string, spec: Partial<PodSpec> = {}): Pod {
  const containers = [{ name: 'c', image: 'c:1' }]
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { nodeName: node, containers, ...spec },
  }
}

/** A workload of pods of one container, spread over the nodes; with any other fields of its spec and of its pods'. */
export function workload(kind: string, name: string, spec: object = {}, podSpec: object = {}): KubeObject {
  const labels = { app: name }
  const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'c:1' }], ...podSpec } }
  const base = { selector: { matchLabels: labels }, template }
  const metadata = { name, namespace: 'default' }
  return { apiVersion: 'apps/v1', kind, metadata, spec: { ...base, ...spec } } as KubeObject
}

/** `stop a b`, `start a`, `delete a`, `cordon a`, `uncordon a`, `taint a key:Effect`, `untaint a`, `wait 50s`. */
export async function act(cluster: Cluster, sentence: string): Promise<void> {
  const [verb = '', ...words] = sentence.split(' ')
  if (verb === 'wait') return cluster.clock.advance(words[0] ?? '')
  if (verb === 'taint') return taint(cluster, words[0] ?? '', words.slice(1))
  for (const name of words) {
    if (verb === 'delete') await cluster.delete('Node', name)
    else if (verb in patches) await cluster.patch('Node', name, patches[verb], { type: 'merge' })
    else throw new Error(`no such act: ${sentence}`)
  }
}

const patches: Readonly<Record<string, object>> = {
  stop: { metadata: { annotations: { 'kubelite.dev/kubelet': 'stopped' } } },
  start: { metadata: { annotations: { 'kubelite.dev/kubelet': null } } },
  cordon: { spec: { unschedulable: true } },
  uncordon: { spec: { unschedulable: null } },
  untaint: { spec: { taints: null } },
}

async function taint(cluster: Cluster, name: string, words: string[]): Promise<void> {
  const { spec } = await cluster.get('Node', name)
  const added = words.map((word) => {
    const [key = '', effect = ''] = word.split(':')
    return { key, effect }
  })
  await cluster.patch(
    'Node',
    name,
    { spec: { taints: [...(spec?.taints ?? []), ...added] } },
    { type: 'merge' },
  )
}

/** Each worker: `Ready`, or what it is, and its taints without their common prefix. */
export async function nodes(cluster: Cluster): Promise<string[]> {
  const { items } = await cluster.list('Node')
  return items.filter(({ metadata }) => metadata.name !== 'control-plane').map(nodeLine)
}

function nodeLine({ metadata, status, spec }: Node): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')?.status ?? 'none'
  const state = { True: 'Ready', False: 'NotReady' }[ready] ?? ready
  const taints = (spec?.taints ?? []).map(
    ({ key, effect }) => `${key.replace('node.kubernetes.io/', '')}:${effect}`,
  )
  return [`${metadata.name} ${state}`, ...taints].join(' ')
}

/** Each pod of the default namespace: `web on worker-1`, and what is not as it should be. Random ends are cut off. */
export async function pods(cluster: Cluster): Promise<string[]> {
  const { items } = await cluster.list('Pod', { namespace: 'default' })
  return items.map(podLine).sort()
}

function podLine({ metadata, spec, status }: Pod): string {
  const owner = metadata.ownerReferences?.[0]
  const name = owner === undefined || owner.kind === 'StatefulSet' ? metadata.name : metadata.labels?.app
  const isReady = status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')
  return [
    `${name} on ${spec?.nodeName ?? 'no node'}`,
    ...(isReady ? [] : ['NotReady']),
    ...(metadata.deletionTimestamp === undefined ? [] : ['Terminating']),
  ].join(' ')
}

/** `Reason Message` of the events about an object, in order. */
export async function eventsOf(cluster: Cluster, name: string): Promise<string[]> {
  const { items } = await cluster.list('Event', { fieldSelector: `involvedObject.name=${name}` })
  return items.map(({ reason, message }) => `${reason} ${message}`)
}
