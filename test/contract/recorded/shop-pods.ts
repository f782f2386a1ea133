/** The pods of the recorded namespace shop, as the controllers had made them and the kubelets reported them. */
import type { KubeObject } from '../../../src/apimachinery/object.ts'
import type { Client } from '../../../src/apiserver/client.ts'
import { controllerOf, inShop, put, recordEvent, setStatus } from './writes.ts'

/** Those that came into being before there was a LimitRange. */
export async function unlimitedPods(client: Client): Promise<void> {
  const daemons = await client.get('DaemonSet', inShop('agent'))
  const agent = { app: 'agent', 'controller-revision-hash': '6c9c75757b', 'pod-template-generation': '1' }
  await putPod(client, daemons, { name: 'agent-vlpd7', labels: agent, node: 'node-1', status: running })
  await putPod(client, daemons, { name: 'agent-2886v', labels: agent, node: 'node-2', status: running })
  await putPod(client, daemons, { name: 'agent-9stls', labels: agent, node: 'node-9' })
  await statefulPod(client, 'db-0', 'node-1')
  const job = await client.get('Job', inShop('migrate'))
  const labels = { 'controller-uid': job.metadata?.uid ?? '', 'job-name': 'migrate' }
  await putPod(client, job as KubeObject, {
    name: 'migrate-d8wrb',
    labels,
    node: 'node-9',
    status: succeeded,
  })
}

async function statefulPod(client: Client, name: string, node: string): Promise<void> {
  const set = await client.get('StatefulSet', inShop('db'))
  const labels = {
    app: 'db',
    'controller-revision-hash': 'db-fbb4b7c96',
    'statefulset.kubernetes.io/pod-name': name,
  }
  await claim(client, name)
  const failures = name === 'db-0' ? 2 : 1
  await putPod(client, set, { name, labels, node, status: running, claim: `data-${name}`, failures })
}

export async function limitedPods(client: Client, at: (seconds: number) => void): Promise<void> {
  at(3)
  await statefulPod(client, 'db-1', 'node-2')
  at(5)
  const job = await client.get('Job', inShop('migrate'))
  const labels = { 'controller-uid': job.metadata?.uid ?? '', 'job-name': 'migrate' }
  await putPod(client, job as KubeObject, { name: 'migrate-vb8rd', labels, node: 'node-9' })
  at(0)
  const legacy = await client.get('ReplicationController', inShop('legacy'))
  await putPod(client, legacy, {
    name: 'legacy-blvcg',
    labels: { app: 'legacy' },
    node: 'node-1',
    status: running,
  })
  const set = await replicaSet(client)
  const web = { app: 'web', 'pod-template-hash': '57cbb8cdb7', tier: 'front' }
  await putPod(client, set, { name: 'web-57cbb8cdb7-h84xl', labels: web, node: 'node-2', status: running })
  await putPod(client, set, { name: 'web-57cbb8cdb7-269z7', labels: web, node: 'node-1', status: running })
  await putPod(client, set, { name: 'web-57cbb8cdb7-szzvj', labels: web, node: 'node-2', status: running })
}

async function replicaSet(client: Client): Promise<KubeObject> {
  const deployment = await client.get('Deployment', inShop('web'))
  const labels = { ...deployment.metadata?.labels, 'pod-template-hash': '57cbb8cdb7' }
  const spec = deployment.spec
  const annotations = {
    'deployment.kubernetes.io/desired-replicas': '3',
    'deployment.kubernetes.io/max-replicas': '4',
    'deployment.kubernetes.io/revision': '1',
  }
  const name = 'web-57cbb8cdb7'
  const set = await put(client, {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      ...inShop(name),
      labels,
      annotations,
      ownerReferences: [controllerOf(deployment as KubeObject)],
    },
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: 'web', 'pod-template-hash': '57cbb8cdb7' } },
      template: { ...spec?.template, metadata: { labels } },
    },
    status: {
      replicas: 3,
      fullyLabeledReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      observedGeneration: 1,
    },
  })
  await recordEvent(client, {
    about: deployment as KubeObject,
    from: 'deployment-controller',
    reason: 'ScalingReplicaSet',
    message: `Scaled up replica set ${name} to 3`,
  })
  return set
}

