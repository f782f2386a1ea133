/** Small objects for the controllers' tests: each with what the test says and the least besides. */
import { formatTime } from '../../src/apimachinery/time.ts'
import type { ObjectMeta, Pod, ReplicaSet, Service } from '../../src/generated/types.ts'

/** The moment at which the tests take place. */
export const now = Date.parse('2026-01-01T12:00:00Z')

/** API time so many seconds before now. */
export function ago(seconds: number): string {
  return formatTime(now - seconds * 1000)
}

export interface PodTraits {
  node?: string
  phase?: string
  /** Seconds since it became ready; undefined: it is not ready. */
  readyFor?: number
  restarts?: number
  ip?: string
  /** Seconds since it was made. */
  age?: number
  terminating?: boolean
  metadata?: ObjectMeta
  spec?: Partial<NonNullable<Pod['spec']>>
}

export function pod(name: string, traits: PodTraits = {}): Pod {
  const {
    node,
    phase = 'Running',
    readyFor,
    restarts = 0,
    ip,
    age = 100,
    terminating,
    metadata,
    spec,
  } = traits
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'default',
      uid: `uid-${name}`,
      creationTimestamp: ago(age),
      ...(terminating && { deletionTimestamp: ago(1) }),
      ...metadata,
    },
    spec: { containers: [{ name: 'c', image: 'c:1' }], ...(node && { nodeName: node }), ...spec },
    status: {
      phase,
      conditions: [
        {
          type: 'Ready',
          status: readyFor === undefined ? 'False' : 'True',
          lastTransitionTime: ago(readyFor ?? 0),
        },
      ],
      containerStatuses: [{ name: 'c', image: 'c:1', imageID: '', ready: true, restartCount: restarts }],
      ...(ip && { podIP: ip, podIPs: [{ ip }] }),
    },
  }
}

export interface SetTraits {
  replicas?: number
  available?: number
  age?: number
  annotations?: Record<string, string>
  status?: Partial<NonNullable<ReplicaSet['status']>>
  metadata?: ObjectMeta
}

export function replicaSet(name: string, traits: SetTraits = {}): ReplicaSet {
  const { replicas = 0, available = replicas, age = 100, annotations, status, metadata } = traits
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      namespace: 'default',
      uid: `uid-${name}`,
      creationTimestamp: ago(age),
      generation: 1,
      ...(annotations && { annotations }),
      ...metadata,
    },
    spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: {} },
    status: { replicas, availableReplicas: available, observedGeneration: 1, ...status },
  }
}

export function service(name: string, spec: Partial<NonNullable<Service['spec']>> = {}): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name,
      namespace: 'default',
      uid: `uid-${name}`,
      creationTimestamp: ago(50),
      labels: { tier: 'front' },
    },
    spec: {
      clusterIP: '10.96.0.7',
      ipFamilies: ['IPv4'],
      selector: { app: 'web' },
      ports: [{ port: 80 }],
      ...spec,
    },
  }
}
