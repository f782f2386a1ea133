/**
 * A world for the controllers' tests: the real API server and control loop over a memory store, all controllers, and
 * in place of scheduler and kubelets one agent that runs every pod at once, or as the test says.
 */

import { targetNode } from '../../src/api/kinds/core/pod/target-node.ts'
import { kindName } from '../../src/api/registry.ts'
import { matchesLabels, parseSelector } from '../../src/apimachinery/label-selector.ts'
import type { KubeObject } from '../../src/apimachinery/object.ts'
import { formatTime } from '../../src/apimachinery/time.ts'
import { type Client, type KindName, nameOf, type ObjectOf } from '../../src/apiserver/client.ts'
import { clusterAdmin } from '../../src/apiserver/context.ts'
import { createEventStore } from '../../src/apiserver/events.ts'
import { createClient } from '../../src/apiserver/server.ts'
import { createControllers } from '../../src/controllers/index.ts'
import type { Deployment, Event, Node, Pod } from '../../src/generated/types.ts'
import { converge } from '../../src/runtime/control-loop.ts'
import { keyOf, parseKey, type ReconcileContext, type Reconciler } from '../../src/runtime/reconciler.ts'
import { createEventRecorder } from '../../src/runtime/record-events.ts'
import { createState } from '../../src/runtime/state.ts'
import { type TestServer, testServer } from '../support/server.ts'

export interface World extends TestServer {
  /** Lets the controllers run until nothing is left to do. */
  converge(): Promise<void>
  /** Lets so many seconds pass, and what falls due in them happen. */
  advance(seconds: number): Promise<void>
  /** How pods fare from now on: those that match the selector do not become ready. */
  breakPods(selector: string): void
  /** Creates objects as they are written in tests and converges. */
  apply(...objects: object[]): Promise<void>
  /** Gives the changed object after convergence. */
  change<K extends KindName>(kind: K, name: string, patch: object): Promise<ObjectOf<K>>
  /** 'Type Reason Message' of the events about an object, oldest first, times they were seen included if above one. */
  events(object: KubeObject): Promise<string[]>
  names(kind: KindName, namespace?: string): Promise<string[]>
  /** Reconciles every key of every object again and gives how many writes that took. */
  writesOfAnotherRound(): Promise<number>
}

/** Opens a world with so many nodes. */
export async function openWorld(options: { nodes?: number } = {}): Promise<World> {
  const test = await testServer()
  const { server, client, store, clock } = test
  let broken: string | undefined
  const controllers = createControllers({
    registry: server.registry,
    expireEvents: createEventStore(server, clusterAdmin, client).expire,
  })
  const reconcilers = [...controllers, podAgent(() => broken)]
  const contexts = new Map(reconcilers.map((reconciler) => [reconciler, contextOf(test, reconciler)]))
  const run = (resume: boolean) =>
    converge({
      store,
      clock,
      reconcilers,
      contextFor: (r) => contexts.get(r)!,
      resume,
      checkpoint: async () => {},
    })
  const world: World = {
    ...test,
    converge: () => run(false),
    async advance(seconds) {
      clock.setOffset(clock.offset + seconds * 1000)
      clock.refresh()
      await run(true)
    },
    breakPods(selector) {
      broken = selector
    },
    async apply(...objects) {
      for (const object of objects) await create(client, object as KubeObject)
      await world.converge()
    },
    async change(kind, name, patch) {
      await client.patch(kind, { namespace: 'default', name }, 'strategic', patch)
      await world.converge()
      return client.get(kind, { namespace: 'default', name })
    },
    async events(object) {
      const events = await client.lookup('Event', 'involved', object.metadata.uid ?? '')
      return events.sort(byName).map(formatEvent)
    },
    async names(kind, namespace = 'default') {
      const { items } = await client.list(kind, { namespace })
      return items.map(({ metadata }: KubeObject) => metadata.name ?? '')
    },
    async writesOfAnotherRound() {
      const before = await store.revision()
      for (const object of await everything(test)) {
        for (const reconciler of controllers)
          await reconcileAll(reconciler, object, contexts.get(reconciler)!)
      }
      return (await store.revision()) - before
    },
  }
  for (let i = 1; i <= (options.nodes ?? 2); i++) await client.create('Node', node(`node-${i}`))
  await world.converge()
  return world
}

