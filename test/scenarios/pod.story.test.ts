/** Pods from their first second to their last: init containers, sidecars, hooks, probes, crashes, images, endings. */
import { describe, it } from 'vitest'
import { object, pod } from './objects.ts'
import { expectStory } from './story.ts'

describe('a pod', () => {
  it('runs its init containers one by one, sidecars before those that follow them', () => {
    const initContainers = [
      { name: 'fetch', image: 'fetch:1' },
      { name: 'proxy', image: 'proxy:1', restartPolicy: 'Always' },
      { name: 'migrate', image: 'migrate:1' },
    ]
    const fate = {
      'exit-after.fetch': '5s',
      'ready-after.proxy': '3s',
      'exit-after.migrate': '10s',
      'ready-after.app': '2s',
    }
    return expectStory(
      { 'app.yaml': pod('app', { fate, pod: { initContainers } }) },
      `
      > apply -f app.yaml
      $ get pod app --no-headers
      app 0/2 Init:0/3 0 0s
      > clock advance 5s
      $ get pod app --no-headers
      app 0/2 Init:2/3 0 5s
      > clock advance 3s
      $ get pod app --no-headers
      app 1/2 Init:2/3 0 8s
      > clock advance 7s
      $ get pod app --no-headers
      app 1/2 Running 0 15s
      > clock advance 3s
      $ get pod app --no-headers
      app 2/2 Running 0 18s
      $ get pod app -o 'jsonpath={range .status.conditions[*]}{.type}={.status} {end}'
      PodReadyToStartContainers=True Initialized=True Ready=True ContainersReady=True PodScheduled=True
      `,
    )
  })

  it('whose init container fails starts it again, ever later, and goes on when it succeeds', () => {
    const initContainers = [{ name: 'wait', image: 'wait:1' }]
    const fate = { 'exit-code.wait': '1', 'exit-times.wait': '3' }
    return expectStory(
      {
        'app.yaml': pod('app', { fate, pod: { initContainers } }),
        'once.yaml': pod('once', { fate, pod: { initContainers, restartPolicy: 'Never' } }),
      },
      `
      > apply -f app.yaml
      > apply -f once.yaml
      $ get pods --no-headers
      app 0/1 Init:CrashLoopBackOff 1 (0s ago) 0s
      once 0/1 Init:Error 0 0s
      > clock advance 10s
      $ get pods --no-headers
      app 0/1 Init:CrashLoopBackOff 2 (0s ago) 10s
      once 0/1 Init:Error 0 10s
      > clock advance 20s
      $ get pods --no-headers
      app 1/1 Running 0 30s
      once 0/1 Init:Error 0 30s
      `,
    )
  })

  it('that crashes is started again after 10 s, 20 s, 40 s … 5 min, and from the start after it ran for ten minutes', () =>
    expectStory(
      {
        'app.yaml': pod('app', { fate: { 'exit-code': '1', 'exit-after': '1s' } }),
        'long.yaml': pod('long', { fate: { 'exit-code': '1', 'exit-after': '11m' } }),
      },
      `
      > apply -f app.yaml
      $ get pod app --no-headers
      app 1/1 Running 0 0s
      > clock advance 1s
      $ get pod app --no-headers
      app 1/1 Running 1 (0s ago) 1s
      > clock advance 1s
      $ get pod app --no-headers
      app 0/1 CrashLoopBackOff 1 (0s ago) 2s
      > clock advance 10s
      $ get pod app --no-headers
      app 1/1 Running 2 (10s ago) 12s
      > clock advance 21s
      $ get pod app --no-headers
      app 1/1 Running 3 (20s ago) 33s
      > clock advance 41s
      $ get pod app --no-headers
      app 1/1 Running 4 (40s ago) 74s
      > clock advance 20m
      $ get pod app --no-headers
      app 0/1 CrashLoopBackOff 9 (54s ago) 21m
      $ events --for pod/app
      LAST SEEN TYPE REASON OBJECT MESSAGE
      21m Normal Scheduled Pod/app Successfully assigned default/app to NODE
      21m Normal Pulling Pod/app Pulling image "app:1"
      21m Normal Pulled Pod/app Successfully pulled image "app:1" in 0s (0s including waiting). Image size: 78987184 bytes.
      55s (x9 over 21m) Normal Pulled Pod/app Container image "app:1" already present on machine and can be accessed by the pod
      55s (x10 over 21m) Normal Created Pod/app Container created
      55s (x10 over 21m) Normal Started Pod/app Container started
      54s (x9 over 21m) Warning BackOff Pod/app Back-off restarting failed container app in pod app_default(UID)
      > apply -f long.yaml
      > clock advance 11m
      $ get pod long --no-headers
      long 1/1 Running 1 (0s ago) 11m
      > clock advance 11m
      $ get pod long --no-headers
      long 1/1 Running 2 (0s ago) 22m
      > clock advance 11m
      $ get pod long --no-headers
      long 1/1 Running 3 (0s ago) 33m
      `,
    ))

  it('with a liveness probe is killed when it hangs, after its grace period', () => {
    const livenessProbe = { httpGet: { path: '/', port: 80 }, periodSeconds: 5, failureThreshold: 3 }
    return expectStory(
      {
        'app.yaml': pod('app', {
          fate: { 'hang-after': '30s', termination: '4s' },
          container: { livenessProbe },
        }),
        'deaf.yaml': pod('deaf', {
          fate: { 'hang-after': '30s', termination: 'never' },
          container: { livenessProbe },
          pod: { terminationGracePeriodSeconds: 20 },
        }),
      },
      `
      > apply -f app.yaml
      > apply -f deaf.yaml
      > clock advance 39s
      $ get pods --no-headers
      app 1/1 Running 0 39s
      deaf 1/1 Running 0 39s
      > clock advance 6s
      $ get pods --no-headers
      app 1/1 Running 1 (0s ago) 45s
      deaf 1/1 Running 0 45s
      > clock advance 20s
      $ get pods --no-headers
      app 1/1 Running 1 (20s ago) 65s
      deaf 1/1 Running 1 (4s ago) 65s
      $ events --for pod/deaf
      LAST SEEN TYPE REASON OBJECT MESSAGE
      65s Normal Scheduled Pod/deaf Successfully assigned default/deaf to NODE
      65s Normal Pulling Pod/deaf Pulling image "deaf:1"
      65s Normal Pulled Pod/deaf Successfully pulled image "deaf:1" in 0s (0s including waiting). Image size: 139924727 bytes.
      24s (x3 over 34s) Warning Unhealthy Pod/deaf Liveness probe failed: Get "http://POD-IP:80/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)
      24s Normal Killing Pod/deaf Container deaf failed liveness probe, will be restarted
      4s Normal Pulled Pod/deaf Container image "deaf:1" already present on machine and can be accessed by the pod
      4s (x2 over 65s) Normal Created Pod/deaf Container created
      4s (x2 over 65s) Normal Started Pod/deaf Container started
      `,
    )
  })

  it('that is not ready is taken out of its service, and comes back', () => {
    const readinessProbe = { httpGet: { path: '/', port: 80 }, periodSeconds: 5, failureThreshold: 2 }
    return expectStory(
      {
        'app.yaml': pod('app', { container: { readinessProbe } }),
        'service.yaml': object('v1', 'Service', 'app', { selector: { app: 'app' }, ports: [{ port: 80 }] }),
      },
      `
      > apply -f service.yaml
      > apply -f app.yaml
      > clock advance 1s
      $ get pods --no-headers
      app 1/1 Running 0 1s
      $ get endpointslices -l kubernetes.io/service-name=app -o jsonpath={.items[*].endpoints[*].conditions}
      {"ready":true,"serving":true,"terminating":false}
      > fail pod app --reason Unready
      > clock advance 10s
      $ get pods --no-headers
      app 0/1 Running 0 11s
      $ get endpointslices -l kubernetes.io/service-name=app -o jsonpath={.items[*].endpoints[*].conditions}
      {"ready":false,"serving":false,"terminating":false}
      > recover pod app
      > clock advance 5s
      $ get pods --no-headers
      app 1/1 Running 0 16s
      $ get endpointslices -l kubernetes.io/service-name=app -o jsonpath={.items[*].endpoints[*].conditions}
      {"ready":true,"serving":true,"terminating":false}
      `,
    )
  })

  it('that is slow to start is left alone by its startup probe, and killed when that has lost its patience', () => {
    const startupProbe = { httpGet: { path: '/', port: 80 }, periodSeconds: 10, failureThreshold: 3 }
    const livenessProbe = { httpGet: { path: '/', port: 80 }, periodSeconds: 1, failureThreshold: 1 }
    return expectStory(
      {
        'slow.yaml': pod('slow', { fate: { startup: '15s' }, container: { startupProbe, livenessProbe } }),
        'never.yaml': pod('never', { fate: { startup: '1h' }, container: { startupProbe, livenessProbe } }),
      },
      `
      > apply -f slow.yaml
      > apply -f never.yaml
      > clock advance 14s
      $ get pods --no-headers
      never 0/1 Running 0 14s
      slow 0/1 Running 0 14s
      > clock advance 7s
      $ get pods --no-headers
      never 0/1 Running 1 (1s ago) 21s
      slow 1/1 Running 0 21s
      > clock advance 60s
      $ get pods --no-headers
      never 0/1 CrashLoopBackOff 2 (11s ago) 81s
      slow 1/1 Running 0 81s
      `,
    )
  })

  it('runs its hooks: postStart before it is ready, preStop within the grace period', () => {
    const lifecycle = {
      postStart: { exec: { command: ['start'] } },
      preStop: { exec: { command: ['drain'] } },
    }
    return expectStory(
      {
        'app.yaml': pod('app', {
          fate: { 'post-start': '5s', 'pre-stop': '20s', termination: '3s' },
          container: { lifecycle },
        }),
        'short.yaml': pod('short', {
          fate: { 'pre-stop': '20s', termination: '3s' },
          container: { lifecycle: { preStop: lifecycle.preStop } },
          pod: { terminationGracePeriodSeconds: 10 },
        }),
        'fails.yaml': pod('fails', { fate: { 'post-start': 'fails' }, container: { lifecycle } }),
      },
      `
      > apply -f app.yaml
      > apply -f short.yaml
      > apply -f fails.yaml
      $ get pods --no-headers
      app 0/1 ContainerCreating 0 0s
      fails 0/1 CrashLoopBackOff 1 (0s ago) 0s
      short 1/1 Running 0 0s
      > clock advance 5s
      $ get pod app --no-headers
      app 1/1 Running 0 5s
      > delete pod app short fails --wait=false
      > clock advance 9s
      $ get pods --no-headers
      app 1/1 Terminating 0 14s
      short 1/1 Terminating 0 14s
      > clock advance 3s
      $ get pods --no-headers
      app 1/1 Terminating 0 17s
      > clock advance 10s
      $ get pods --no-headers
      app 1/1 Terminating 0 27s
      > clock advance 1s
      $ get pods --no-headers
      [stderr] No resources found in default namespace.
      `,
    )
  })

  it('runs out of memory, misses its deadline, or is evicted', () =>
    expectStory(
      {
        'hungry.yaml': pod('hungry', {
          fate: { 'oom-after': '20s' },
          container: { resources: { limits: { memory: '64Mi' } } },
        }),
        'late.yaml': pod('late', { pod: { activeDeadlineSeconds: 30 } }),
        'last.yaml': pod('last', { fate: { 'oom-after': '20s' }, pod: { restartPolicy: 'Never' } }),
      },
      `
      > apply -f hungry.yaml
      > apply -f late.yaml
      > apply -f last.yaml
      > clock advance 20s
      $ get pods --no-headers
      hungry 1/1 Running 1 (0s ago) 20s
      last 0/1 OOMKilled 0 20s
      late 1/1 Running 0 20s
      $ get pod hungry -o 'jsonpath={.status.containerStatuses[0].lastState.terminated.reason} {.status.containerStatuses[0].lastState.terminated.exitCode}'
      OOMKilled 137
      > clock advance 20s
      $ get pods --no-headers
      hungry 0/1 CrashLoopBackOff 1 (0s ago) 40s
      last 0/1 OOMKilled 0 40s
      late 0/1 Completed 0 40s
      $ get pod late -o 'jsonpath={.status.phase} {.status.reason}: {.status.message}'
      Failed DeadlineExceeded: Pod was active on the node longer than the specified deadline
      > fail pod hungry --reason Evicted
      $ get pods --no-headers
      hungry 0/1 ContainerStatusUnknown 1 (0s ago) 40s
      last 0/1 OOMKilled 0 40s
      late 0/1 Completed 0 40s
      `,
    ))

  it('whose image cannot be pulled is tried again, ever later, until it can', () =>
    expectStory(
      {
        'app.yaml': pod('app', { fate: { 'image-pull-fails': '45s', 'image-pull': '8s' } }),
        'wrong.yaml': pod('wrong', { image: 'Web:1' }),
      },
      `
      > apply -f app.yaml
      > apply -f wrong.yaml
      $ get pods --no-headers
      app 0/1 ImagePullBackOff 0 0s
      wrong 0/1 InvalidImageName 0 0s
      > clock advance 15s
      $ get pods --no-headers
      app 0/1 ImagePullBackOff 0 15s
      wrong 0/1 InvalidImageName 0 15s
      > clock advance 56s
      $ get pods --no-headers
      app 0/1 ImagePullBackOff 0 71s
      wrong 0/1 InvalidImageName 0 71s
      > clock advance 30s
      $ get pods --no-headers
      app 1/1 Running 0 101s
      wrong 0/1 InvalidImageName 0 101s
      $ events --for pod/app
      LAST SEEN TYPE REASON OBJECT MESSAGE
      101s Normal Scheduled Pod/app Successfully assigned default/app to NODE
      71s (x3 over 101s) Warning Failed Pod/app Failed to pull image "app:1": failed to pull and unpack image "docker.io/library/app:1": failed to resolve reference "docker.io/library/app:1": failed to do request: Head "https://registry-1.docker.io/v2/library/app/manifests/1": dial tcp: lookup registry-1.docker.io: i/o timeout
      71s (x3 over 101s) Warning Failed Pod/app Error: ErrImagePull
      71s (x3 over 101s) Normal BackOff Pod/app Back-off pulling image "app:1"
      71s (x3 over 101s) Warning Failed Pod/app Error: ImagePullBackOff
      31s (x4 over 101s) Normal Pulling Pod/app Pulling image "app:1"
      23s Normal Pulled Pod/app Successfully pulled image "app:1" in 8s (8s including waiting). Image size: 78987184 bytes.
      23s Normal Created Pod/app Container created
      23s Normal Started Pod/app Container started
      `,
    ))
})
