/** `kubectl describe` of nodes, volumes, policies and what else holds for many: transcripts 06 and 08. */
import { expect, it } from 'vitest'
import type { KindDefinition } from '../../../src/api/define-kind.ts'
import { horizontalPodAutoscaler } from '../../../src/api/kinds/autoscaling/horizontal-pod-autoscaler/horizontal-pod-autoscaler.ts'
import { limitRange } from '../../../src/api/kinds/core/limit-range.ts'
import { namespace } from '../../../src/api/kinds/core/namespace.ts'
import { node } from '../../../src/api/kinds/core/node/node.ts'
import { persistentVolume } from '../../../src/api/kinds/core/persistent-volume/persistent-volume.ts'
import { resourceQuota } from '../../../src/api/kinds/core/resource-quota.ts'
import { ingressClass } from '../../../src/api/kinds/networking/ingress-class.ts'
import { networkPolicy } from '../../../src/api/kinds/networking/network-policy/network-policy.ts'
import { podDisruptionBudget } from '../../../src/api/kinds/policy/pod-disruption-budget.ts'
import { clusterRole } from '../../../src/api/kinds/rbac/role.ts'
import { priorityClass } from '../../../src/api/kinds/scheduling/priority-class.ts'
import { storageClass } from '../../../src/api/kinds/storage/storage-class.ts'
import { described, manifest } from './harness.ts'
import { world } from './recorded-world.ts'

type Kind = Pick<KindDefinition, keyof KindDefinition>

