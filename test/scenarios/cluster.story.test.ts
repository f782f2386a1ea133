/** What keeps a cluster in order: daemon sets, autoscalers, quotas, limit ranges, owners and their dependents. */
import { describe, it } from 'vitest'
import { object, pod, type Shape, workload } from './objects.ts'
import { expectStory } from './story.ts'

const web = (shape: Shape = {}) =>
  workload('Deployment', 'web', { ...shape, spec: { replicas: 2, ...shape.spec } })
const agent = (image: string, spec: object = {}, shape: Shape = {}) =>
  workload('DaemonSet', 'agent', { image, spec, ...shape })

describe('a daemon set', () => {
  it('follows the nodes, and rolls out node by node', () =>
    expectStory(
      {
        'one.yaml': agent('agent:1', {}, { fate: { 'ready-after': '5s', termination: '3s' } }),
        'two.yaml': agent('agent:2', {}, { fate: { 'ready-after': '5s', termination: '3s' } }),
        'bad.yaml': agent('registry.invalid/agent:3'),
      },
      `
      > apply -f one.yaml
      > clock advance 5s
      $ get ds,pods
      NAME DESIRED CURRENT READY UP-TO-DATE AVAILABLE NODE SELECTOR AGE
      daemonset.apps/agent 2 2 2 2 2 <none> 5s
      NAME READY STATUS RESTARTS AGE
      2x pod/agent-POD 1/1 Running 0 5s
      > apply -f two.yaml
      $ get ds,pods
      NAME DESIRED CURRENT READY UP-TO-DATE AVAILABLE NODE SELECTOR AGE
      daemonset.apps/agent 2 2 2 0 2 <none> 5s
      NAME READY STATUS RESTARTS AGE
      pod/agent-POD 1/1 Running 0 5s
      pod/agent-POD 1/1 Terminating 0 5s
      > clock advance 3s
      $ get ds,pods
      NAME DESIRED CURRENT READY UP-TO-DATE AVAILABLE NODE SELECTOR AGE
      daemonset.apps/agent 2 2 1 1 1 <none> 8s
      NAME READY STATUS RESTARTS AGE
      pod/agent-POD 0/1 Running 0 0s
      pod/agent-POD 1/1 Running 0 8s
      $ rollout status ds agent
      2x Waiting for daemon set "agent" rollout to finish: 1 out of 2 new pods have been updated...
      Waiting for daemon set "agent" rollout to finish: 1 of 2 updated pods are available...
      daemon set "agent" successfully rolled out
      $ taint node worker-2 team=x:NoExecute
      node/worker-2 tainted
      > clock advance 3s
      $ get ds,pods
      NAME DESIRED CURRENT READY UP-TO-DATE AVAILABLE NODE SELECTOR AGE
      daemonset.apps/agent 1 1 1 1 1 <none> 24s
      NAME READY STATUS RESTARTS AGE
      pod/agent-POD 1/1 Running 0 16s
      $ taint node worker-2 team-
      node/worker-2 untainted
      > clock advance 5s
      > apply -f bad.yaml
      > clock advance 1m
      $ get ds,pods
      NAME DESIRED CURRENT READY UP-TO-DATE AVAILABLE NODE SELECTOR AGE
      daemonset.apps/agent 2 2 1 1 1 <none> 89s
      NAME READY STATUS RESTARTS AGE
      pod/agent-POD 0/1 ImagePullBackOff 0 57s
      pod/agent-POD 1/1 Running 0 65s
      $ rollout undo ds agent
      daemonset.apps/agent rolled back
      $ rollout status ds agent
      Waiting for daemon set "agent" rollout to finish: 1 of 2 updated pods are available...
      daemon set "agent" successfully rolled out
      $ rollout history ds agent
      daemonset.apps/agent
      REVISION CHANGE-CAUSE
      1 <none>
      3 <none>
      4 <none>
      `,
    ))
})

