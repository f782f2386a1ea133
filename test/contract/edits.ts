/** What users do to a cluster: edits by chance, each fit for any state of it. */
import * as fc from 'fast-check'
import type { KubeObject } from '../../src/apimachinery/object.ts'
import { StatusError } from '../../src/apimachinery/status-error.ts'
import { type Client, type KindName, nameOf } from '../../src/apiserver/client.ts'

/** Changes something; a refusal by the API server counts as nothing done. */
export interface Edit {
  what: string
  run(client: Client): Promise<void>
}

const names = ['a', 'b', 'c']
const some = fc.record({
  name: fc.constantFrom(...names),
  count: fc.integer({ min: 0, max: 7 }),
  cpu: fc.constantFrom('0', '100m', '700m', '1500m', '3'),
  at: fc.nat(20),
  kind: fc.constantFrom(...kinds()),
})

/** One edit. */
export const edits: fc.Arbitrary<Edit> = some.map(({ name, count, cpu, at, kind }) => ({
  what: `${kind} ${name} ${count} ${cpu} ${at}`,
  async run(client) {
    try {
      await actions[kind](client, { name, count, cpu, at })
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
    }
  },
}))

interface Choice {
  name: string
  count: number
  cpu: string
  at: number
}

type Action = (client: Client, choice: Choice) => Promise<unknown>

const here = (name: string) => ({ namespace: 'default', name })

const actions = {
  deploy: (client, { name, count, cpu }) => put(client, deployment(name, count, cpu)),
  recreate: (client, { name, count, cpu }) =>
    put(client, deployment(name, count, cpu, { strategy: { type: 'Recreate' } })),
  scale: (client, { name, count }) =>
    client.patch('Deployment', here(name), 'merge', { spec: { replicas: count } }),
  image: (client, { name, count }) =>
    client.patch('Deployment', here(name), 'strategic', {
      spec: { template: { spec: { containers: [{ name: 'c', image: `c:${count}` }] } } },
    }),
  pause: (client, { name, count }) =>
    client.patch('Deployment', here(name), 'merge', { spec: { paused: count > 3 } }),
  removeDeployment: (client, { name, count }) =>
    client.delete('Deployment', here(name), {
      propagationPolicy: (['Background', 'Foreground', 'Orphan'] as const)[count % 3]!,
    }),
  expose: (client, { name, count }) => put(client, service(name, count)),
  unexpose: (client, { name }) => client.delete('Service', here(name)),
  barePod: (client, { name, cpu, count }) => put(client, pod(`bare-${name}`, cpu, count)),
  removePod: async (client, { at }) => remove(client, await one(client, 'Pod', at)),
  relabelPod: async (client, { name, at }) => {
    const found = await one(client, 'Pod', at)
    if (found) await client.patch('Pod', nameOf(found), 'merge', { metadata: { labels: { app: name } } })
  },
  removeSet: async (client, { at }) => remove(client, await one(client, 'ReplicaSet', at)),
  addNode: (client, { name, count }) => put(client, node(`extra-${name}`, count)),
  removeNode: async (client, { at }) => remove(client, await one(client, 'Node', at)),
  cordon: async (client, { at, count }) => {
    const found = await one(client, 'Node', at)
    if (found) await client.patch('Node', nameOf(found), 'merge', { spec: { unschedulable: count > 3 } })
  },
  taint: async (client, { at, count }) => {
    const found = await one(client, 'Node', at)
    const taints = count > 3 ? [{ key: 'example.com/t', effect: 'NoSchedule' }] : null
    if (found) await client.patch('Node', nameOf(found), 'merge', { spec: { taints } })
  },
  budget: (client, { name, count }) => put(client, budget(name, count)),
  unbudget: (client, { name }) => client.delete('PodDisruptionBudget', here(name)),
  evict: async (client, { at }) => {
    const found = await one(client, 'Pod', at)
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: found && nameOf(found) }
    if (found) await client.create('Pod', eviction as never, { subresource: 'eviction' })
  },
  claim: (client, { name }) => put(client, claim(name)),
  unclaim: (client, { name }) => client.delete('PersistentVolumeClaim', here(name)),
  namespace: (client, { name }) => put(client, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
  removeNamespace: (client, { name }) => client.delete('Namespace', { namespace: '', name }),
} satisfies Record<string, Action>

function kinds(): (keyof typeof actions)[] {
  return [
    ...(['deploy', 'deploy', 'deploy', 'recreate', 'scale', 'scale', 'image', 'image', 'pause'] as const),
    ...(['removeDeployment', 'expose', 'unexpose', 'barePod', 'barePod', 'removePod', 'relabelPod'] as const),
    ...(['removeSet', 'addNode', 'removeNode', 'cordon', 'taint', 'claim', 'unclaim'] as const),
    ...(['namespace', 'removeNamespace', 'budget', 'unbudget', 'evict', 'evict'] as const),
  ]
}

/** Creates the object, or gives it the new spec where there is one already. */
async function put(client: Client, object: KubeObject & { spec?: object }): Promise<void> {
  const found = await client.find(object.kind, nameOf(object))
  if (found === undefined) await client.create(object.kind, object as never)
  else await client.patch(object.kind, nameOf(object), 'merge', { spec: object.spec })
}

async function one(client: Client, kind: KindName, at: number): Promise<KubeObject | undefined> {
  const { items } = await client.list(kind)
  return items[at % Math.max(items.length, 1)]
}

async function remove(client: Client, object: KubeObject | undefined): Promise<void> {
  if (object) await client.delete(object.kind, nameOf(object))
}

function deployment(name: string, replicas: number, cpu: string, more: object = {}) {
  const labels = { app: name }
  const container = { name: 'c', image: 'c:0', resources: { requests: { cpu, memory: '64Mi' } } }
  const template = { metadata: { labels }, spec: { containers: [container] } }
  const spec = { replicas, selector: { matchLabels: labels }, template, ...more }
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: here(name), spec }
}

function service(name: string, count: number) {
  const spec = {
    type: count > 3 ? 'NodePort' : 'ClusterIP',
    selector: { app: name },
    ports: [{ port: 80 + count }],
  }
  return { apiVersion: 'v1', kind: 'Service', metadata: here(name), spec }
}

function pod(name: string, cpu: string, count: number) {
  const ports = count > 4 ? [{ containerPort: 80, hostPort: 8080 }] : []
  const container = { name: 'c', image: 'c:0', ports, resources: { requests: { cpu } } }
  const metadata = { ...here(name), labels: { app: name.slice(-1) } }
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [container] } }
}

function node(name: string, count: number) {
  const capacity = { cpu: String(1 + (count % 4)), memory: '4Gi', pods: String(1 + count) }
  return { apiVersion: 'v1', kind: 'Node', metadata: { name }, status: { capacity, allocatable: capacity } }
}

function budget(name: string, count: number) {
  const wish = count > 3 ? { maxUnavailable: `${count * 10}%` } : { minAvailable: count }
  const spec = { selector: { matchLabels: { app: name } }, ...wish }
  return { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: here(name), spec }
}

function claim(name: string) {
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: here(name), spec }
}