const rows: Record<string, [kind: Kind, yaml: string, text: string]> = {
  'a network policy': [
    networkPolicy,
    `metadata: {creationTimestamp: "2026-11-22T02:57:35Z"}
spec:
  podSelector: {matchLabels: {app: db}}
  policyTypes: [Ingress, Egress]
  ingress: [{ports: [{port: 5432, protocol: TCP}, {port: 80, endPort: 90, protocol: TCP}], from: [{podSelector: {matchLabels: {app: web}}}, {namespaceSelector: {matchLabels: {team: ops}}}]}]`,
    `Name:         a
Namespace:    shop
Created on:   2026-11-22 02:57:35 +0000 UTC
Labels:       <none>
Annotations:  <none>
Spec:
  PodSelector:     app=db
  Allowing ingress traffic:
    To Port: 5432/TCP
    To Port Range: 80-90/TCP
    From:
      PodSelector: app=web
    From:
      NamespaceSelector: team=ops
  Allowing egress traffic:
    <none> (Selected pods are isolated for egress connectivity)
  Policy Types: Ingress, Egress
`,
  ],
  'a volume': [
    persistentVolume,
    `metadata: {labels: {type: local}, finalizers: [kubernetes.io/pv-protection]}
spec: {accessModes: [ReadWriteOnce, ReadWriteMany], capacity: {storage: 5Gi}, persistentVolumeReclaimPolicy: Retain, storageClassName: manual, volumeMode: Filesystem, claimRef: {namespace: shop, name: uploads}, nfs: {server: nfs.example.com, path: /exports}}
status: {phase: Bound}`,
    `Name:            a
Labels:          type=local
Annotations:     <none>
Finalizers:      [kubernetes.io/pv-protection]
StorageClass:    manual
Status:          Bound
Claim:           shop/uploads
Reclaim Policy:  Retain
Access Modes:    RWO,RWX
VolumeMode:      Filesystem
Capacity:        5Gi
Node Affinity:   <none>
Message:         
Source:
    Type:      NFS (an NFS mount that lasts the lifetime of a pod)
    Server:    nfs.example.com
    Path:      /exports
    ReadOnly:  false
Events:        <none>
`,
  ],
  'a storage class': [
    storageClass,
    'metadata: {annotations: {storageclass.kubernetes.io/is-default-class: "true"}}\nprovisioner: example.com/fast\nparameters: {type: ssd}\nallowVolumeExpansion: true\nreclaimPolicy: Delete\nvolumeBindingMode: WaitForFirstConsumer',
    `Name:                  a
IsDefaultClass:        Yes
Annotations:           storageclass.kubernetes.io/is-default-class=true
Provisioner:           example.com/fast
Parameters:            type=ssd
AllowVolumeExpansion:  True
MountOptions:          <none>
ReclaimPolicy:         Delete
VolumeBindingMode:     WaitForFirstConsumer
Events:                <none>
`,
  ],
  'a cluster role': [
    clusterRole,
    'metadata: {labels: {team: ops}}\nrules: [{apiGroups: [""], resources: [pods, pods/log], verbs: [get, list]}, {apiGroups: [apps], resources: [deployments/scale], resourceNames: [web], verbs: [patch]}, {nonResourceURLs: [/healthz, /metrics], verbs: [get]}]',
    `Name:         a
Labels:       team=ops
Annotations:  <none>
PolicyRule:
  Resources               Non-Resource URLs  Resource Names  Verbs
  ---------               -----------------  --------------  -----
  pods/log                []                 []              [get list]
  pods                    []                 []              [get list]
                          [/healthz]         []              [get]
                          [/metrics]         []              [get]
  deployments.apps/scale  []                 [web]           [patch]
`,
  ],
  'a namespace without quota': [
    namespace,
    'status: {phase: Active}',
    `Name:         a
Labels:       <none>
Annotations:  <none>
Status:       Active

No resource quota.

No LimitRange resource.
`,
  ],
  'a priority class': [
    priorityClass,
    'value: 100000\npreemptionPolicy: PreemptLowerPriority\ndescription: important things',
    `Name:              a
Value:             100000
GlobalDefault:     false
PreemptionPolicy:  PreemptLowerPriority
Description:       important things
Annotations:       <none>
Events:            <none>
`,
  ],
  'a disruption budget': [
    podDisruptionBudget,
    'spec: {minAvailable: 2, selector: {matchLabels: {app: zk}}}\nstatus: {disruptionsAllowed: 1, currentHealthy: 3, desiredHealthy: 2, expectedPods: 3}',
    `Name:           a
Namespace:      shop
Min available:  2
Selector:       app=zk
Status:
    Allowed disruptions:  1
    Current:              3
    Desired:              2
    Total:                3
Events:                   <none>
`,
  ],
  'an autoscaler': [
    horizontalPodAutoscaler,
    `metadata: {creationTimestamp: "2026-11-22T02:57:35Z"}
spec: {minReplicas: 2, maxReplicas: 5, scaleTargetRef: {kind: Deployment, name: web}, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]}
status: {currentReplicas: 3, desiredReplicas: 3, conditions: [{type: AbleToScale, status: "True", reason: SucceededGetScale, message: got the scale}]}`,
    `Name:                                                  a
Namespace:                                             shop
Labels:                                                <none>
Annotations:                                           <none>
CreationTimestamp:                                     Sun, 22 Nov 2026 02:57:35 +0000
Reference:                                             Deployment/web
Metrics:                                               ( current / target )
  resource cpu on pods  (as a percentage of request):  <unknown> / 80%
Min replicas:                                          2
Max replicas:                                          5
Deployment pods:                                       3 current / 3 desired
Conditions:
  Type         Status  Reason             Message
  ----         ------  ------             -------
  AbleToScale  True    SucceededGetScale  got the scale
Events:        <none>
`,
  ],
  'an ingress class': [
    ingressClass,
    'spec: {controller: k8s.io/ingress-nginx, parameters: {apiGroup: k8s.example.com, kind: Parameters, name: p}}',
    `Name:         a
Labels:       <none>
Annotations:  <none>
Controller:   k8s.io/ingress-nginx
Parameters:
  APIGroup:  k8s.example.com
  Kind:      Parameters
  Name:      p
Events:      <none>
`,
  ],
  'a node': [
    node,
    `metadata: {creationTimestamp: "2026-11-22T02:57:22Z", labels: {node-role.kubernetes.io/worker: ""}}
spec: {podCIDR: 10.244.1.0/24, podCIDRs: [10.244.1.0/24], taints: [{key: a, value: b, effect: NoSchedule}]}
status:
  addresses: [{type: InternalIP, address: 10.0.10.1}]
  conditions: [{type: Ready, status: "True", lastHeartbeatTime: "2026-11-22T02:58:52Z", lastTransitionTime: "2026-11-22T02:57:32Z", reason: KubeletReady, message: kubelet is posting ready status}]
  capacity: {cpu: "1", memory: 3840Mi, example.com/gpu: "2"}
  allocatable: {cpu: "1", memory: 3840Mi, example.com/gpu: "2", pods: "110"}
  nodeInfo: {kernelVersion: "6.1", osImage: Debian, operatingSystem: linux, architecture: amd64, containerRuntimeVersion: "containerd://2", kubeletVersion: v1.36.0, machineID: "", systemUUID: "", bootID: "", kubeProxyVersion: ""}`,
    `Name:               a
Roles:              worker
Labels:             node-role.kubernetes.io/worker=
Annotations:        <none>
CreationTimestamp:  Sun, 22 Nov 2026 02:57:22 +0000
Taints:             a=b:NoSchedule
Unschedulable:      false
Lease:              Failed to get lease: leases.coordination.k8s.io "a" not found
Conditions:
  Type    Status  LastHeartbeatTime                 LastTransitionTime                Reason         Message
  ----    ------  -----------------                 ------------------                ------         -------
  Ready   True    Sun, 22 Nov 2026 02:58:52 +0000   Sun, 22 Nov 2026 02:57:32 +0000   KubeletReady   kubelet is posting ready status
Addresses:
  InternalIP:  10.0.10.1
Capacity:
  cpu:              1
  example.com/gpu:  2
  memory:           3840Mi
Allocatable:
  cpu:              1
  example.com/gpu:  2
  memory:           3840Mi
  pods:             110
System Info:
  Machine ID:                 
  System UUID:                
  Boot ID:                    
  Kernel Version:             6.1
  OS Image:                   Debian
  Operating System:           linux
  Architecture:               amd64
  Container Runtime Version:  containerd://2
  Kubelet Version:            v1.36.0
  Kube-Proxy Version:         
PodCIDR:                      10.244.1.0/24
PodCIDRs:                     10.244.1.0/24
Non-terminated Pods:          (1 in total)
  Namespace                   Name     CPU Requests  CPU Limits  Memory Requests  Memory Limits  Age
  ---------                   ----     ------------  ----------  ---------------  -------------  ---
  shop                        web-1    100m (10%)    250m (25%)  64Mi (1%)        0 (0%)         90s
Allocated resources:
  (Total limits may be over 100 percent, i.e., overcommitted.)
  Resource           Requests    Limits
  --------           --------    ------
  cpu                100m (10%)  250m (25%)
  memory             64Mi (1%)   0 (0%)
  ephemeral-storage  0 (0%)      0 (0%)
  example.com/gpu    0           0
Events:              <none>
`,
  ],
}

