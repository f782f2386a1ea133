/** `kubectl describe` of pods and workloads, word for word as in transcripts 06, 07 and 34. */
import { describe, expect, it } from 'vitest'
import { deployment } from '../../../../../src/api/kinds/apps/deployment.ts'
import { statefulSet } from '../../../../../src/api/kinds/apps/stateful-set.ts'
import { job } from '../../../../../src/api/kinds/batch/job.ts'
import { pod } from '../../../../../src/api/kinds/core/pod/pod.ts'
import type { KubeObject } from '../../../../../src/apimachinery/object.ts'
import type { Pod } from '../../../../../src/generated/types.ts'
import { created, described, manifest } from '../../harness.ts'

const BIG = `
metadata:
  name: big
  labels: {app: big}
  annotations: {note: "one line", multi: "line one\\nline two"}
spec:
  priority: 100000
  priorityClassName: high
  serviceAccountName: default
  nodeSelector: {disk: ssd}
  initContainers:
  - {name: init, image: "busybox:1.36", command: [sh, -c, "echo init"]}
  containers:
  - name: main
    image: registry.example.com/team/app:v1.2.3
    command: [/bin/app]
    args: [--verbose, "--port=8080"]
    ports: [{name: http, containerPort: 8080}, {name: dns, containerPort: 53, protocol: UDP}]
    resources: {requests: {cpu: "16", memory: 1Gi}, limits: {cpu: "32", memory: 2Gi}}
    livenessProbe: {httpGet: {path: /live, port: 8080}, initialDelaySeconds: 5, failureThreshold: 5}
    readinessProbe: {exec: {command: [cat, /tmp/ready]}}
    startupProbe: {tcpSocket: {port: http}}
    volumeMounts:
    - {name: empty, mountPath: /empty}
    - {name: host, mountPath: /host, readOnly: true}
    - {name: claim, mountPath: /claim, subPath: sub}
  - name: sidecar
    image: sidecar
    envFrom: [{secretRef: {name: app-secret}}, {configMapRef: {name: nosuch, optional: true}, prefix: X_}]
  volumes:
  - {name: empty, emptyDir: {medium: Memory, sizeLimit: 10Mi}}
  - {name: host, hostPath: {path: /var/log, type: Directory}}
  - {name: claim, persistentVolumeClaim: {claimName: uploads}}
  - name: proj
    projected: {sources: [{configMap: {name: app-config}}, {secret: {name: app-secret}}, {downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}}]}
  tolerations:
  - {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 300}
  - {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 300}
`

const BIG_DESCRIBED = `Name:                 big
Namespace:            shop
Priority:             100000
Priority Class Name:  high
Service Account:      default
Node:                 <none>
Labels:               app=big
Annotations:          multi:
                        line one
                        line two
                      note: one line
Status:               Pending
IP:                   
IPs:                  <none>
Init Containers:
  init:
    Image:      busybox:1.36
    Port:       <none>
    Host Port:  <none>
    Command:
      sh
      -c
      echo init
    Environment:  <none>
    Mounts:       <none>
Containers:
  main:
    Image:       registry.example.com/team/app:v1.2.3
    Ports:       8080/TCP (http), 53/UDP (dns)
    Host Ports:  0/TCP (http), 0/UDP (dns)
    Command:
      /bin/app
    Args:
      --verbose
      --port=8080
    Limits:
      cpu:     32
      memory:  2Gi
    Requests:
      cpu:        16
      memory:     1Gi
    Liveness:     http-get http://:8080/live delay=5s timeout=1s period=10s #success=1 #failure=5
    Readiness:    exec [cat /tmp/ready] delay=0s timeout=1s period=10s #success=1 #failure=3
    Startup:      tcp-socket :http delay=0s timeout=1s period=10s #success=1 #failure=3
    Environment:  <none>
    Mounts:
      /claim from claim (rw,path="sub")
      /empty from empty (rw)
      /host from host (ro)
  sidecar:
    Image:      sidecar
    Port:       <none>
    Host Port:  <none>
    Environment Variables from:
      app-secret  Secret                      Optional: false
      nosuch      ConfigMap with prefix 'X_'  Optional: true
    Environment:  <none>
    Mounts:       <none>
Conditions:
  Type           Status
  PodScheduled   False 
Volumes:
  empty:
    Type:       EmptyDir (a temporary directory that shares a pod's lifetime)
    Medium:     Memory
    SizeLimit:  10Mi
  host:
    Type:          HostPath (bare host directory volume)
    Path:          /var/log
    HostPathType:  Directory
  claim:
    Type:       PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)
    ClaimName:  uploads
    ReadOnly:   false
  proj:
    Type:           Projected (a volume that contains injected data from multiple sources)
    ConfigMapName:  app-config
    Optional:       false
    SecretName:     app-secret
    Optional:       false
    DownwardAPI:    true
QoS Class:          Burstable
Node-Selectors:     disk=ssd
Tolerations:        node.kubernetes.io/not-ready:NoExecute op=Exists for 300s
                    node.kubernetes.io/unreachable:NoExecute op=Exists for 300s
Events:
  Type     Reason            Age                From               Message
  ----     ------            ----               ----               -------
  Warning  FailedScheduling  2s                 default-scheduler  0/3 nodes are available.
  Normal   Pulling           10s (x3 over 20s)  kubelet            spec.containers{main}: Pulling image
`

const event = (rest: object): KubeObject =>
  ({ apiVersion: 'v1', kind: 'Event', metadata: {}, involvedObject: {}, ...rest }) as KubeObject

