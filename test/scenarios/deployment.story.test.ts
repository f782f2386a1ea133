/** Deployments from the first command to the last: rollouts that go well, that get stuck, and the ways out. */
import { describe, it } from 'vitest'
import { object, type Shape, workload } from './objects.ts'
import { expectStory } from './story.ts'

const web = (image: string, spec: object = {}, shape: Shape = {}) =>
  workload('Deployment', 'web', { image, ...shape, spec: { replicas: 3, ...spec } })

describe('a deployment', () => {
  it('with a bad image keeps its old pods serving, misses its deadline, and is undone', () =>
    expectStory(
      { 'good.yaml': web('web:1'), 'bad.yaml': web('registry.invalid/web:2') },
      `
      > apply -f good.yaml
      > apply -f bad.yaml
      $ get deploy,rs,pods
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 3/3 1 3 0s
      NAME DESIRED CURRENT READY AGE
      replicaset.apps/web-SET 1 1 0 0s
      replicaset.apps/web-SET 3 3 3 0s
      NAME READY STATUS RESTARTS AGE
      pod/web-SET-POD 0/1 ImagePullBackOff 0 0s
      3x pod/web-SET-POD 1/1 Running 0 0s
      > clock advance 30s
      $ get pods --no-headers
      web-SET-POD 0/1 ImagePullBackOff 0 30s
      3x web-SET-POD 1/1 Running 0 30s
      $ rollout status deploy web
      Waiting for deployment "web" rollout to finish: 1 out of 3 new replicas have been updated...
      [stderr] error: deployment "web" exceeded its progress deadline
      [exit 1]
      $ get deploy web -o 'jsonpath={range .status.conditions[*]}{.type}={.status}:{.reason} {end}'
      Available=True:MinimumReplicasAvailable Progressing=False:ProgressDeadlineExceeded
      $ get pods --no-headers
      web-SET-POD 0/1 ImagePullBackOff 0 10m
      3x web-SET-POD 1/1 Running 0 10m
      $ rollout undo deploy web
      deployment.apps/web rolled back
      $ rollout status deploy web
      deployment "web" successfully rolled out
      $ get deploy,rs,pods
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 3/3 3 3 10m
      NAME DESIRED CURRENT READY AGE
      replicaset.apps/web-SET 0 0 0 10m
      replicaset.apps/web-SET 3 3 3 10m
      NAME READY STATUS RESTARTS AGE
      3x pod/web-SET-POD 1/1 Running 0 10m
      $ rollout history deploy web
      deployment.apps/web
      REVISION CHANGE-CAUSE
      2 <none>
      3 <none>
      `,
    ))

  it('that is scaled in the middle of a rollout keeps the shares of its sets, as in the documentation of Kubernetes', () => {
    const strategy = { rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } }
    return expectStory(
      {
        'good.yaml': web('web:1', { replicas: 10, strategy }),
        'bad.yaml': web('registry.invalid/web:2', { replicas: 10, strategy }),
      },
      `
      > apply -f good.yaml
      > apply -f bad.yaml
      $ get deploy,rs
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 8/10 5 8 0s
      NAME DESIRED CURRENT READY AGE
      replicaset.apps/web-SET 5 5 0 0s
      replicaset.apps/web-SET 8 8 8 0s
      > scale deploy web --replicas=15
      $ get deploy,rs
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 11/15 7 11 0s
      NAME DESIRED CURRENT READY AGE
      replicaset.apps/web-SET 11 11 11 0s
      replicaset.apps/web-SET 7 7 0 0s
      > apply -f good.yaml
      > scale deploy web --replicas=15
      $ get deploy,rs
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 15/15 15 15 0s
      NAME DESIRED CURRENT READY AGE
      replicaset.apps/web-SET 0 0 0 0s
      replicaset.apps/web-SET 15 15 15 0s
      `,
    )
  })

  it('takes its pods one at a time, minReadySeconds apart', () =>
    expectStory(
      {
        'one.yaml': web(
          'web:1',
          { minReadySeconds: 20, strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } },
          { fate: { 'ready-after': '10s', termination: '5s' } },
        ),
        'two.yaml': web(
          'web:2',
          { minReadySeconds: 20, strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } },
          { fate: { 'ready-after': '10s', termination: '5s' } },
        ),
      },
      `
      > apply -f one.yaml
      $ get deploy web
      NAME READY UP-TO-DATE AVAILABLE AGE
      web 0/3 3 0 0s
      > clock advance 10s
      $ get deploy web
      NAME READY UP-TO-DATE AVAILABLE AGE
      web 3/3 3 0 10s
      > clock advance 20s
      $ get deploy web
      NAME READY UP-TO-DATE AVAILABLE AGE
      web 3/3 3 3 30s
      > apply -f two.yaml
      > clock advance 29s
      $ get pods --no-headers
      web-SET-POD 1/1 Running 0 29s
      3x web-SET-POD 1/1 Running 0 59s
      > clock advance 1s
      $ get pods --no-headers
      web-SET-POD 0/1 Running 0 0s
      web-SET-POD 1/1 Running 0 30s
      2x web-SET-POD 1/1 Running 0 60s
      web-SET-POD 1/1 Terminating 0 60s
      > clock advance 5s
      $ get deploy,pods
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 3/3 2 3 65s
      NAME READY STATUS RESTARTS AGE
      pod/web-SET-POD 0/1 Running 0 5s
      pod/web-SET-POD 1/1 Running 0 35s
      2x pod/web-SET-POD 1/1 Running 0 65s
      $ rollout status deploy web
      4x Waiting for deployment "web" rollout to finish: 2 out of 3 new replicas have been updated...
      4x Waiting for deployment "web" rollout to finish: 1 old replicas are pending termination...
      deployment "web" successfully rolled out
      $ get pods --no-headers
      web-SET-POD 1/1 Running 0 30s
      web-SET-POD 1/1 Running 0 60s
      web-SET-POD 1/1 Running 0 90s
      web-SET-POD 1/1 Terminating 0 2m
      `,
    ))

  it('that is paused gathers changes, which become one revision', () =>
    expectStory(
      { 'one.yaml': web('web:1'), 'two.yaml': web('web:2'), 'three.yaml': web('web:3', { replicas: 5 }) },
      `
      > apply -f one.yaml
      > rollout restart deploy web
      > rollout pause deploy web
      > apply -f two.yaml
      > apply -f three.yaml
      $ get deploy,rs
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 5/5 0 5 0s
      NAME DESIRED CURRENT READY AGE
      replicaset.apps/web-SET 0 0 0 0s
      replicaset.apps/web-SET 5 5 5 0s
      $ rollout undo deploy web
      [stderr] error: you cannot rollback a paused deployment; resume it first with 'kubelite rollout resume' and try again
      [exit 1]
      $ rollout restart deploy web
      [stderr] error: deployments.apps "web" can't restart paused deployment (run rollout resume first)
      [exit 1]
      > rollout resume deploy web
      $ get deploy,rs
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 5/5 5 5 0s
      NAME DESIRED CURRENT READY AGE
      2x replicaset.apps/web-SET 0 0 0 0s
      replicaset.apps/web-SET 5 5 5 0s
      $ rollout history deploy web
      deployment.apps/web
      REVISION CHANGE-CAUSE
      1 <none>
      2 <none>
      3 <none>
      `,
    ))

  it('forgets revisions beyond its limit, and cannot go back to them', () =>
    expectStory(
      Object.fromEntries(
        [1, 2, 3, 4].map((n) => [`${n}.yaml`, web(`web:${n}`, { revisionHistoryLimit: 2 })]),
      ),
      `
      > apply -f 1.yaml
      > apply -f 2.yaml
      > apply -f 3.yaml
      > apply -f 4.yaml
      $ rollout history deploy web
      deployment.apps/web
      REVISION CHANGE-CAUSE
      2 <none>
      3 <none>
      4 <none>
      $ rollout undo deploy web --to-revision=1
      [stderr] error: unable to find specified revision 1 in history
      [exit 1]
      $ rollout undo deploy web --to-revision=2
      deployment.apps/web rolled back
      $ rollout history deploy web
      deployment.apps/web
      REVISION CHANGE-CAUSE
      3 <none>
      4 <none>
      5 <none>
      $ get deploy -o wide
      NAME READY UP-TO-DATE AVAILABLE AGE CONTAINERS IMAGES SELECTOR
      web 3/3 3 3 0s web web:2 app=web
      $ rollout undo deploy web --to-revision=5
      deployment.apps/web skipped rollback (current template already matches revision 5)
      `,
    ))

  it('that meets a quota in the middle of a rollout says so, and goes on when there is room', () =>
    expectStory(
      {
        'quota.yaml': object('v1', 'ResourceQuota', 'pods', { hard: { pods: '4' } }),
        'more.yaml': object('v1', 'ResourceQuota', 'pods', { hard: { pods: '6' } }),
        'one.yaml': web('web:1', {
          replicas: 4,
          strategy: { rollingUpdate: { maxSurge: 2, maxUnavailable: 0 } },
        }),
        'two.yaml': web('web:2', {
          replicas: 4,
          strategy: { rollingUpdate: { maxSurge: 2, maxUnavailable: 0 } },
        }),
      },
      `
      > apply -f quota.yaml
      > apply -f one.yaml
      > apply -f two.yaml
      $ get deploy,rs,quota
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 4/4 0 4 0s
      NAME DESIRED CURRENT READY AGE
      replicaset.apps/web-SET 2 0 0 0s
      replicaset.apps/web-SET 4 4 4 0s
      NAME REQUEST LIMIT AGE
      resourcequota/pods pods: 4/4 0s
      $ get deploy web -o 'jsonpath={range .status.conditions[*]}{.type}={.status}:{.reason} {end}'
      Available=True:MinimumReplicasAvailable Progressing=True:NewReplicaSetCreated ReplicaFailure=True:FailedCreate
      $ events --for deploy/web
      LAST SEEN TYPE REASON OBJECT MESSAGE
      0s Normal ScalingReplicaSet Deployment/web Scaled up replica set web-SET from 0 to 4
      0s Normal ScalingReplicaSet Deployment/web Scaled up replica set web-SET from 0 to 2
      > clock advance 11m
      $ rollout status deploy web
      [stderr] error: deployment "web" exceeded its progress deadline
      [exit 1]
      > apply -f more.yaml
      $ rollout status deploy web
      deployment "web" successfully rolled out
      $ get deploy,rs,quota
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 4/4 4 4 11m
      NAME DESIRED CURRENT READY AGE
      replicaset.apps/web-SET 0 0 0 11m
      replicaset.apps/web-SET 4 4 4 11m
      NAME REQUEST LIMIT AGE
      resourcequota/pods pods: 4/6 11m
      $ get deploy web -o 'jsonpath={range .status.conditions[*]}{.type}={.status}:{.reason} {end}'
      Available=True:MinimumReplicasAvailable Progressing=True:NewReplicaSetAvailable
      `,
    ))

  it('with Recreate waits until the last old pod has ended before the first new one starts', () =>
    expectStory(
      {
        'one.yaml': web('web:1', { strategy: { type: 'Recreate' } }, { fate: { termination: '8s' } }),
        'two.yaml': web('web:2', { strategy: { type: 'Recreate' } }, { fate: { 'ready-after': '4s' } }),
      },
      `
      > apply -f one.yaml
      > apply -f two.yaml
      $ get deploy,rs,pods
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 0/3 0 0 0s
      NAME DESIRED CURRENT READY AGE
      replicaset.apps/web-SET 0 0 0 0s
      NAME READY STATUS RESTARTS AGE
      3x pod/web-SET-POD 1/1 Terminating 0 0s
      > clock advance 7s
      $ get pods --no-headers
      3x web-SET-POD 1/1 Terminating 0 7s
      > clock advance 1s
      $ get deploy,rs,pods
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 0/3 3 0 8s
      NAME DESIRED CURRENT READY AGE
      replicaset.apps/web-SET 0 0 0 8s
      replicaset.apps/web-SET 3 3 0 0s
      NAME READY STATUS RESTARTS AGE
      3x pod/web-SET-POD 0/1 Running 0 0s
      $ rollout status deploy web
      Waiting for deployment "web" rollout to finish: 0 of 3 updated replicas are available...
      deployment "web" successfully rolled out
      `,
    ))

  it('whose new version crashes keeps most old pods, and its back-off grows', () =>
    expectStory(
      {
        'one.yaml': web('web:1', { replicas: 4, progressDeadlineSeconds: 120 }),
        'two.yaml': web(
          'web:2',
          { replicas: 4, progressDeadlineSeconds: 120 },
          { fate: { 'exit-code': '1' } },
        ),
      },
      `
      > apply -f one.yaml
      > apply -f two.yaml
      $ get deploy,pods
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 3/4 2 3 0s
      NAME READY STATUS RESTARTS AGE
      2x pod/web-SET-POD 0/1 CrashLoopBackOff 1 (0s ago) 0s
      3x pod/web-SET-POD 1/1 Running 0 0s
      > clock advance 12s
      $ get pods --no-headers
      2x web-SET-POD 0/1 CrashLoopBackOff 2 (2s ago) 12s
      3x web-SET-POD 1/1 Running 0 12s
      > clock advance 60s
      $ get pods --no-headers
      2x web-SET-POD 0/1 CrashLoopBackOff 4 (2s ago) 72s
      3x web-SET-POD 1/1 Running 0 72s
      $ rollout status deploy web
      Waiting for deployment "web" rollout to finish: 2 out of 4 new replicas have been updated...
      [stderr] error: deployment "web" exceeded its progress deadline
      [exit 1]
      > rollout undo deploy web
      $ get deploy,pods
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 4/4 4 4 2m1s
      NAME READY STATUS RESTARTS AGE
      pod/web-SET-POD 1/1 Running 0 0s
      3x pod/web-SET-POD 1/1 Running 0 2m1s
      `,
    ))

  it('that misses its deadline goes on all the same, and succeeds late', () => {
    const patience = { progressDeadlineSeconds: 60, minReadySeconds: 30 }
    return expectStory(
      {
        'one.yaml': web('web:1', patience, { fate: { 'ready-after': '50s' } }),
        'two.yaml': web('web:2', patience, { fate: { 'ready-after': '70s' } }),
      },
      `
      > apply -f one.yaml
      $ rollout status deploy web
      2x Waiting for deployment "web" rollout to finish: 0 of 3 updated replicas are available...
      deployment "web" successfully rolled out
      $ get deploy web
      NAME READY UP-TO-DATE AVAILABLE AGE
      web 3/3 3 3 80s
      > apply -f two.yaml
      $ rollout status deploy web
      Waiting for deployment "web" rollout to finish: 1 out of 3 new replicas have been updated...
      [stderr] error: deployment "web" exceeded its progress deadline
      [exit 1]
      $ get deploy,pods
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 3/3 1 3 2m21s
      NAME READY STATUS RESTARTS AGE
      pod/web-SET-POD 0/1 Running 0 61s
      3x pod/web-SET-POD 1/1 Running 0 2m21s
      > clock advance 1h
      $ rollout status deploy web
      deployment "web" successfully rolled out
      $ events --for deploy/web
      LAST SEEN TYPE REASON OBJECT MESSAGE
      59m Normal ScalingReplicaSet Deployment/web Scaled down replica set web-SET from 3 to 2
      59m Normal ScalingReplicaSet Deployment/web Scaled up replica set web-SET from 1 to 2
      57m Normal ScalingReplicaSet Deployment/web Scaled down replica set web-SET from 2 to 1
      57m Normal ScalingReplicaSet Deployment/web Scaled up replica set web-SET from 2 to 3
      56m Normal ScalingReplicaSet Deployment/web Scaled down replica set web-SET from 1 to 0
      `,
    )
  })
})
