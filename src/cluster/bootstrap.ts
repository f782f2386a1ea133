/** The objects that a new cluster starts with: what kubeadm and the control plane make by themselves. */
import { INGRESS_NGINX, NGINX_CLASS } from '../api/kinds/networking/ingress/class.ts'
import type { KubeObject, Unstructured } from '../apimachinery/object.ts'
import { clusterAdmin, type ServerContext } from '../apiserver/context.ts'
import { createClient } from '../apiserver/server.ts'
import type { NodeShape } from './cluster.ts'
import { nodeObject } from './node-object.ts'
import { BOOTSTRAPPED_KEY } from './state.ts'

/** The nodes of a cluster for which nothing else is said. */
export const defaultNodes: readonly NodeShape[] = [
  { name: 'control-plane', role: 'control-plane', cpu: '4', memory: '8Gi' },
  { name: 'worker-1', role: 'worker', cpu: '4', memory: '8Gi' },
  { name: 'worker-2', role: 'worker', cpu: '4', memory: '8Gi' },
]

/** Creates the first objects of a cluster. */
export async function bootstrap(
  server: ServerContext,
  nodes: readonly NodeShape[] = defaultNodes,
): Promise<void> {
  const client = createClient(server, clusterAdmin)
  for (const object of [...systemObjects, ...nodes.map(nodeObject)])
    await client.create(object.kind, object as Unstructured)
  await client.create('Service', kubernetesService(server))
  await server.store.txn({ ops: [], meta: new Map([[BOOTSTRAPPED_KEY, true]]) })
}

function namespace(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }
}

function priorityClass(name: string, value: number, description: string): KubeObject {
  const object = { value, description, preemptionPolicy: 'PreemptLowerPriority' }
  return { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, ...object }
}

const standardClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: 'kubelite.dev/simulated',
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'Immediate',
  allowVolumeExpansion: true,
}

/** As minikube's ingress addon has it: an ingress that names no class is served by the simulated controller. */
const nginxClass = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name: NGINX_CLASS, annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } },
  spec: { controller: INGRESS_NGINX },
}

const systemObjects: readonly KubeObject[] = [
  ...['default', 'kube-node-lease', 'kube-public', 'kube-system'].map(namespace),
  priorityClass(
    'system-cluster-critical',
    2_000_000_000,
    'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  ),
  priorityClass(
    'system-node-critical',
    2_000_001_000,
    'Used for system critical pods that must not be moved from their current node.',
  ),
  standardClass,
  nginxClass,
]

/** The API server's own address inside of the cluster: the first of the range. */
function kubernetesService({ network }: ServerContext): KubeObject {
  const [a = '', b = '', c = ''] = network.serviceCidr.split('.')
  const spec = {
    type: 'ClusterIP',
    clusterIP: `${a}.${b}.${c}.1`,
    ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }],
  }
  const metadata = {
    name: 'kubernetes',
    namespace: 'default',
    labels: { component: 'apiserver', provider: 'kubernetes' },
  }
  return { apiVersion: 'v1', kind: 'Service', metadata, spec } as KubeObject
}