/** What carries a load leaves the number of its pods to its autoscaler. */
function loaded(load: string) {
  const { spec, ...rest } = web({ container: { resources: { requests: { cpu: '200m' } } } })
  const { replicas: _, ...others } = spec as { replicas?: number } & typeof spec
  return { ...rest, metadata: { name: 'web', annotations: { 'kubelite.dev/cpu-total': load } }, spec: others }
}

describe('an autoscaler', () => {
  it('scales up under load, settles, and goes down after the load has been gone for five minutes', () =>
    expectStory(
      {
        'web.yaml': web({ container: { resources: { requests: { cpu: '200m' } } } }),
        'medium.yaml': loaded('600m'),
        'high.yaml': loaded('2'),
        'low.yaml': loaded('100m'),
      },
      `
      > apply -f web.yaml
      > autoscale deploy web --cpu=50% --min=2 --max=8
      > apply -f medium.yaml
      > clock advance 1m
      $ get hpa,deploy
      NAME REFERENCE TARGETS MINPODS MAXPODS REPLICAS AGE
      horizontalpodautoscaler.autoscaling/web Deployment/web cpu: 50%/50% 2 8 6 60s
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 6/6 6 6 60s
      > clock advance 2m
      $ get hpa,deploy
      NAME REFERENCE TARGETS MINPODS MAXPODS REPLICAS AGE
      horizontalpodautoscaler.autoscaling/web Deployment/web cpu: 50%/50% 2 8 6 3m
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 6/6 6 6 3m
      > clock advance 10m
      $ get hpa,deploy
      NAME REFERENCE TARGETS MINPODS MAXPODS REPLICAS AGE
      horizontalpodautoscaler.autoscaling/web Deployment/web cpu: 50%/50% 2 8 6 13m
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 6/6 6 6 13m
      > apply -f high.yaml
      > clock advance 2m
      $ get hpa,deploy
      NAME REFERENCE TARGETS MINPODS MAXPODS REPLICAS AGE
      horizontalpodautoscaler.autoscaling/web Deployment/web cpu: 125%/50% 2 8 8 15m
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 8/8 8 8 15m
      $ get hpa web -o 'jsonpath={range .status.conditions[*]}{.type}={.status}:{.reason} {end}'
      AbleToScale=True:ScaleDownStabilized ScalingActive=True:ValidMetricFound ScalingLimited=True:TooManyReplicas
      > apply -f low.yaml
      > clock advance 4m
      $ get hpa --no-headers
      web Deployment/web cpu: 6%/50% 2 8 8 19m
      > clock advance 3m
      $ get hpa,deploy
      NAME REFERENCE TARGETS MINPODS MAXPODS REPLICAS AGE
      horizontalpodautoscaler.autoscaling/web Deployment/web cpu: 25%/50% 2 8 2 22m
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 2/2 2 2 22m
      $ events --for hpa/web
      LAST SEEN TYPE REASON OBJECT MESSAGE
      21m Normal SuccessfulRescale HorizontalPodAutoscaler/web New size: 2; reason: Current number of replicas below Spec.MinReplicas
      21m Normal SuccessfulRescale HorizontalPodAutoscaler/web New size: 4; reason: cpu resource utilization (percentage of request) above target
      21m Normal SuccessfulRescale HorizontalPodAutoscaler/web New size: 6; reason: cpu resource utilization (percentage of request) above target
      9m Normal SuccessfulRescale HorizontalPodAutoscaler/web New size: 8; reason: cpu resource utilization (percentage of request) above target
      2m Normal SuccessfulRescale HorizontalPodAutoscaler/web New size: 2; reason: All metrics below target
      `,
    ))
})

