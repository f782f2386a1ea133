/** What else the controllers had made of the recorded namespace shop: bindings, statuses, endpoints, events. */
import type { KubeObject } from '../../../src/apimachinery/object.ts'
import type { Client, KindName } from '../../../src/apiserver/client.ts'
import { controllerOf, inShop, put, recordEvent, setStatus } from './writes.ts'

export async function bindVolumes(client: Client): Promise<void> {
  await bind(client, 'data-db-0', 'pv-1', { storage: '1Gi' }, ['ReadWriteOnce'])
  await bind(client, 'data-db-1', 'pv-2', { storage: '1Gi' }, ['ReadWriteOnce'])
  await bind(client, 'uploads', 'pv-3', { storage: '5Gi' }, ['ReadWriteOnce', 'ReadWriteMany'])
  await setStatus(client, 'PersistentVolume', 'pv-free', { phase: 'Available' }, '')
  await setStatus(client, 'PersistentVolumeClaim', 'waiting', { phase: 'Pending' })
}

async function bind(
  client: Client,
  name: string,
  volumeName: string,
  capacity: object,
  accessModes: string[],
) {
  const bound = 'pv.kubernetes.io/bound-by-controller'
  const annotations = { 'pv.kubernetes.io/bind-completed': 'yes', [bound]: 'yes' }
  const claim = { metadata: { annotations }, spec: { volumeName } }
  const { metadata } = await client.patch('PersistentVolumeClaim', inShop(name), 'merge', claim)
  await setStatus(client, 'PersistentVolumeClaim', name, { phase: 'Bound', capacity, accessModes })
  const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...inShop(name), uid: metadata?.uid }
  const volume = { metadata: { annotations: { [bound]: 'yes' } }, spec: { claimRef } }
  await client.patch('PersistentVolume', { namespace: '', name: volumeName }, 'merge', volume)
  await setStatus(client, 'PersistentVolume', volumeName, { phase: 'Bound' }, '')
}

export async function setStatuses(client: Client): Promise<void> {
  for (const [kind, name, status] of shopStatuses) await setStatus(client, kind, name, status)
  const revision = { metadata: { annotations: { 'deployment.kubernetes.io/revision': '1' } } }
  await client.patch('Deployment', inShop('web'), 'merge', revision)
}

const time = '2026-11-22T02:57:38Z'

const condition = (type: string, reason: string) => ({
  type,
  status: 'True',
  reason,
  lastUpdateTime: time,
  lastTransitionTime: time,
})

const unmeasured =
  'failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)'

const shopStatuses: readonly [kind: KindName, name: string, status: object][] = [
  [
    'Deployment',
    'web',
    {
      replicas: 3,
      updatedReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      observedGeneration: 1,
      conditions: [
        condition('Available', 'MinimumReplicasAvailable'),
        condition('Progressing', 'NewReplicaSetAvailable'),
      ],
    },
  ],
  ['StatefulSet', 'db', { replicas: 2, readyReplicas: 2, currentReplicas: 2, updatedReplicas: 2 }],
  [
    'DaemonSet',
    'agent',
    {
      desiredNumberScheduled: 3,
      currentNumberScheduled: 3,
      numberReady: 2,
      updatedNumberScheduled: 3,
      numberAvailable: 2,
      numberMisscheduled: 0,
    },
  ],
  ['Job', 'migrate', { active: 1, succeeded: 1, startTime: '2026-11-22T02:57:35Z' }],
  [
    'ReplicationController',
    'legacy',
    { replicas: 1, fullyLabeledReplicas: 1, readyReplicas: 1, availableReplicas: 1 },
  ],
  [
    'HorizontalPodAutoscaler',
    'web',
    {
      currentReplicas: 3,
      desiredReplicas: 0,
      conditions: [
        {
          ...condition('AbleToScale', 'SucceededGetScale'),
          message: "the HPA controller was able to get the target's current scale",
        },
        {
          ...condition('ScalingActive', 'FailedGetResourceMetric'),
          status: 'False',
          message: `the HPA was unable to compute the replica count: ${unmeasured}`,
        },
      ],
    },
  ],
  [
    'PodDisruptionBudget',
    'web',
    { currentHealthy: 3, desiredHealthy: 2, disruptionsAllowed: 1, expectedPods: 3, observedGeneration: 1 },
  ],
  ['Service', 'web-lb', { loadBalancer: { ingress: [{ ip: '203.0.113.50' }] } }],
  ['Ingress', 'web', { loadBalancer: { ingress: [{ ip: '203.0.113.51' }] } }],
  [
    'ResourceQuota',
    'team-quota',
    {
      hard: { configmaps: '10', 'limits.memory': '8Gi', pods: '60', 'requests.cpu': '4', services: '10' },
      used: { configmaps: '2', 'limits.memory': '1152Mi', pods: '10', 'requests.cpu': '450m', services: '5' },
    },
  ],
]

