/** As whom the programs of the control plane make their requests: admission tells it to webhooks and policies. */
import type { Identity } from '../apiserver/context.ts'

/** The service accounts of controllers that are called otherwise than their controller (kube-controller-manager's names). */
const ACCOUNTS: Readonly<Record<string, string>> = {
  csrapproving: 'certificate-controller',
  csrcleaner: 'certificate-controller',
  csrsigning: 'certificate-controller',
  'daemonset-controller': 'daemon-set-controller',
  'endpoint-slice-controller': 'endpointslice-controller',
  'endpoint-slice-mirroring-controller': 'endpointslicemirroring-controller',
  'external-resizer': 'expand-controller',
  'garbage-collector-controller': 'generic-garbage-collector',
  'job-orphan-pod-controller': 'job-controller',
  'node-ipam-controller': 'node-controller',
  'persistentvolume-controller': 'persistent-volume-binder',
  'persistentvolume-protection-controller': 'pv-protection-controller',
  'persistentvolumeclaim-protection-controller': 'pvc-protection-controller',
  'pod-garbage-collector-controller': 'pod-garbage-collector',
  'root-ca-certificate-publisher-controller': 'root-ca-cert-publisher',
  'service-cidr-controller': 'service-cidrs-controller',
  'serviceaccount-controller': 'service-account-controller',
  'stale-pod-disruption': 'disruption-controller',
  'taint-eviction-controller': 'node-controller',
}

/** What the API server itself does. */
const OF_THE_SERVER = new Set([
  'api-priority-and-fairness-config-controller',
  'crd-registration-controller',
  'customresourcedefinition-controller',
  'customresourcedefinition-naming-controller',
  'event-ttl-controller',
  'kube-apiserver',
])

/** The identity of a program; of kube-controller-manager each controller has a service account, as kubeadm sets it up. */
export function programIdentity(component: string, reconciler: string): Identity {
  const all = 'system:authenticated'
  if (component === 'kube-scheduler') return { name: 'system:kube-scheduler', groups: [all], component }
  // Which node it is follows from the object of each request.
  if (component === 'kubelet') return { name: 'system:node', groups: ['system:nodes', all], component }
  if (OF_THE_SERVER.has(reconciler))
    return { name: 'system:apiserver', groups: ['system:masters', all], component }
  const account = ACCOUNTS[reconciler] ?? reconciler
  return {
    name: `system:serviceaccount:kube-system:${account}`,
    groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', all],
    component,
  }
}
