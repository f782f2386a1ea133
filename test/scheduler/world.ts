/** A cluster without anything that acts but the scheduler: nodes and pods by hand, in memory. */
import { createRegistry } from '../../src/api/registry.ts'
import type { KubeObject, Unstructured } from '../../src/apimachinery/object.ts'
import type { Client } from '../../src/apiserver/client.ts'
import { clusterAdmin, type ServerContext } from '../../src/apiserver/context.ts'
import { createClient, customKindsIn } from '../../src/apiserver/server.ts'
import { createClock } from '../../src/base/clock.ts'
import { createRandom } from '../../src/base/random.ts'
import type { Container, Node, Pod, PodSpec } from '../../src/generated/types.ts'
import { converge } from '../../src/runtime/control-loop.ts'
import { keyOf, type ReconcileContext, type Reconciler } from '../../src/runtime/reconciler.ts'
import { createEventRecorder } from '../../src/runtime/record-events.ts'
import { createState } from '../../src/runtime/state.ts'
import { createScheduler } from '../../src/scheduler/index.ts'
import { openMemory } from '../../src/store/backends/memory.ts'
import type { Store } from '../../src/store/store.ts'

export interface World {
  client: Client
  store: Store
  /** Lets schedulers run until nothing is left to do; one that knows nothing yet, unless some are given. */
  schedule(...schedulers: Reconciler[]): Promise<void>
  /** Lets another scheduler try all pods that have no node, whatever has happened. */
  retry(scheduler?: Reconciler): Promise<void>
  /** Which node each pod has, by the pod's name. */
  placement(): Promise<Record<string, string | undefined>>
  /** What the pod's condition PodScheduled says. */
  message(pod: string): Promise<string | undefined>
}

const start = Date.UTC(2026, 0, 1)

export async function createWorld(objects: readonly KubeObject[] = [], seed = 'seed'): Promise<World> {
  const store = openMemory()
  const clock = createClock({ source: start })
  const server: ServerContext = {
    store,
    registry: createRegistry(customKindsIn(store)),
    clock,
    random: createRandom(seed),
    admission: [],
    network: { serviceCidr: '10.96.0.0/12', nodePorts: [30000, 32767] },
  }
  const client = createClient(server, clusterAdmin)
  const contextFor = ({ name }: Reconciler): ReconcileContext => ({
    client,
    clock,
    random: server.random,
    recorder: createEventRecorder({ client, clock, component: name }),
    state: createState(store, name),
  })
  const world: World = {
    client,
    store,
    schedule: (...schedulers) =>
      converge({
        store,
        clock,
        reconcilers: schedulers.length > 0 ? schedulers : [createScheduler()],
        contextFor,
        checkpoint: async () => {},
      }),
    async retry(scheduler = createScheduler()) {
      const waiting = await client.lookup('Pod', 'unscheduled', scheduler.name)
      await scheduler.reconcileAll?.(waiting.map(keyOf), contextFor(scheduler))
    },
    async placement() {
      const { items } = await client.list('Pod')
      return Object.fromEntries(items.map(({ metadata, spec }) => [metadata.name, spec?.nodeName]))
    },
    async message(pod) {
      const { status } = await client.get('Pod', { namespace: 'default', name: pod })
      return status?.conditions?.find(({ type }) => type === 'PodScheduled')?.message
    },
  }
  for (const object of [namespace('default'), ...objects])
    await client.create(object.kind, object as Unstructured)
  return world
}

export function namespace(name: string, labels?: Record<string, string>): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, ...(labels && { labels }) } }
}

/** Says how a pod is. */
export async function setStatus({ client }: World, name: string, status: Pod['status']): Promise<void> {
  const found = await client.get('Pod', { namespace: 'default', name })
  await client.update('Pod', { ...found, status: { ...found.status, ...status } }, { subresource: 'status' })
}

/** A node with 4 cores, 8Gi and room for 110 pods, unless said otherwise. */
export function node(
  name: string,
  {
    labels,
    spec,
    ...resources
  }: { labels?: Record<string, string>; spec?: Node['spec'] } & Record<string, unknown> = {},
): Node {
  const allocatable = { cpu: '4', memory: '8Gi', pods: '110', ...(resources as Record<string, string>) }
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } },
    ...(spec && { spec }),
    status: { allocatable, capacity: allocatable },
  }
}

/** A pod of one container with these requests. */
export function pod(
  name: string,
  {
    requests,
    labels,
    container,
    namespace: inNamespace = 'default',
    ...spec
  }: {
    requests?: Record<string, string>
    labels?: Record<string, string>
    container?: Partial<Container>
    namespace?: string
  } & Partial<PodSpec> = {},
): Pod {
  const limits = requests && Object.fromEntries(Object.entries(requests).filter(([key]) => key.includes('/')))
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: inNamespace, ...(labels && { labels }) },
    spec: {
      containers: [
        {
          name: 'c',
          image: 'x',
          ...(requests && { resources: { requests, ...(limits && { limits }) } }),
          ...container,
        },
      ],
      ...spec,
    },
  }
}
