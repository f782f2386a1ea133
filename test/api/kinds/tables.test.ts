/** The cells of `kubectl get`: transcript 03 and the newer columns. */
import { expect, it } from 'vitest'
import type { KindDefinition } from '../../../src/api/define-kind.ts'
import { horizontalPodAutoscaler } from '../../../src/api/kinds/autoscaling/horizontal-pod-autoscaler/horizontal-pod-autoscaler.ts'
import { certificateSigningRequest } from '../../../src/api/kinds/certificates/certificate-signing-request.ts'
import { endpoints } from '../../../src/api/kinds/core/endpoints.ts'
import { event } from '../../../src/api/kinds/core/event/event.ts'
import { node } from '../../../src/api/kinds/core/node/node.ts'
import { persistentVolume } from '../../../src/api/kinds/core/persistent-volume/persistent-volume.ts'
import { persistentVolumeClaim } from '../../../src/api/kinds/core/persistent-volume-claim/persistent-volume-claim.ts'
import { resourceQuota } from '../../../src/api/kinds/core/resource-quota.ts'
import { endpointSlice } from '../../../src/api/kinds/discovery/endpoint-slice.ts'
import { ingress } from '../../../src/api/kinds/networking/ingress/ingress.ts'
import { podDisruptionBudget } from '../../../src/api/kinds/policy/pod-disruption-budget.ts'
import { roleBinding } from '../../../src/api/kinds/rbac/role-binding.ts'
import { storageClass } from '../../../src/api/kinds/storage/storage-class.ts'
import { manifest, table } from './harness.ts'

type Kind = Pick<KindDefinition, keyof KindDefinition>