export async function putEndpoints(client: Client): Promise<void> {
  const ports: Record<string, [string | undefined, number][]> = {
    db: [['pg', 5432]],
    web: [['http', 80]],
    'web-lb': [[undefined, 80]],
    'web-np': [
      ['https', 8443],
      ['http', 80],
    ],
  }
  for (const [name, list] of Object.entries(ports)) {
    const addresses = (name === 'db' ? [1, 2] : [1, 2, 3]).map(() => ({ ip: '192.168.192.168' }))
    const subsets = [
      {
        addresses,
        ports: list.map(([port, number]) => ({ ...(port && { name: port }), port: number, protocol: 'TCP' })),
      },
    ]
    const annotations = { 'endpoints.kubernetes.io/last-change-trigger-time': '2026-11-22T02:57:39Z' }
    const labels = name === 'web' ? { app: 'web' } : {}
    const metadata = { ...inShop(name), labels, annotations }
    await put(client, { apiVersion: 'v1', kind: 'Endpoints', metadata, subsets })
  }
}

export async function putRevisions(client: Client): Promise<void> {
  for (const [kind, owner, hash, labels] of [
    ['DaemonSet', 'agent', '6c9c75757b', { app: 'agent', 'controller-revision-hash': '6c9c75757b' }],
    ['StatefulSet', 'db', 'fbb4b7c96', { 'controller.kubernetes.io/hash': 'fbb4b7c96' }],
  ] as const) {
    const set = await client.get(kind, inShop(owner))
    const annotations = kind === 'DaemonSet' ? { 'deprecated.daemonset.template.generation': '1' } : {}
    await put(client, {
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      metadata: {
        ...inShop(`${owner}-${hash}`),
        labels,
        annotations,
        ownerReferences: [controllerOf(set as KubeObject)],
      },
      data: { spec: { template: { $patch: 'replace', ...set.spec?.template } } },
      revision: 1,
    })
  }
}

export async function putOtherEvents(client: Client): Promise<void> {
  const budget = await client.get('PodDisruptionBudget', inShop('web'))
  const noPods = { reason: 'NoPods', message: 'No matching pods found' }
  await recordEvent(client, { about: budget as KubeObject, from: 'controllermanager', ...noPods })
  const scaler = (await client.get('HorizontalPodAutoscaler', inShop('web'))) as KubeObject
  const warning = { about: scaler, from: 'horizontal-pod-autoscaler', type: 'Warning' as const }
  const invalid = `invalid metrics (1 invalid out of 1), first error is: ${unmeasured}`
  await recordEvent(client, { ...warning, reason: 'FailedGetResourceMetric', message: unmeasured })
  await recordEvent(client, { ...warning, reason: 'FailedComputeMetricsReplicas', message: invalid })
  await recordEvent(client, {
    about: (await client.get('PersistentVolumeClaim', inShop('waiting'))) as KubeObject,
    from: 'persistentvolume-controller',
    reason: 'WaitForFirstConsumer',
    message: 'waiting for first consumer to be created before binding',
  })
}
