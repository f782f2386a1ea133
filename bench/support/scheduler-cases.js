/** The cases of upstream's scheduler_perf (test/integration/scheduler_perf), by their names there. */

/**
 * @typedef {object} Case
 * @property {string} about
 * @property {number} nodes as upstream measures it
 * @property {number} there pods that are placed before
 * @property {number} pods that are measured
 * @property {number} [threshold] upstream's, in pods per second
 * @property {(index: number) => object} node
 * @property {(index: number) => object} [old] a pod that is placed before
 * @property {(index: number) => object} pod a pod that is measured
 * @property {(round: number) => { create?: object[], remove?: object[] }} [churn] before each of ten rounds
 * @property {object[]} [others] what is there besides
 * @property {true} [isFull] the pods that are there fill the nodes: with more nodes there are more of them
 */

const ZONE = 'topology.kubernetes.io/zone'
const HOST = 'kubernetes.io/hostname'

/** @param {string} [zone] @param {Record<string, string>} [capacity] */
function node(name, zone, capacity = {}) {
  const amounts = { cpu: '4', memory: '32Gi', pods: '110', ...capacity }
  const labels = { [HOST]: name, ...(zone && { [ZONE]: zone }) }
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels },
    status: { capacity: amounts, allocatable: amounts },
  }
}

/** @param {{ name: string, namespace?: string, color?: string, cpu?: string, spec?: object }} options */
function pod({ name, namespace = 'default', color, cpu = '100m', spec }) {
  const requests = { cpu, memory: '500Mi' }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, ...(color && { labels: { color } }) },
    spec: {
      terminationGracePeriodSeconds: 0,
      containers: [
        { name: 'pause', image: 'registry.k8s.io/pause:3.10', resources: { requests, limits: requests } },
      ],
      ...spec,
    },
  }
}

const namespaces = ['sched-0', 'sched-1'].map((name) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name },
}))
const plainNode = (/** @type {number} */ index) => node(`node-${index}`)
const inZones =
  (/** @type {string[]} */ ...zones) =>
  (/** @type {number} */ index) =>
    node(`node-${index}`, zones[index % zones.length])
const plain = (/** @type {number} */ index) => pod({ name: `pod-${index}` })

/** @param {string} color @param {string} topologyKey */
const term = (color, topologyKey) => ({
  labelSelector: { matchLabels: { color } },
  topologyKey,
  namespaces: ['sched-0', 'sched-1'],
})
/** @param {string} color @param {object} affinity */
const withAffinity = (color, affinity) => ({
  others: namespaces,
  old: (/** @type {number} */ index) =>
    pod({ name: `old-${index}`, namespace: 'sched-0', color, spec: { affinity } }),
  pod: (/** @type {number} */ index) =>
    pod({ name: `pod-${index}`, namespace: 'sched-1', color, spec: { affinity } }),
})
const required = (/** @type {object} */ each) => ({ requiredDuringSchedulingIgnoredDuringExecution: [each] })
const preferred = (/** @type {object} */ each) => ({
  preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: each }],
})
const spreading = (/** @type {string} */ whenUnsatisfiable) => ({
  node: inZones('moon-1', 'moon-2', 'moon-3'),
  pod: (/** @type {number} */ index) =>
    pod({
      name: `pod-${index}`,
      color: 'blue',
      spec: {
        topologySpreadConstraints: [
          {
            maxSkew: 5,
            topologyKey: ZONE,
            whenUnsatisfiable,
            labelSelector: { matchLabels: { color: 'blue' } },
          },
        ],
      },
    }),
})
const nodeAffinity = {
  requiredDuringSchedulingIgnoredDuringExecution: {
    nodeSelectorTerms: [{ matchExpressions: [{ key: ZONE, operator: 'In', values: ['zone1', 'zone2'] }] }],
  },
}
const onOneNode = {
  requiredDuringSchedulingIgnoredDuringExecution: {
    nodeSelectorTerms: [
      { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['scheduler-perf-node'] }] },
    ],
  },
}
const large = (/** @type {string} */ name) => pod({ name, cpu: '9', spec: { priority: 10 } })
const LARGE_A_ROUND = 200
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'churn', namespace: 'default' },
  spec: { selector: { app: 'foo' }, ports: [{ protocol: 'TCP', port: 8080, targetPort: 8080 }] },
}
const churned = [node('churn-node'), large('churn-pod'), service]

