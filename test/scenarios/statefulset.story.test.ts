/** Stateful sets from the first command to the last: order, stuck rollouts, lost nodes. */
import { describe, it } from 'vitest'
import { type Shape, workload } from './objects.ts'
import { expectStory } from './story.ts'

const db = (image: string, spec: object = {}, shape: Shape = {}) =>
  workload('StatefulSet', 'db', { image, ...shape, spec: { serviceName: 'db', replicas: 3, ...spec } })

const volumeClaimTemplates = [
  {
    metadata: { name: 'data' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  },
]

describe('a stateful set', () => {
  it('comes up in order, goes down in reverse order, and gives its replicas their claims again', () => {
    const shape = { fate: { 'ready-after': '10s', termination: '5s' } }
    return expectStory(
      { 'db.yaml': db('db:1', { volumeClaimTemplates }, shape) },
      `
      > apply -f db.yaml
      $ get sts,pods
      NAME READY AGE
      statefulset.apps/db 0/3 0s
      NAME READY STATUS RESTARTS AGE
      pod/db-0 0/1 Running 0 0s
      > clock advance 10s
      $ get sts,pods
      NAME READY AGE
      statefulset.apps/db 1/3 10s
      NAME READY STATUS RESTARTS AGE
      pod/db-0 1/1 Running 0 10s
      pod/db-1 0/1 Running 0 0s
      > clock advance 20s
      $ get sts,pods,pvc --no-headers
      persistentvolumeclaim/data-db-0 Bound pvc-UID 1Gi RWO standard <unset> 30s
      persistentvolumeclaim/data-db-1 Bound pvc-UID 1Gi RWO standard <unset> 20s
      persistentvolumeclaim/data-db-2 Bound pvc-UID 1Gi RWO standard <unset> 10s
      pod/db-0 1/1 Running 0 30s
      pod/db-1 1/1 Running 0 20s
      pod/db-2 1/1 Running 0 10s
      statefulset.apps/db 3/3 30s
      > scale sts db --replicas=1
      $ get pods --no-headers
      db-0 1/1 Running 0 30s
      db-1 1/1 Running 0 20s
      db-2 1/1 Terminating 0 10s
      > clock advance 5s
      $ get pods --no-headers
      db-0 1/1 Running 0 35s
      db-1 1/1 Terminating 0 25s
      > clock advance 5s
      $ get pods --no-headers
      db-0 1/1 Running 0 40s
      $ get pvc -o name
      persistentvolumeclaim/data-db-0
      persistentvolumeclaim/data-db-1
      persistentvolumeclaim/data-db-2
      > scale sts db --replicas=2
      > clock advance 10s
      $ get sts,pods --no-headers
      pod/db-0 1/1 Running 0 50s
      pod/db-1 1/1 Running 0 10s
      statefulset.apps/db 2/2 50s
      > delete sts db
      $ get pods,pvc -o name
      pod/db-0
      pod/db-1
      persistentvolumeclaim/data-db-0
      persistentvolumeclaim/data-db-1
      persistentvolumeclaim/data-db-2
      `,
    )
  })

  it('gets stuck at a bad image, also when that is undone, until the pod is deleted', () =>
    expectStory(
      { 'good.yaml': db('db:1'), 'bad.yaml': db('registry.invalid/db:2') },
      `
      > apply -f good.yaml
      > apply -f bad.yaml
      $ get sts,pods
      NAME READY AGE
      statefulset.apps/db 2/3 0s
      NAME READY STATUS RESTARTS AGE
      pod/db-0 1/1 Running 0 0s
      pod/db-1 1/1 Running 0 0s
      pod/db-2 0/1 ImagePullBackOff 0 0s
      $ rollout status sts db --timeout=5m
      Waiting for 1 pods to be ready...
      [stderr] error: timed out waiting for the condition
      [exit 1]
      > rollout undo sts db
      > clock advance 5m
      $ get sts,pods
      NAME READY AGE
      statefulset.apps/db 2/3 10m
      NAME READY STATUS RESTARTS AGE
      pod/db-0 1/1 Running 0 10m
      pod/db-1 1/1 Running 0 10m
      pod/db-2 0/1 ImagePullBackOff 0 10m
      > delete pod db-2
      $ rollout status sts db
      partitioned roll out complete: 3 new pods have been updated...
      $ get sts,pods
      NAME READY AGE
      statefulset.apps/db 3/3 10m
      NAME READY STATUS RESTARTS AGE
      pod/db-0 1/1 Running 0 10m
      pod/db-1 1/1 Running 0 10m
      pod/db-2 1/1 Running 0 0s
      $ rollout history sts db
      statefulset.apps/db
      REVISION CHANGE-CAUSE
      2 <none>
      3 <none>
      `,
    ))

  it('stages a rollout by its partition', () =>
    expectStory(
      {
        'one.yaml': db('db:1'),
        'canary.yaml': db('db:2', { updateStrategy: { rollingUpdate: { partition: 2 } } }),
        'all.yaml': db('db:2', { updateStrategy: { rollingUpdate: { partition: 0 } } }),
      },
      `
      > apply -f one.yaml
      > apply -f canary.yaml
      $ rollout status sts db
      partitioned roll out complete: 1 new pods have been updated...
      $ get pods -o custom-columns=NAME:.metadata.name,IMAGE:.spec.containers[0].image
      NAME IMAGE
      db-0 db:1
      db-1 db:1
      db-2 db:2
      > delete pod db-0
      $ get pod db-0 -o jsonpath={.spec.containers[0].image}
      db:1
      > apply -f all.yaml
      $ rollout status sts db
      partitioned roll out complete: 3 new pods have been updated...
      $ get pods -o custom-columns=NAME:.metadata.name,IMAGE:.spec.containers[0].image
      NAME IMAGE
      db-0 db:2
      db-1 db:2
      db-2 db:2
      `,
    ))

  it('does not replace a pod of a lost node before somebody says that it is gone', () =>
    expectStory(
      { 'db.yaml': db('db:1', {}, { pod: { nodeSelector: { 'kubernetes.io/os': 'linux' } } }) },
      `
      > cordon worker-2
      > apply -f db.yaml
      > uncordon worker-2
      $ get pods -o wide
      NAME READY STATUS RESTARTS AGE IP NODE NOMINATED NODE READINESS GATES
      db-0 1/1 Running 0 0s POD-IP worker-1 <none> <none>
      db-1 1/1 Running 0 0s POD-IP worker-1 <none> <none>
      db-2 1/1 Running 0 0s POD-IP worker-1 <none> <none>
      $ fail node worker-1
      node/worker-1 failed: NotReady at 12:00:50 (in 50s), its pods are evicted from 12:05:50 on (in 5m50s)
      > clock advance 50s
      $ get nodes
      NAME STATUS ROLES AGE VERSION
      control-plane Ready control-plane 50s v1.36.0
      worker-1 NotReady <none> 50s v1.36.0
      worker-2 Ready <none> 50s v1.36.0
      $ get pods
      NAME READY STATUS RESTARTS AGE
      db-0 1/1 Running 0 50s
      db-1 1/1 Running 0 50s
      db-2 1/1 Running 0 50s
      > clock advance 10m
      $ get sts,pods
      NAME READY AGE
      statefulset.apps/db 0/3 10m
      NAME READY STATUS RESTARTS AGE
      pod/db-0 1/1 Terminating 0 10m
      pod/db-1 1/1 Terminating 0 10m
      pod/db-2 1/1 Terminating 0 10m
      $ delete pod db-0 --force --grace-period=0
      pod "db-0" force deleted from default namespace
      [stderr] Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.
      $ get sts,pods -o wide
      NAME READY AGE CONTAINERS IMAGES
      statefulset.apps/db 1/3 10m db db:1
      NAME READY STATUS RESTARTS AGE IP NODE NOMINATED NODE READINESS GATES
      pod/db-0 1/1 Running 0 0s POD-IP worker-2 <none> <none>
      pod/db-1 1/1 Terminating 0 10m POD-IP worker-1 <none> <none>
      pod/db-2 1/1 Terminating 0 10m POD-IP worker-1 <none> <none>
      > recover node worker-1
      $ get sts,pods
      NAME READY AGE
      statefulset.apps/db 3/3 10m
      NAME READY STATUS RESTARTS AGE
      pod/db-0 1/1 Running 0 0s
      pod/db-1 1/1 Running 0 0s
      pod/db-2 1/1 Running 0 0s
      `,
    ))

  it('in parallel makes and removes all at once, and claims go along where the policy says so', () => {
    const spec = {
      podManagementPolicy: 'Parallel',
      volumeClaimTemplates,
      persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete', whenDeleted: 'Delete' },
    }
    return expectStory(
      { 'db.yaml': db('db:1', spec, { fate: { 'ready-after': '5s', termination: '3s' } }) },
      `
      > apply -f db.yaml
      $ get sts,pods,pvc --no-headers
      persistentvolumeclaim/data-db-0 Bound pvc-UID 1Gi RWO standard <unset> 0s
      persistentvolumeclaim/data-db-1 Bound pvc-UID 1Gi RWO standard <unset> 0s
      persistentvolumeclaim/data-db-2 Bound pvc-UID 1Gi RWO standard <unset> 0s
      pod/db-0 0/1 Running 0 0s
      pod/db-1 0/1 Running 0 0s
      pod/db-2 0/1 Running 0 0s
      statefulset.apps/db 0/3 0s
      > clock advance 5s
      > scale sts db --replicas=1
      $ get pods,pvc --no-headers
      persistentvolumeclaim/data-db-0 Bound pvc-UID 1Gi RWO standard <unset> 5s
      persistentvolumeclaim/data-db-1 Bound pvc-UID 1Gi RWO standard <unset> 5s
      persistentvolumeclaim/data-db-2 Bound pvc-UID 1Gi RWO standard <unset> 5s
      pod/db-0 1/1 Running 0 5s
      pod/db-1 1/1 Terminating 0 5s
      pod/db-2 1/1 Terminating 0 5s
      > clock advance 3s
      $ get pods,pvc,pv --no-headers
      persistentvolume/pvc-UID 1Gi RWO Delete Bound default/data-db-0 standard <unset> 8s
      persistentvolumeclaim/data-db-0 Bound pvc-UID 1Gi RWO standard <unset> 8s
      pod/db-0 1/1 Running 0 8s
      > delete sts db --wait=false
      $ get pods,pvc,pv --no-headers
      persistentvolume/pvc-UID 1Gi RWO Delete Bound default/data-db-0 standard <unset> 8s
      persistentvolumeclaim/data-db-0 Terminating pvc-UID 1Gi RWO standard <unset> 8s
      pod/db-0 1/1 Terminating 0 8s
      > clock advance 3s
      $ get pods,pvc,pv --no-headers
      [stderr] No resources found
      `,
    )
  })
})