interface PodPlace {
  name: string
  labels: Record<string, string>
  node: string
  /** Pending without one. */
  status?: (pod: KubeObject, node: string) => object
  /** The claim that a stateful set gives it. */
  claim?: string
  /** How often it could not be scheduled at first. */
  failures?: number
}

interface Template {
  containers: { name: string; image: string }[]
  volumes?: object[]
}

const eventSources: Record<string, string> = {
  DaemonSet: 'daemonset-controller',
  Job: 'job-controller',
  ReplicaSet: 'replicaset-controller',
  ReplicationController: 'replication-controller',
}

/** A pod of a workload as its controller makes it, with the status that a kubelet gave it. */
async function putPod(client: Client, owner: object, place: PodPlace): Promise<void> {
  const { name, labels, node, status, claim } = place
  const controller = owner as KubeObject & { spec: { template: { spec: Template } } }
  const spec = { ...controller.spec.template.spec, nodeName: node }
  if (claim)
    spec.volumes = [...(spec.volumes ?? []), { name: 'data', persistentVolumeClaim: { claimName: claim } }]
  const ownerReferences = [controllerOf(controller)]
  const pod = await put(client, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...inShop(name), labels, ownerReferences },
    spec,
  })
  await setStatus(client, 'Pod', name, status?.(pod, node) ?? { phase: 'Pending' })
  const from = eventSources[controller.kind]
  const created = { about: controller, reason: 'SuccessfulCreate', message: `Created pod: ${name}` }
  if (from) await recordEvent(client, { ...created, from })
  if (controller.kind === 'Job') return
  const failed = '0/3 nodes are available: 3 pod has unbound immediate PersistentVolumeClaims.'
  const scheduler = { about: pod, from: 'default-scheduler' }
  for (let failures = place.failures ?? 0; failures > 0; failures--)
    await recordEvent(client, { ...scheduler, type: 'Warning', reason: 'FailedScheduling', message: failed })
  const message = `Successfully assigned shop/${name} to ${node}`
  await recordEvent(client, { ...scheduler, reason: 'Scheduled', message })
}

const time = '2026-11-22T02:57:38Z'

function conditions(ready: 'True' | 'False') {
  const rows = [
    ['Initialized', 'True'],
    ['Ready', ready],
    ['ContainersReady', ready],
    ['PodScheduled', 'True'],
  ]
  return rows.map(([type, status]) => ({ type, status, lastTransitionTime: time }))
}

function running(pod: KubeObject): object {
  const { name = '', uid } = pod.metadata
  const { containers } = (pod as unknown as { spec: Template }).spec
  return {
    phase: 'Running',
    hostIP: '10.0.10.1',
    podIP: '192.168.192.168',
    podIPs: [{ ip: '192.168.192.168' }],
    startTime: time,
    conditions: conditions('True'),
    containerStatuses: containers.map((container) => ({
      name: container.name,
      image: container.image,
      imageID: container.image,
      containerID: `fakeRuntime://${name}_shop_${uid}_0_${container.name}_0`,
      ready: true,
      started: true,
      restartCount: 0,
      state: { running: { startedAt: time } },
    })),
  }
}

function succeeded(): object {
  return {
    phase: 'Succeeded',
    hostIP: '10.0.10.9',
    podIP: '10.244.9.7',
    podIPs: [{ ip: '10.244.9.7' }],
    startTime: time,
    conditions: conditions('False'),
    containerStatuses: [
      {
        name: 'migrate',
        image: 'busybox:1.36',
        imageID: 'docker.io/busybox:1.36',
        containerID: 'containerd://abababababababababababababababab',
        ready: false,
        restartCount: 0,
        state: { terminated: { exitCode: 0, reason: 'Completed', startedAt: time, finishedAt: time } },
      },
    ],
  }
}

/** The claim of a pod of the stateful set. */
async function claim(client: Client, pod: string): Promise<void> {
  await put(client, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { ...inShop(`data-${pod}`), labels: { app: 'db' } },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'manual',
      resources: { requests: { storage: '1Gi' } },
    },
  })
  const about = (await client.get('StatefulSet', inShop('db'))) as KubeObject
  const created = { about, from: 'statefulset-controller', reason: 'SuccessfulCreate' }
  const claimed = `create Claim data-${pod} Pod ${pod} in StatefulSet db success`
  await recordEvent(client, { ...created, message: claimed })
  await recordEvent(client, { ...created, message: `create Pod ${pod} in StatefulSet db successful` })
}
