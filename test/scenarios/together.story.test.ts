/** Parts of the control plane that meet: autoscalers in rollouts, budgets and priorities, sidecars in jobs, namespaces. */
import { describe, it } from 'vitest'
import { job, object, pod, type Shape, workload } from './objects.ts'
import { expectStory } from './story.ts'

const web = (shape: Shape = {}) =>
  workload('Deployment', 'web', { ...shape, spec: { replicas: 4, ...shape.spec } })
const budget = (spec: object) =>
  object('policy/v1', 'PodDisruptionBudget', 'web', { selector: { matchLabels: { app: 'web' } }, ...spec })

describe('a pod that is labelled otherwise', () => {
  it('leaves its set, is replaced, and is taken back by force of its label', () =>
    expectStory(
      { 'set.yaml': workload('ReplicaSet', 'web', { spec: { replicas: 1 } }), 'pod.yaml': pod('web', {}) },
      `
      > apply -f pod.yaml
      > clock advance 10s
      > apply -f set.yaml
      $ get rs,pods
      NAME DESIRED CURRENT READY AGE
      replicaset.apps/web 1 1 1 0s
      NAME READY STATUS RESTARTS AGE
      pod/web 1/1 Running 0 10s
      $ label pod web app=debug --overwrite
      pod/web labeled
      $ get rs,pods --show-labels
      NAME DESIRED CURRENT READY AGE LABELS
      replicaset.apps/web 1 1 1 0s <none>
      NAME READY STATUS RESTARTS AGE LABELS
      pod/web 1/1 Running 0 10s app=debug
      pod/web-POD 1/1 Running 0 0s app=web
      > clock advance 10s
      $ label pod web app=web --overwrite
      pod/web labeled
      $ get rs,pods --show-labels
      NAME DESIRED CURRENT READY AGE LABELS
      replicaset.apps/web 1 1 1 10s <none>
      NAME READY STATUS RESTARTS AGE LABELS
      pod/web 1/1 Running 0 20s app=web
      > delete rs web
      $ get pods
      [stderr] No resources found in default namespace.
      `,
    ))
})

describe('a rollout', () => {
  it('by set image keeps the size that the autoscaler has given', () =>
    expectStory(
      {
        'web.yaml': {
          ...web({ fate: { 'ready-after': '5s' }, container: { resources: { requests: { cpu: '200m' } } } }),
          metadata: { name: 'web', annotations: { 'kubelite.dev/cpu-total': '900m' } },
        },
      },
      `
      > apply -f web.yaml
      > autoscale deploy web --cpu=50% --min=2 --max=20
      > clock advance 3m
      $ get hpa,deploy
      NAME REFERENCE TARGETS MINPODS MAXPODS REPLICAS AGE
      horizontalpodautoscaler.autoscaling/web Deployment/web cpu: 50%/50% 2 20 9 3m
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 9/9 9 9 3m
      $ set image deploy web web=web:2
      deployment.apps/web image updated
      $ rollout status deploy web
      3x Waiting for deployment "web" rollout to finish: 5 out of 9 new replicas have been updated...
      2x Waiting for deployment "web" rollout to finish: 2 old replicas are pending termination...
      deployment "web" successfully rolled out
      > clock advance 10m
      $ get hpa,deploy
      NAME REFERENCE TARGETS MINPODS MAXPODS REPLICAS AGE
      horizontalpodautoscaler.autoscaling/web Deployment/web cpu: 50%/50% 2 20 9 13m
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 9/9 9 9 13m
      $ rollout history deploy web
      deployment.apps/web
      REVISION CHANGE-CAUSE
      1 <none>
      2 <none>
      `,
    ))

  it('is not held up by a budget, but a drain during it is', () =>
    expectStory(
      { 'web.yaml': web({ fate: { 'ready-after': '20s' } }), 'budget.yaml': budget({ minAvailable: 3 }) },
      `
      > cordon worker-2
      > apply -f web.yaml
      > apply -f budget.yaml
      > clock advance 20s
      > uncordon worker-2
      $ get pdb
      NAME MIN AVAILABLE MAX UNAVAILABLE ALLOWED DISRUPTIONS AGE
      web 3 N/A 1 20s
      > set image deploy web web=web:2
      $ get deploy,pdb
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 3/4 2 3 20s
      NAME MIN AVAILABLE MAX UNAVAILABLE ALLOWED DISRUPTIONS AGE
      poddisruptionbudget.policy/web 3 N/A 0 20s
      $ drain worker-1 --timeout=10s
      node/worker-1 cordoned
      4x evicting pod default/web-SET-POD
      pod/web-SET-POD evicted
      3x evicting pod default/web-SET-POD
      [stderr] error when evicting pods/"web-SET-POD" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
      [stderr] error when evicting pods/"web-SET-POD" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
      [stderr] error when evicting pods/"web-SET-POD" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
      [stderr] There are pending pods in node "worker-1" when an error occurred: [error when evicting pods/"web-SET-POD" -n "default": global timeout reached: 10s, error when evicting pods/"web-SET-POD" -n "default": global timeout reached: 10s, error when evicting pods/"web-SET-POD" -n "default": global timeout reached: 10s]
      [stderr] pod/web-SET-POD
      [stderr] pod/web-SET-POD
      [stderr] pod/web-SET-POD
      [stderr] error: unable to drain node "worker-1" due to error: [error when evicting pods/"web-SET-POD" -n "default": global timeout reached: 10s, error when evicting pods/"web-SET-POD" -n "default": global timeout reached: 10s, error when evicting pods/"web-SET-POD" -n "default": global timeout reached: 10s], continuing command...
      [stderr] There are pending nodes to be drained:
      [stderr] worker-1
      [stderr] error when evicting pods/"web-SET-POD" -n "default": global timeout reached: 10s
      [stderr] error when evicting pods/"web-SET-POD" -n "default": global timeout reached: 10s
      [stderr] error when evicting pods/"web-SET-POD" -n "default": global timeout reached: 10s
      [exit 1]
      $ drain worker-1
      node/worker-1 already cordoned
      7x evicting pod default/web-SET-POD
      node/worker-1 drained
      [stderr] error when evicting pods/"web-SET-POD" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
      [stderr] error when evicting pods/"web-SET-POD" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
      [stderr] error when evicting pods/"web-SET-POD" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
      [stderr] error when evicting pods/"web-SET-POD" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
      $ rollout status deploy web
      deployment "web" successfully rolled out
      $ get deploy,pdb
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 4/4 4 4 60s
      NAME MIN AVAILABLE MAX UNAVAILABLE ALLOWED DISRUPTIONS AGE
      poddisruptionbudget.policy/web 3 N/A 1 60s
      `,
    ))
})

