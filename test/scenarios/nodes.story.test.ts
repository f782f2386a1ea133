/** Nodes that are lost, drained and come back, and what becomes of the workloads on them. */
import { describe, it } from 'vitest'
import { object, pod, type Shape, workload } from './objects.ts'
import { expectStory } from './story.ts'

const web = (shape: Shape) => workload('Deployment', 'web', { spec: { replicas: 4 }, ...shape })
const budget = (spec: object) =>
  object('policy/v1', 'PodDisruptionBudget', 'web', { selector: { matchLabels: { app: 'web' } }, ...spec })

describe('a node', () => {
  it('that is lost is NotReady after 50 s and loses its pods after 5 min more; a daemon stays', () =>
    expectStory(
      { 'web.yaml': web({}), 'agent.yaml': workload('DaemonSet', 'agent', {}) },
      `
      > apply -f web.yaml
      > apply -f agent.yaml
      $ get pods -o custom-columns=APP:.metadata.labels.app,NODE:.spec.nodeName --no-headers
      agent worker-1
      agent worker-2
      2x web worker-1
      2x web worker-2
      $ fail node worker-1
      node/worker-1 failed: NotReady at 12:00:50 (in 50s), its pods are evicted from 12:05:50 on (in 5m50s)
      > clock advance 49s
      $ get nodes,deploy,ds
      NAME STATUS ROLES AGE VERSION
      node/control-plane Ready control-plane 49s v1.36.0
      node/worker-1 Ready <none> 49s v1.36.0
      node/worker-2 Ready <none> 49s v1.36.0
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 4/4 4 4 49s
      NAME DESIRED CURRENT READY UP-TO-DATE AVAILABLE NODE SELECTOR AGE
      daemonset.apps/agent 2 2 2 2 2 <none> 49s
      > clock advance 1s
      $ get nodes,deploy,ds
      NAME STATUS ROLES AGE VERSION
      node/control-plane Ready control-plane 50s v1.36.0
      node/worker-1 NotReady <none> 50s v1.36.0
      node/worker-2 Ready <none> 50s v1.36.0
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 2/4 4 2 50s
      NAME DESIRED CURRENT READY UP-TO-DATE AVAILABLE NODE SELECTOR AGE
      daemonset.apps/agent 1 1 1 1 1 <none> 50s
      $ get node worker-1 -o 'jsonpath={range .spec.taints[*]}{.key}:{.effect} {end}'
      node.kubernetes.io/unreachable:NoSchedule node.kubernetes.io/unreachable:NoExecute
      > clock advance 4m59s
      $ get deploy,pods
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 2/4 4 2 5m49s
      NAME READY STATUS RESTARTS AGE
      2x pod/agent-POD 1/1 Running 0 5m49s
      4x pod/web-SET-POD 1/1 Running 0 5m49s
      > clock advance 1s
      $ get deploy,pods
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 4/4 4 4 5m50s
      NAME READY STATUS RESTARTS AGE
      2x pod/agent-POD 1/1 Running 0 5m50s
      2x pod/web-SET-POD 1/1 Running 0 0s
      2x pod/web-SET-POD 1/1 Running 0 5m50s
      2x pod/web-SET-POD 1/1 Terminating 0 5m50s
      $ recover node worker-1
      node/worker-1 recovered: Ready, 1 of 1 pods on it ready
      $ get nodes,deploy,ds,pods
      NAME STATUS ROLES AGE VERSION
      node/control-plane Ready control-plane 5m50s v1.36.0
      node/worker-1 Ready <none> 5m50s v1.36.0
      node/worker-2 Ready <none> 5m50s v1.36.0
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 4/4 4 4 5m50s
      NAME DESIRED CURRENT READY UP-TO-DATE AVAILABLE NODE SELECTOR AGE
      daemonset.apps/agent 2 2 2 2 2 <none> 5m50s
      NAME READY STATUS RESTARTS AGE
      2x pod/agent-POD 1/1 Running 0 5m50s
      2x pod/web-SET-POD 1/1 Running 0 0s
      2x pod/web-SET-POD 1/1 Running 0 5m50s
      $ get pods -o custom-columns=APP:.metadata.labels.app,NODE:.spec.nodeName --no-headers
      agent worker-1
      agent worker-2
      4x web worker-2
      `,
    ))

  it('is drained as fast as the budget allows', () =>
    expectStory(
      {
        'web.yaml': web({ fate: { 'ready-after': '10s', termination: '3s' } }),
        'budget.yaml': budget({ maxUnavailable: 1 }),
      },
      `
      > apply -f web.yaml
      > apply -f budget.yaml
      > clock advance 10s
      $ get deploy,pdb
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 4/4 4 4 10s
      NAME MIN AVAILABLE MAX UNAVAILABLE ALLOWED DISRUPTIONS AGE
      poddisruptionbudget.policy/web N/A 1 1 10s
      $ drain worker-1
      node/worker-1 cordoned
      2x evicting pod default/web-SET-POD
      pod/web-SET-POD evicted
      evicting pod default/web-SET-POD
      pod/web-SET-POD evicted
      node/worker-1 drained
      [stderr] error when evicting pods/"web-SET-POD" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
      $ get nodes,deploy,pdb
      NAME STATUS ROLES AGE VERSION
      node/control-plane Ready control-plane 23s v1.36.0
      node/worker-1 Ready,SchedulingDisabled <none> 23s v1.36.0
      node/worker-2 Ready <none> 23s v1.36.0
      NAME READY UP-TO-DATE AVAILABLE AGE
      deployment.apps/web 3/4 4 3 23s
      NAME MIN AVAILABLE MAX UNAVAILABLE ALLOWED DISRUPTIONS AGE
      poddisruptionbudget.policy/web N/A 1 0 23s
      $ get pods -o custom-columns=NODE:.spec.nodeName --no-headers
      4x worker-2
      > uncordon worker-1
      $ get nodes
      NAME STATUS ROLES AGE VERSION
      control-plane Ready control-plane 23s v1.36.0
      worker-1 Ready <none> 23s v1.36.0
      worker-2 Ready <none> 23s v1.36.0
      `,
    ))

  it('is not drained where the budget allows nothing', () =>
    expectStory(
      {
        'web.yaml': web({}),
        'budget.yaml': budget({ minAvailable: '100%' }),
        'looser.yaml': budget({ minAvailable: 3 }),
      },
      `
      > apply -f web.yaml
      > apply -f budget.yaml
      $ drain worker-1 --timeout=20s
      node/worker-1 cordoned
      4x evicting pod default/web-SET-POD
      [stderr] error when evicting pods/"web-SET-POD" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
      [stderr] error when evicting pods/"web-SET-POD" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
      [stderr] There are pending pods in node "worker-1" when an error occurred: [error when evicting pods/"web-SET-POD" -n "default": global timeout reached: 20s, error when evicting pods/"web-SET-POD" -n "default": global timeout reached: 20s]
      [stderr] pod/web-SET-POD
      [stderr] pod/web-SET-POD
      [stderr] error: unable to drain node "worker-1" due to error: [error when evicting pods/"web-SET-POD" -n "default": global timeout reached: 20s, error when evicting pods/"web-SET-POD" -n "default": global timeout reached: 20s], continuing command...
      [stderr] There are pending nodes to be drained:
      [stderr] worker-1
      [stderr] error when evicting pods/"web-SET-POD" -n "default": global timeout reached: 20s
      [stderr] error when evicting pods/"web-SET-POD" -n "default": global timeout reached: 20s
      [exit 1]
      $ get nodes,pdb
      NAME STATUS ROLES AGE VERSION
      node/control-plane Ready control-plane 20s v1.36.0
      node/worker-1 Ready,SchedulingDisabled <none> 20s v1.36.0
      node/worker-2 Ready <none> 20s v1.36.0
      NAME MIN AVAILABLE MAX UNAVAILABLE ALLOWED DISRUPTIONS AGE
      poddisruptionbudget.policy/web 100% N/A 0 20s
      > apply -f looser.yaml
      $ drain worker-1
      node/worker-1 already cordoned
      2x evicting pod default/web-SET-POD
      2x pod/web-SET-POD evicted
      node/worker-1 drained
      $ get nodes,pdb,pods
      NAME STATUS ROLES AGE VERSION
      node/control-plane Ready control-plane 20s v1.36.0
      node/worker-1 Ready,SchedulingDisabled <none> 20s v1.36.0
      node/worker-2 Ready <none> 20s v1.36.0
      NAME MIN AVAILABLE MAX UNAVAILABLE ALLOWED DISRUPTIONS AGE
      poddisruptionbudget.policy/web 3 N/A 1 20s
      NAME READY STATUS RESTARTS AGE
      2x pod/web-SET-POD 1/1 Running 0 0s
      2x pod/web-SET-POD 1/1 Running 0 20s
      `,
    ))

  it('that is full makes pods wait, until others go', () =>
    expectStory(
      {
        'big.yaml': pod('big', { container: { resources: { requests: { cpu: '3' } } } }),
        'web.yaml': web({ container: { resources: { requests: { cpu: '1500m' } } } }),
      },
      `
      > apply -f web.yaml
      > apply -f big.yaml
      $ get pods --no-headers
      big 0/1 Pending 0 0s
      4x web-SET-POD 1/1 Running 0 0s
      $ get pod big -o 'jsonpath={.status.conditions[0].message}'
      0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.
      > scale deploy web --replicas=1
      $ get pods --no-headers
      big 1/1 Running 0 0s
      web-SET-POD 1/1 Running 0 0s
      `,
    ))

  it('that is cordoned gets no new pods but keeps its own', () =>
    expectStory(
      { 'web.yaml': web({}) },
      `
      > apply -f web.yaml
      $ cordon worker-1
      node/worker-1 cordoned
      > rollout restart deploy web
      $ get pods -o custom-columns=NODE:.spec.nodeName --no-headers
      4x worker-2
      $ uncordon worker-1
      node/worker-1 uncordoned
      > scale deploy web --replicas=6
      $ get pods -o custom-columns=NODE:.spec.nodeName --no-headers
      2x worker-1
      4x worker-2
      `,
    ))
})
