/** A cluster of one node whose clock the test moves, and what stands on it said in a few words. */
import type { Container, ContainerStatus, Pod, PodSpec } from '../../src/generated/types.ts'
import { Cluster } from '../../src/index.ts'

/** When the clock starts. */
export const START = Date.UTC(2026, 0, 1)

export interface TestNode {
  cluster: Cluster
  /** Creates a pod with one container `web`, or with what is said instead. */
  run(pod?: PodOptions): Promise<Pod>
  /** The pod as it stands when so many seconds of the clock are over since the start. */
  at(seconds: number, name?: string): Promise<Pod>
  events(name?: string): Promise<string[]>
  close(): Promise<void>
}

export interface PodOptions {
  name?: string
  annotations?: Record<string, string>
  metadata?: Partial<Pod['metadata']>
  /** Of the container `web`. */
  container?: Partial<Container>
  spec?: Partial<PodSpec>
}

/** Opens it. */
export async function openNode(): Promise<TestNode> {
  const cluster = await Cluster.open({ seed: 'kubelet', now: new Date(START), nodes: 1 })
  return {
    cluster,
    async run({ name = 'p', annotations = {}, metadata = {}, container = {}, spec = {} } = {}) {
      const web = { name: 'web', image: 'nginx:1.27', ...container }
      await cluster.create('Pod', {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace: 'default', annotations: prefixed(annotations), ...metadata },
        spec: { containers: [web], ...spec },
      } as Pod)
      return cluster.get('Pod', name)
    },
    async at(seconds, name = 'p') {
      await cluster.clock.advance(START + seconds * 1000 - cluster.clock.now().getTime())
      return cluster.get('Pod', name)
    },
    async events(name = 'p') {
      const { items } = await cluster.list('Event', {
        namespace: 'default',
        fieldSelector: `involvedObject.name=${name}`,
      })
      return items
        .filter(({ source }) => source?.component === 'kubelet')
        .map(
          ({ type, reason, message, count = 1 }) =>
            `${type} ${reason} ${message}${count > 1 ? ` (x${count})` : ''}`,
        )
    },
    close: () => cluster.close(),
  }
}

function prefixed(annotations: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(annotations).map(([key, value]) => [`kubelite.dev/${key}`, value]))
}

/** `Running web:running+ r2`: the phase, then each container with `+` if it is ready and its restarts. */
export function summary({ status }: Pod): string {
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
  return [status?.phase, ...containers.map(containerSummary)].join(' ')
}

function containerSummary({ name, state, ready, restartCount }: ContainerStatus): string {
  const restarts = restartCount > 0 ? ` r${restartCount}` : ''
  return `${name}:${stateText(state)}${ready ? '+' : ''}${restarts}`
}

function stateText(state: ContainerStatus['state'] = {}): string {
  if (state.running) return 'running'
  if (state.terminated) return `${state.terminated.reason}(${state.terminated.exitCode})`
  return state.waiting?.reason ?? 'waiting'
}

/** The conditions by type: `False ContainersNotReady`. */
export function conditions({ status }: Pod): Record<string, string> {
  return Object.fromEntries(
    (status?.conditions ?? []).map(({ type, status: value, reason }) => [
      type,
      reason ? `${value} ${reason}` : value,
    ]),
  )
}