describe('a pod of high priority', () => {
  it('takes the place of others where there is none left', () =>
    expectStory(
      {
        'high.yaml': {
          apiVersion: 'scheduling.k8s.io/v1',
          kind: 'PriorityClass',
          metadata: { name: 'high' },
          value: 1000,
        },
        'web.yaml': web({
          container: { resources: { requests: { cpu: '1500m' } } },
          fate: { termination: '4s' },
        }),
        'big.yaml': pod('big', {
          container: { resources: { requests: { cpu: '2500m' } } },
          pod: { priorityClassName: 'high' },
        }),
      },
      `
      > apply -f high.yaml
      > apply -f web.yaml
      > apply -f big.yaml
      $ get pods --no-headers
      big 0/1 Pending 0 0s
      web-SET-POD 0/1 Pending 0 0s
      3x web-SET-POD 1/1 Running 0 0s
      web-SET-POD 1/1 Terminating 0 0s
      > clock advance 4s
      $ get deploy,pods --no-headers
      deployment.apps/web 3/4 4 3 4s
      pod/big 1/1 Running 0 4s
      pod/web-SET-POD 0/1 Pending 0 4s
      3x pod/web-SET-POD 1/1 Running 0 4s
      > delete pod big
      $ get deploy,pods --no-headers
      deployment.apps/web 4/4 4 4 4s
      4x pod/web-SET-POD 1/1 Running 0 4s
      `,
    ))
})

describe('a job', () => {
  it('with a sidecar ends when its work ends', () =>
    expectStory(
      {
        'work.yaml': job('work', {
          fate: { 'exit-after.work': '10s', 'termination.proxy': '2s' },
          pod: { initContainers: [{ name: 'proxy', image: 'proxy:1', restartPolicy: 'Always' }] },
        }),
      },
      `
      > apply -f work.yaml
      $ get job,pods
      NAME STATUS COMPLETIONS DURATION AGE
      job.batch/work Running 0/1 0s 0s
      NAME READY STATUS RESTARTS AGE
      pod/work-POD 2/2 Running 0 0s
      > clock advance 10s
      $ get job,pods
      NAME STATUS COMPLETIONS DURATION AGE
      job.batch/work Running 0/1 10s 10s
      NAME READY STATUS RESTARTS AGE
      pod/work-POD 1/2 Completed 0 10s
      > clock advance 2s
      $ get job,pods
      NAME STATUS COMPLETIONS DURATION AGE
      job.batch/work Complete 1/1 12s 12s
      NAME READY STATUS RESTARTS AGE
      pod/work-POD 0/2 Completed 0 12s
      `,
    ))

  it('of a cron job is replaced when the next is due', () => {
    const { spec } = job('tick', { fate: { 'exit-after': '90s', termination: '3s' } })
    return expectStory(
      {
        'tick.yaml': object('batch/v1', 'CronJob', 'tick', {
          schedule: '* * * * *',
          concurrencyPolicy: 'Replace',
          jobTemplate: { spec },
        }),
      },
      `
      > apply -f tick.yaml
      > clock advance 60s
      $ get cronjob,jobs,pods
      NAME SCHEDULE TIMEZONE SUSPEND ACTIVE LAST SCHEDULE AGE
      cronjob.batch/tick * * * * * <none> False 1 0s 60s
      NAME STATUS COMPLETIONS DURATION AGE
      job.batch/tick-29922481 Running 0/1 0s 0s
      NAME READY STATUS RESTARTS AGE
      pod/tick-29922481-POD 1/1 Running 0 0s
      > clock advance 60s
      $ get cronjob,jobs,pods
      NAME SCHEDULE TIMEZONE SUSPEND ACTIVE LAST SCHEDULE AGE
      cronjob.batch/tick * * * * * <none> False 1 0s 2m
      NAME STATUS COMPLETIONS DURATION AGE
      job.batch/tick-29922482 Running 0/1 0s 0s
      NAME READY STATUS RESTARTS AGE
      pod/tick-29922481-POD 1/1 Terminating 0 60s
      pod/tick-29922482-POD 1/1 Running 0 0s
      > clock advance 3s
      $ get cronjob,jobs,pods
      NAME SCHEDULE TIMEZONE SUSPEND ACTIVE LAST SCHEDULE AGE
      cronjob.batch/tick * * * * * <none> False 1 3s 2m3s
      NAME STATUS COMPLETIONS DURATION AGE
      job.batch/tick-29922482 Running 0/1 3s 3s
      NAME READY STATUS RESTARTS AGE
      pod/tick-29922482-POD 1/1 Running 0 3s
      `,
    )
  })
})

