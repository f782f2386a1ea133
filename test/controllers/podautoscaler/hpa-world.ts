/** A cluster with a deployment under load and its autoscaler, told in the words of the test. */
import { kindName } from '../../../src/api/registry.ts'
import { type KubeObject, parseApiVersion } from '../../../src/apimachinery/object.ts'
import { formatTime } from '../../../src/apimachinery/time.ts'
import type { Client, KindName, ObjectOf } from '../../../src/apiserver/client.ts'
import type { Cluster } from '../../../src/cluster/cluster.ts'
import { openCluster } from '../../../src/cluster/open.ts'
import type { Event, HorizontalPodAutoscaler } from '../../../src/generated/types.ts'

/** When these clusters begin, ms since the epoch. */
export const START = Date.UTC(2026, 0, 1)

/** Names in the namespace of the tests. */
export const at = (name: string) => ({ namespace: 'default', name })

/** What the tests do with the cluster. */
export interface HpaWorld extends AsyncDisposable {
  cluster: Cluster
  apply(...objects: object[]): Promise<void>
  patch(kind: KindName, name: string, patch: object): Promise<void>
  /** Lets so many seconds pass. */
  advance(seconds: number): Promise<void>
  hpa(name?: string): Promise<HorizontalPodAutoscaler>
  replicas(name?: string, kind?: KindName): Promise<number>
  /** The replicas of the deployment after each period of 15 seconds, changes only: `0s=2 15s=4`. */
  course(seconds: number): Promise<string>
  /** 'Type Reason Message' of the events about the autoscaler, in their order. */
  events(name?: string): Promise<string[]>
  /** 'Type Status Reason Message' of its conditions. */
  conditions(name?: string): Promise<string[]>
  read<T>(command: (client: Client) => Promise<T>): Promise<T>
}

/** An empty cluster with room for many pods. */
export async function openHpaWorld(): Promise<HpaWorld> {
  const nodes = [{ name: 'worker', role: 'worker', cpu: '64', memory: '256Gi', pods: 500 }] as const
  const cluster = await openCluster({ store: 'memory', seed: 'hpa', now: START, nodes })
  const hpa = (name = 'web') => cluster.read((client) => client.get('HorizontalPodAutoscaler', at(name)))
  const world: HpaWorld = {
    cluster,
    read: (command) => cluster.read(command),
    hpa,
    async apply(...objects) {
      await cluster.write(async (client) => {
        for (const object of objects) {
          const { kind, apiVersion } = object as KubeObject
          const name = kindName({ kind, group: parseApiVersion(apiVersion).group })
          await client.create(name, object as ObjectOf<KindName>)
        }
      })
    },
    async patch(kind, name, patch) {
      await cluster.write((client) => client.patch(kind, at(name), 'merge', patch))
    },
    async advance(seconds) {
      await cluster.advance(seconds * 1000)
    },
    async replicas(name = 'web', kind = 'Deployment') {
      const scale = await cluster.read((client) => client.findScale(kind, at(name)))
      return scale?.spec.replicas ?? 0
    },
    async course(seconds) {
      const seen: string[] = []
      let last: number | undefined
      for (let passed = 0; passed <= seconds; passed += 15) {
        if (passed > 0) await world.advance(15)
        const now = await world.replicas()
        if (now !== last) seen.push(`${passed}s=${now}`)
        last = now
      }
      return seen.join(' ')
    },
    async events(name) {
      const { uid = '' } = (await hpa(name)).metadata
      const events = await cluster.read((client) => client.lookup('Event', 'involved', uid))
      return events.sort(byName).map(({ type, reason, message }) => `${type} ${reason} ${message}`)
    },
    async conditions(name) {
      const { status } = await hpa(name)
      return (status?.conditions ?? []).map(
        (condition) => `${condition.type} ${condition.status} ${condition.reason} ${condition.message}`,
      )
    },
    [Symbol.asyncDispose]: () => cluster.close(),
  }
  return world
}

function byName(a: Event, b: Event): number {
  return (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1
}

/** A deployment whose containers ask for 100m cpu and 100Mi memory. */
export function deployment(
  name: string,
  replicas: number,
  more: { load?: string; pod?: Record<string, string>; labels?: Record<string, string>; spec?: object } = {},
): object {
  const labels = { app: name, ...more.labels }
  const resources = { requests: { cpu: '100m', memory: '100Mi' } }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name,
      namespace: 'default',
      ...(more.load && { annotations: { 'kubelite.dev/cpu-total': more.load } }),
    },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, ...(more.pod && { annotations: more.pod }) },
        spec: { containers: [{ name: 'c', image: 'i', resources, ...more.spec }] },
      },
    },
  }
}

/** An autoscaler of the deployment of its name that aims at a cpu utilization. */
export function autoscaler(name: string, spec: object = {}): object {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, namespace: 'default' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: 1,
      maxReplicas: 10,
      metrics: [cpu(50)],
      ...spec,
    },
  }
}

/** The metric of cpu utilization. */
export function cpu(averageUtilization: number): object {
  return resource('cpu', { type: 'Utilization', averageUtilization })
}

/** The metric of a resource. */
export function resource(name: string, target: object): object {
  return { type: 'Resource', resource: { name, target } }
}

/** A time of the API so many seconds after the beginning. */
export function timeAt(seconds: number): string {
  return formatTime(START + seconds * 1000)
}