describe('a quota and a limit range', () => {
  it('give containers their defaults, and refuse what is too much', () =>
    expectStory(
      {
        'range.yaml': object('v1', 'LimitRange', 'range', {
          limits: [
            {
              type: 'Container',
              default: { cpu: '500m' },
              defaultRequest: { cpu: '250m' },
              max: { cpu: '1' },
            },
          ],
        }),
        'quota.yaml': object('v1', 'ResourceQuota', 'quota', { hard: { 'requests.cpu': '1', pods: '10' } }),
        'web.yaml': web({ spec: { replicas: 6 } }),
        'big.yaml': pod('big', { container: { resources: { limits: { cpu: '2' } } } }),
        'some.yaml': pod('some', { container: { resources: { requests: { cpu: '300m' } } } }),
      },
      `
      > apply -f range.yaml
      > apply -f quota.yaml
      > apply -f web.yaml
      $ get deploy,quota
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 4/6 4 4 0s
      NAME REQUEST LIMIT AGE
      resourcequota/quota pods: 4/10, requests.cpu: 1/1 0s
      $ apply -f big.yaml
      [stderr] Error from server (Forbidden): error when creating "big.yaml": pods "big" is forbidden: maximum cpu usage per Container is 1, but limit is 2
      [exit 1]
      $ apply -f some.yaml
      [stderr] Error from server (Forbidden): error when creating "some.yaml": pods "some" is forbidden: exceeded quota: quota, requested: requests.cpu=300m, used: requests.cpu=1, limited: requests.cpu=1
      [exit 1]
      > scale deploy web --replicas=2
      > apply -f some.yaml
      $ get deploy,quota
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 2/2 2 2 0s
      NAME REQUEST LIMIT AGE
      resourcequota/quota pods: 3/10, requests.cpu: 800m/1 0s
      `,
    ))
})

describe('owners and dependents', () => {
  it('go together, or dependents stay and are taken over', () =>
    expectStory(
      {
        'web.yaml': web({ fate: { termination: '5s' } }),
        'set.yaml': workload('ReplicaSet', 'web', { spec: { replicas: 3 } }),
      },
      `
      > apply -f web.yaml
      $ delete deploy web --cascade=foreground --wait=false
      deployment.apps "web" deleted from default namespace
      $ get deploy,rs,pods
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 0/2 0 0 0s
      NAME DESIRED CURRENT READY AGE
      replicaset.apps/web-SET 2 0 0 0s
      NAME READY STATUS RESTARTS AGE
      2x pod/web-SET-POD 1/1 Terminating 0 0s
      > clock advance 5s
      $ get deploy,rs,pods
      [stderr] No resources found in default namespace.
      > apply -f web.yaml
      $ delete rs -l app=web --cascade=orphan
      replicaset.apps "web-SET" deleted from default namespace
      $ get deploy,rs,pods
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 2/2 2 2 0s
      NAME DESIRED CURRENT READY AGE
      replicaset.apps/web-SET 2 2 2 0s
      NAME READY STATUS RESTARTS AGE
      2x pod/web-SET-POD 1/1 Running 0 0s
      > delete deploy web --cascade=orphan
      $ delete rs -l app=web --cascade=orphan
      replicaset.apps "web-SET" deleted from default namespace
      $ get deploy,rs,pods
      NAME READY STATUS RESTARTS AGE
      2x pod/web-SET-POD 1/1 Running 0 0s
      > apply -f set.yaml
      $ get rs,pods
      NAME DESIRED CURRENT READY AGE
      replicaset.apps/web 3 3 3 0s
      NAME READY STATUS RESTARTS AGE
      pod/web-POD 1/1 Running 0 0s
      2x pod/web-SET-POD 1/1 Running 0 0s
      `,
    ))

  it('of a replica set are deleted in the order of their worth', () =>
    expectStory(
      { 'set.yaml': workload('ReplicaSet', 'web', { spec: { replicas: 4 } }) },
      `
      > apply -f set.yaml
      > clock advance 10s
      > scale rs web --replicas=5
      > clock advance 10s
      > cordon worker-1
      > cordon worker-2
      > scale rs web --replicas=6
      $ get pods --no-headers
      web-POD 0/1 Pending 0 0s
      web-POD 1/1 Running 0 10s
      4x web-POD 1/1 Running 0 20s
      > scale rs web --replicas=5
      $ get pods --no-headers
      web-POD 1/1 Running 0 10s
      4x web-POD 1/1 Running 0 20s
      > scale rs web --replicas=4
      $ get pods --no-headers
      4x web-POD 1/1 Running 0 20s
      `,
    ))
})