function contextOf({ server }: TestServer, { name, component = name }: Reconciler): ReconcileContext {
  const client = createClient(server, clusterAdmin)
  const { clock, random } = server
  const { store } = createEventStore(server, clusterAdmin, client)
  const recorder = createEventRecorder({ client, clock, component, store })
  return { client, clock, random, recorder, state: createState(server.store, name) }
}

async function create(client: Client, object: KubeObject): Promise<void> {
  await client.create(object.kind as KindName, object as ObjectOf<KindName>)
}

async function everything({ server, client }: TestServer): Promise<KubeObject[]> {
  const objects: KubeObject[] = []
  for (const { kind, group, verbs } of await server.registry.resources()) {
    const isListed = verbs.includes('list') && !(kind === 'Event' && group !== '')
    if (isListed) objects.push(...(await client.list(kindName({ kind, group }))).items)
  }
  return objects
}

async function reconcileAll(
  reconciler: Reconciler,
  object: KubeObject,
  context: ReconcileContext,
): Promise<void> {
  for (const watch of reconciler.watches) {
    const isWatched = watch.kind === '*' || watch.kind === object.kind
    if (!isWatched) continue
    const keys = await watch.keys({ type: 'added', object, previous: undefined }, context)
    for (const key of keys) await reconciler.reconcile(key, context)
  }
  await context.recorder.flush()
}

function byName(a: Event, b: Event): number {
  return (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1
}

function formatEvent({ type, reason, message, count = 1 }: Event): string {
  return `${type} ${reason} ${message}${count > 1 ? ` (x${count})` : ''}`
}

function node(name: string): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'topology.kubernetes.io/zone': `zone-${name}` } },
    status: { capacity: { cpu: '64', memory: '256Gi', pods: '500' } },
  }
}

/** Binds each pod to the next node, makes it ready at once unless it is broken, and removes it when it is deleted. */
function podAgent(broken: () => string | undefined): Reconciler {
  let count = 0
  return {
    name: 'pod-agent',
    watches: [{ kind: 'Pod', keys: ({ type, object }) => (type === 'deleted' ? [] : [keyOf(object)]) }],
    async reconcile(key, { client, clock }) {
      const pod = await client.find('Pod', parseKey(key))
      if (pod === undefined) return undefined
      if (pod.metadata.deletionTimestamp !== undefined) {
        if ((pod.metadata.finalizers ?? []).length === 0)
          await client.delete('Pod', nameOf(pod), { gracePeriodSeconds: 0 })
        return undefined
      }
      const { items: nodes } = await client.list('Node')
      const next = nodes[count % Math.max(nodes.length, 1)]?.metadata.name
      const nodeName = targetNode(pod) ?? next
      if (pod.status?.podIP !== undefined || nodeName === undefined) return undefined
      count++
      const bound = pod.spec?.nodeName ? pod : await bindPod(client, pod, nodeName)
      const isReady = broken() === undefined || !matchesLabels(parseSelector(broken()!), pod.metadata.labels)
      const status = runningStatus(bound, isReady, `10.244.1.${count}`, formatTime(clock.now()))
      await client.update('Pod', { ...bound, status }, { subresource: 'status' })
      return undefined
    },
  }
}

async function bindPod(client: Client, pod: Pod, node: string): Promise<Pod> {
  const binding = {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: pod.metadata,
    target: { kind: 'Node', name: node },
  }
  await client.update('Pod', binding as unknown as Pod, { subresource: 'binding' })
  return client.get('Pod', nameOf(pod))
}

function runningStatus(
  { status }: Pod,
  isReady: boolean,
  ip: string,
  time: string,
): NonNullable<Pod['status']> {
  const others = status?.conditions?.filter(({ type }) => type !== 'Ready') ?? []
  const ready = { type: 'Ready', status: isReady ? 'True' : 'False', lastTransitionTime: time }
  return { ...status, phase: 'Running', podIP: ip, podIPs: [{ ip }], conditions: [...others, ready] }
}

/** A deployment of containers with an image, `replicas` 3 unless said otherwise. */
export function deployment(name: string, image: string, spec: object = {}): Deployment {
  const template = {
    metadata: { labels: { app: name, image: image.replace(':', '-') } },
    spec: { containers: [{ name: 'c', image }] },
  }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'default' },
    spec: { replicas: 3, selector: { matchLabels: { app: name } }, template, ...spec },
  }
}

/** The patch that changes a deployment's image. */
export function image(text: string) {
  const labels = { image: text.replace(':', '-') }
  return { spec: { template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: text }] } } } }
}