it.each(Object.entries(rows))('describes %s', async (_, [kind, yaml, text]) => {
  const definition = kind as KindDefinition
  expect(await described(definition, manifest(definition, yaml), world)).toBe(text)
})

const quota = manifest(
  resourceQuota,
  'metadata: {name: team-quota}\nstatus: {hard: {pods: "60", limits.memory: 8Gi}, used: {pods: "10", limits.memory: 1152Mi}}',
)
const limits = manifest(
  limitRange,
  'metadata: {name: defaults}\nspec: {limits: [{type: Container, min: {cpu: 10m}, max: {cpu: "1"}, defaultRequest: {cpu: 50m, memory: 32Mi}, default: {cpu: 200m, memory: 256Mi}, maxLimitRequestRatio: {cpu: "20"}}, {type: PersistentVolumeClaim, max: {storage: 10Gi}}]}',
)

it('describes a namespace with quota and limits', async () => {
  const shop = manifest(namespace, 'metadata: {labels: {team: ops}}\nstatus: {phase: Active}')
  expect(
    await described(namespace, shop, { ResourceQuota: [quota], LimitRange: [limits] }),
  ).toBe(`Name:         a
Labels:       team=ops
Annotations:  <none>
Status:       Active

Resource Quotas
  Name:          team-quota
  Resource       Used    Hard
  --------       ---     ---
  limits.memory  1152Mi  8Gi
  pods           10      60

Resource Limits
 Type                   Resource  Min  Max   Default Request  Default Limit  Max Limit/Request Ratio
 ----                   --------  ---  ---   ---------------  -------------  -----------------------
 Container              cpu       10m  1     50m              200m           20
 Container              memory    -    -     32Mi             256Mi          -
 PersistentVolumeClaim  storage   -    10Gi  -                -              -
`)
})

it('describes a quota and limits by themselves', async () => {
  expect(await described(resourceQuota, quota)).toBe(`Name:          team-quota
Namespace:     shop
Resource       Used    Hard
--------       ----    ----
limits.memory  1152Mi  8Gi
pods           10      60
`)
  expect(await described(limitRange, limits)).toBe(`Name:                  defaults
Namespace:             shop
Type                   Resource  Min  Max   Default Request  Default Limit  Max Limit/Request Ratio
----                   --------  ---  ---   ---------------  -------------  -----------------------
Container              cpu       10m  1     50m              200m           20
Container              memory    -    -     32Mi             256Mi          -
PersistentVolumeClaim  storage   -    10Gi  -                -              -
`)
})