describe('a namespace', () => {
  it('that is deleted waits for its pods to end', () =>
    expectStory(
      {
        'ns.yaml': { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
        'web.yaml': web({ fate: { termination: '20s' } }),
        'budget.yaml': budget({ maxUnavailable: 0 }),
      },
      `
      > apply -f ns.yaml
      > apply -n shop -f web.yaml
      > apply -n shop -f budget.yaml
      $ delete ns shop --wait=false
      namespace "shop" deleted
      $ get ns shop
      NAME STATUS AGE
      shop Terminating 0s
      $ get deploy,rs,pods -n shop
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 0/4 0 0 0s
      NAME DESIRED CURRENT READY AGE
      replicaset.apps/web-SET 4 0 0 0s
      NAME READY STATUS RESTARTS AGE
      4x pod/web-SET-POD 1/1 Terminating 0 0s
      $ apply -n shop -f web.yaml
      deployment.apps/web unchanged
      > clock advance 19s
      $ get ns shop
      NAME STATUS AGE
      shop Terminating 19s
      > clock advance 20s
      $ get ns shop
      [stderr] Error from server (NotFound): namespaces "shop" not found
      [exit 1]
      `,
    ))
})

describe('restarting', () => {
  it('replaces the pods of a stateful set from above, and of a daemon set node by node', () =>
    expectStory(
      {
        'db.yaml': workload('StatefulSet', 'db', {
          spec: { replicas: 2, serviceName: 'db' },
          fate: { 'ready-after': '10s' },
        }),
        'agent.yaml': workload('DaemonSet', 'agent', { fate: { 'ready-after': '10s' } }),
      },
      `
      > apply -f db.yaml
      > apply -f agent.yaml
      > clock advance 30s
      $ rollout restart sts db
      statefulset.apps/db restarted
      $ rollout restart ds agent
      daemonset.apps/agent restarted
      > clock advance 9s
      $ get sts,ds,pods
      NAME READY AGE
      statefulset.apps/db 1/2 39s
      NAME DESIRED CURRENT READY UP-TO-DATE AVAILABLE NODE SELECTOR AGE
      daemonset.apps/agent 2 2 1 1 1 <none> 39s
      NAME READY STATUS RESTARTS AGE
      pod/agent-POD 0/1 Running 0 9s
      pod/agent-POD 1/1 Running 0 39s
      pod/db-0 1/1 Running 0 39s
      pod/db-1 0/1 Running 0 9s
      > clock advance 1s
      $ get sts,ds,pods
      NAME READY AGE
      statefulset.apps/db 1/2 40s
      NAME DESIRED CURRENT READY UP-TO-DATE AVAILABLE NODE SELECTOR AGE
      daemonset.apps/agent 2 2 1 2 1 <none> 40s
      NAME READY STATUS RESTARTS AGE
      pod/agent-POD 0/1 Running 0 0s
      pod/agent-POD 1/1 Running 0 10s
      pod/db-0 0/1 Running 0 0s
      pod/db-1 1/1 Running 0 10s
      > clock advance 10s
      $ get sts,ds,pods
      NAME READY AGE
      statefulset.apps/db 2/2 50s
      NAME DESIRED CURRENT READY UP-TO-DATE AVAILABLE NODE SELECTOR AGE
      daemonset.apps/agent 2 2 2 2 2 <none> 50s
      NAME READY STATUS RESTARTS AGE
      pod/agent-POD 1/1 Running 0 10s
      pod/agent-POD 1/1 Running 0 20s
      pod/db-0 1/1 Running 0 10s
      pod/db-1 1/1 Running 0 20s
      `,
    ))
})