const rows: Record<string, [kind: Kind, yaml: string, cells: object]> = {
  'a ready node with roles': [
    node,
    `metadata: {labels: {node-role.kubernetes.io/master: "", node-role.kubernetes.io/control-plane: "", kubernetes.io/role: x}}
spec: {unschedulable: true}
status:
  conditions: [{type: Ready, status: "True"}]
  addresses: [{type: InternalIP, address: 10.0.10.9}]
  nodeInfo: {kubeletVersion: v1.36.0, osImage: Debian}`,
    {
      Status: 'Ready,SchedulingDisabled',
      Roles: 'control-plane,master,x',
      Version: 'v1.36.0',
      'Internal-IP': '10.0.10.9',
      'External-IP': '<none>',
      'OS-Image': 'Debian',
      'Kernel-Version': '<unknown>',
    },
  ],
  'a node that no kubelet reports': [node, '{}', { Status: 'Unknown', Roles: '<none>' }],
  'endpoints of several ports': [
    endpoints,
    'subsets: [{addresses: [{ip: 10.0.0.1}, {ip: 10.0.0.2}], ports: [{port: 80}, {port: 443}]}]',
    { Endpoints: '10.0.0.1:80,10.0.0.2:80,10.0.0.1:443 + 1 more...' },
  ],
  'no endpoints': [endpoints, '{}', { Endpoints: '<none>' }],
  'an empty slice': [
    endpointSlice,
    'addressType: IPv6',
    { AddressType: 'IPv6', Ports: '<unset>', Endpoints: '<unset>' },
  ],
  'a slice': [
    endpointSlice,
    'addressType: IPv4\nports: [{port: 80}, {name: all}]\nendpoints: [{addresses: [10.0.0.1]}]',
    { Ports: '80,all', Endpoints: '10.0.0.1' },
  ],
  'a repeated event': [
    event,
    `involvedObject: {kind: Pod, name: web, fieldPath: "spec.containers{a}"}
type: Warning
reason: BackOff
message: " again "
count: 9
firstTimestamp: "2026-11-22T02:50:00Z"
lastTimestamp: "2026-11-22T02:59:30Z"
source: {component: kubelet, host: worker-1}`,
    {
      'Last Seen': '30s',
      Object: 'pod/web',
      Subobject: 'spec.containers{a}',
      Source: 'kubelet, worker-1',
      Message: 'again',
      'First Seen': '10m',
      Count: 9,
      Name: 'a',
    },
  ],
  'an event of a series': [
    event,
    `involvedObject: {kind: Node}
eventTime: "2026-11-22T02:00:00.000000Z"
reportingComponent: c
series: {count: 4, lastObservedTime: "2026-11-22T02:59:00.000000Z"}`,
    { 'Last Seen': '60s', 'First Seen': '60m', Count: 4, Object: 'node', Source: 'c' },
  ],
  'a single new event': [
    event,
    'involvedObject: {kind: Node}\neventTime: "2026-11-22T02:59:00.000000Z"',
    { 'Last Seen': '60s', Count: 1 },
  ],
  'a bound volume': [
    persistentVolume,
    'spec: {capacity: {storage: 5Gi}, accessModes: [ReadWriteMany, ReadWriteOnce], persistentVolumeReclaimPolicy: Retain, claimRef: {namespace: shop, name: uploads}, storageClassName: manual, volumeMode: Filesystem}\nstatus: {phase: Bound}',
    {
      Capacity: '5Gi',
      'Access Modes': 'RWO,RWX',
      Status: 'Bound',
      Claim: 'shop/uploads',
      StorageClass: 'manual',
      VolumeAttributesClass: '<unset>',
      VolumeMode: 'Filesystem',
    },
  ],
  'a waiting claim': [
    persistentVolumeClaim,
    'spec: {storageClassName: fast, resources: {requests: {storage: 1Gi}}}\nstatus: {phase: Pending}',
    { Status: 'Pending', Volume: '', Capacity: '', 'Access Modes': '', StorageClass: 'fast' },
  ],
  'a claim on its way out': [
    persistentVolumeClaim,
    'metadata: {deletionTimestamp: "2026-11-22T02:59:00Z"}\nstatus: {phase: Bound}',
    { Status: 'Terminating' },
  ],
  'the default class': [
    storageClass,
    'metadata: {annotations: {storageclass.kubernetes.io/is-default-class: "true"}}\nprovisioner: x',
    {
      Name: 'a (default)',
      ReclaimPolicy: 'Delete',
      VolumeBindingMode: 'Immediate',
      AllowVolumeExpansion: false,
    },
  ],
  'an ingress of many hosts': [
    ingress,
    'spec: {ingressClassName: nginx, tls: [{}], rules: [{host: a}, {host: b}, {host: c}, {host: d}, {host: e}]}\nstatus: {loadBalancer: {ingress: [{ip: 203.0.113.51}]}}',
    { Class: 'nginx', Hosts: 'a,b,c + 2 more...', Address: '203.0.113.51', Ports: '80, 443' },
  ],
  'an ingress for all': [ingress, '{}', { Class: '<none>', Hosts: '*', Address: '', Ports: '80' }],
  'a quota': [
    resourceQuota,
    'status: {hard: {pods: "60", limits.memory: 8Gi, configmaps: "10"}, used: {pods: "10", limits.memory: 1152Mi}}',
    { Request: 'configmaps: 0/10, pods: 10/60', Limit: 'limits.memory: 1152Mi/8Gi' },
  ],
  'a budget': [
    podDisruptionBudget,
    'spec: {minAvailable: 2}\nstatus: {disruptionsAllowed: 1}',
    { 'Min Available': 2, 'Max Unavailable': 'N/A', 'Allowed Disruptions': 1 },
  ],
  'a binding': [
    roleBinding,
    'roleRef: {kind: Role, name: pod-reader}\nsubjects: [{kind: User, name: viewer}, {kind: ServiceAccount, name: builder, namespace: shop}, {kind: Group, name: dev}]',
    { Role: 'Role/pod-reader', Users: 'viewer', Groups: 'dev', ServiceAccounts: 'shop/builder' },
  ],
  'an autoscaler without metrics yet': [
    horizontalPodAutoscaler,
    'spec: {minReplicas: 2, maxReplicas: 5, scaleTargetRef: {kind: Deployment, name: web}, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]}\nstatus: {currentReplicas: 3}',
    { Reference: 'Deployment/web', Targets: 'cpu: <unknown>/80%', MinPods: 2, MaxPods: 5, Replicas: 3 },
  ],
  'a certificate that was issued': [
    certificateSigningRequest,
    'spec: {signerName: a/b, username: me, expirationSeconds: 86400}\nstatus: {certificate: eA==, conditions: [{type: Approved}]}',
    { SignerName: 'a/b', Requestor: 'me', RequestedDuration: '24h', Condition: 'Approved,Issued' },
  ],
}

it.each(Object.entries(rows))('shows %s', (_, [kind, yaml, cells]) => {
  const definition = kind as KindDefinition
  expect(table(definition, manifest(definition, yaml), true)).toMatchObject(cells)
})