describe('kubectl describe', () => {
  it('shows a pod with all its parts', async () => {
    const object = { ...created(pod, BIG) }
    object.status = { ...object.status, conditions: [{ type: 'PodScheduled', status: 'False' }] }
    const events = [
      event({
        type: 'Warning',
        reason: 'FailedScheduling',
        message: '0/3 nodes are available.',
        source: { component: 'default-scheduler' },
        firstTimestamp: '2026-11-22T02:59:58Z',
        lastTimestamp: '2026-11-22T02:59:40Z',
      }),
      event({
        type: 'Normal',
        reason: 'Pulling',
        message: 'Pulling image',
        count: 3,
        involvedObject: { fieldPath: 'spec.containers{main}' },
        source: { component: 'kubelet' },
        firstTimestamp: '2026-11-22T02:59:40Z',
        lastTimestamp: '2026-11-22T02:59:50Z',
      }),
    ]
    expect(await described(pod, object, { Event: events })).toBe(BIG_DESCRIBED)
  })

  it('shows the states of containers', async () => {
    const object = manifest(
      pod,
      `
spec: {containers: [{name: c0, image: busybox}]}
status: {phase: Running, containerStatuses: [{name: c0, image: busybox, imageID: id, containerID: x://1, ready: false, restartCount: 4, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 1, reason: Error}}}]}`,
    )
    expect(await described(pod, object)).toContain(`    Container ID:   x://1
    Image:          busybox
    Image ID:       id
    Port:           <none>
    Host Port:      <none>
    State:          Waiting
      Reason:       CrashLoopBackOff
    Last State:     Terminated
      Reason:       Error
      Exit Code:    1
      Started:      Mon, 01 Jan 0001 00:00:00 +0000
      Finished:     Mon, 01 Jan 0001 00:00:00 +0000
    Ready:          False
    Restart Count:  4
`)
  })

  it('shows a deployment with its replica sets', async () => {
    const template = {
      metadata: { labels: { app: 'zero' } },
      spec: { containers: [{ name: 'zero', image: 'zero:1' }] },
    }
    const object = created(
      deployment,
      `metadata: {name: zero, uid: u1, labels: {app: zero}}\nspec: {replicas: 0, selector: {matchLabels: {app: zero}}, template: ${JSON.stringify(template)}}`,
    )
    const owner = [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'zero', uid: 'u1', controller: true }]
    const set = (name: string, templateOf: object) => ({
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name, ownerReferences: owner },
      spec: { replicas: 0, template: templateOf },
      status: { replicas: 0 },
    })
    const world = {
      ReplicaSet: [set('zero-new', object.spec?.template ?? {}), set('zero-old', {})] as KubeObject[],
    }
    expect(await described(deployment, object, world)).toBe(`Name:                   zero
Namespace:              shop
CreationTimestamp:      Mon, 01 Jan 0001 00:00:00 +0000
Labels:                 app=zero
Annotations:            <none>
Selector:               app=zero
Replicas:               0 desired | 0 updated | 0 total | 0 available | 0 unavailable
StrategyType:           RollingUpdate
MinReadySeconds:        0
RollingUpdateStrategy:  25% max unavailable, 25% max surge
Pod Template:
  Labels:  app=zero
  Containers:
   zero:
    Image:         zero:1
    Port:          <none>
    Host Port:     <none>
    Environment:   <none>
    Mounts:        <none>
  Volumes:         <none>
  Node-Selectors:  <none>
  Tolerations:     <none>
OldReplicaSets:    zero-old (0/0 replicas created)
NewReplicaSet:     zero-new (0/0 replicas created)
Events:            <none>
`)
  })

  it('counts the pods of a stateful set, and only those', async () => {
    const object = created(
      statefulSet,
      'metadata: {name: db, uid: u2}\nspec: {replicas: 2, selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: db}}, spec: {containers: [{name: c, image: i}]}}}',
    )
    const owned = (phase: string, uid: string) =>
      ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          ownerReferences: [
            { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db', uid, controller: true },
          ],
        },
        status: { phase },
      }) as Pod
    const text = await described(statefulSet, object, {
      Pod: [owned('Running', 'u2'), owned('Pending', 'u2'), owned('Running', 'other')],
    })
    expect(text).toContain(
      'Replicas:           2 desired | 0 total\nUpdate Strategy:    RollingUpdate\n  Partition:        0\nPods Status:        1 Running / 1 Waiting / 0 Succeeded / 0 Failed\n',
    )
    expect(text).toContain('Volume Claims:     <none>\n')
  })

  it('shows how a job ran', async () => {
    const object = {
      ...created(
        job,
        'metadata: {name: j, uid: u3}\nspec: {completions: 3, parallelism: 2, template: {spec: {restartPolicy: Never, containers: [{name: c, image: "x:1"}]}}}',
      ),
    }
    object.status = {
      startTime: '2026-11-22T03:07:38Z',
      completionTime: '2026-11-22T03:07:42Z',
      succeeded: 3,
      ready: 0,
    }
    const lines = (await described(job, object)).split('\n')
    expect(lines.find((line) => line.startsWith('Duration'))).toMatch(/^Duration: +4s$/)
    expect(lines.find((line) => line.startsWith('Pods Statuses'))).toMatch(
      /: +0 Active \(0 Ready\) \/ 3 Succeeded \/ 0 Failed$/,
    )
  })
})