/** @type {Record<string, Case>} */
export const cases = {
  SchedulingBasic: {
    about: 'pods that ask for cpu and memory only',
    ...{ nodes: 5000, there: 1000, pods: 10_000, threshold: 680 },
    node: plainNode,
    pod: plain,
  },
  SchedulingNodeAffinity: {
    about: 'pods that ask for zones',
    ...{ nodes: 5000, there: 5000, pods: 10_000, threshold: 220 },
    node: inZones('zone1'),
    pod: (index) => pod({ name: `pod-${index}`, spec: { affinity: { nodeAffinity } } }),
  },
  TopologySpreading: {
    about: 'pods that must spread over three zones',
    ...{ nodes: 5000, there: 5000, pods: 5000, threshold: 460 },
    ...spreading('DoNotSchedule'),
  },
  PreferredTopologySpreading: {
    about: 'pods that would rather spread over three zones',
    ...{ nodes: 5000, there: 5000, pods: 5000 },
    ...spreading('ScheduleAnyway'),
  },
  SchedulingPodAffinity: {
    about: 'pods that must be together in a zone',
    ...{ nodes: 5000, there: 5000, pods: 5000, threshold: 35 },
    node: inZones('zone1'),
    ...withAffinity('blue', { podAffinity: required(term('blue', ZONE)) }),
  },
  SchedulingPodAntiAffinity: {
    about: 'pods of which each wants a node for itself',
    ...{ nodes: 5000, there: 1000, pods: 2000, threshold: 60 },
    node: plainNode,
    ...withAffinity('green', { podAntiAffinity: required(term('green', HOST)) }),
  },
  SchedulingPreferredPodAffinity: {
    about: 'pods that would rather be together on a node',
    ...{ nodes: 5000, there: 5000, pods: 5000, threshold: 90 },
    node: plainNode,
    ...withAffinity('red', { podAffinity: preferred(term('red', HOST)) }),
  },
  SchedulingPreferredPodAntiAffinity: {
    about: 'pods that would rather not be together on a node',
    ...{ nodes: 5000, there: 5000, pods: 5000, threshold: 90 },
    node: plainNode,
    ...withAffinity('yellow', { podAntiAffinity: preferred(term('yellow', HOST)) }),
  },
  Unschedulable: {
    about: `pods among which others come that fit nowhere, ${10 * LARGE_A_ROUND} in all`,
    ...{ nodes: 5000, there: 100, pods: 10_000, threshold: 590 },
    node: plainNode,
    pod: plain,
    churn: (round) => ({
      create: Array.from({ length: LARGE_A_ROUND }, (_, index) => large(`large-${round}-${index}`)),
    }),
  },
  PreemptionBasic: {
    about: 'pods for each of which others have to go; upstream runs no larger one',
    ...{ nodes: 1000, there: 4000, pods: 1000, isFull: /** @type {const} */ (true) },
    node: plainNode,
    old: (index) => pod({ name: `old-${index}`, cpu: '900m' }),
    pod: (index) => pod({ name: `pod-${index}`, cpu: '3', spec: { priority: 10 } }),
  },
  SchedulingWithMixedChurn: {
    about: 'pods while a node, a pod and a service come and go',
    ...{ nodes: 5000, there: 0, pods: 10_000, threshold: 710 },
    node: plainNode,
    pod: plain,
    churn: (round) => (round % 2 === 0 ? { create: churned } : { remove: churned }),
  },
  SchedulingDaemonset: {
    about: 'pods that name their node, among 15,000',
    ...{ nodes: 15_000, there: 0, pods: 30_000, threshold: 1100 },
    node: (index) =>
      index === 0 ? node('scheduler-perf-node', undefined, { pods: '90000' }) : plainNode(index),
    pod: (index) => {
      const made = pod({ name: `pod-${index}`, spec: { affinity: { nodeAffinity: onOneNode } } })
      for (const container of made.spec.containers) container.resources = /** @type {never} */ ({})
      return made
    },
  },
}
