/** The namespace states of the recordings: one pod for each state that `get pods` tells of. */
import type { Client } from '../../../src/apiserver/client.ts'
import { put, setStatus } from './writes.ts'

const started = '2026-11-22T02:58:22Z'
const earlier = '2026-11-22T02:51:40Z'

/** Creates the pods and gives them the statuses that were written by hand. */
export async function fillStates(client: Client): Promise<void> {
  await put(client, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'states' } })
  await put(client, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default', namespace: 'states' },
  })
  for (const [name, status, spec] of states) {
    const { node = 'node-9', containers = 1, inits = 0, ...rest } = spec ?? {}
    const container = (letter: string) => (_: unknown, index: number) => ({
      name: `${letter}${index}`,
      image: 'busybox',
    })
    const initContainers = Array.from({ length: inits }, container('i'))
    await put(client, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'states' },
      spec: {
        ...(node && { nodeName: node }),
        ...(inits > 0 && { initContainers }),
        containers: Array.from({ length: containers }, container('c')),
        ...rest,
      },
    })
    await setStatus(client, 'Pod', name, status, 'states')
  }
  for (const name of ['s-terminating', 't-nodelost'])
    await client.delete('Pod', { namespace: 'states', name }, { gracePeriodSeconds: 1 })
}

interface Shape {
  /** The node; '' is none. */
  node?: string
  containers?: number
  inits?: number
  readinessGates?: { conditionType: string }[]
}

const waiting = (reason: string) => ({ waiting: { reason } })
const ended = (exitCode: number, reason: string | undefined, more: object = {}) => ({
  terminated: { exitCode, ...(reason && { reason }), startedAt: started, finishedAt: earlier, ...more },
})
const run = { running: { startedAt: started } }

interface ContainerState {
  state: object
  ready?: boolean
  restartCount?: number
  lastState?: object
  containerID?: string
}

function container({ state, ready = false, restartCount = 0, ...rest }: ContainerState, index: number) {
  const hasRun = !('waiting' in state) || restartCount > 0
  const containerID = hasRun ? 'containerd://abababababababababababababababab' : ''
  const image = { image: 'busybox', imageID: 'docker.io/busybox' }
  return { name: `c${index}`, ...image, containerID, ready, restartCount, state, ...rest }
}

function status(phase: string, containers: ContainerState[], more: object = {}): object {
  const all = containers.every(({ ready }) => ready) && containers.length > 0
  const ready = all ? 'True' : 'False'
  const rows = [
    ['Initialized', 'True'],
    ['Ready', ready],
    ['ContainersReady', ready],
    ['PodScheduled', 'True'],
  ]
  return {
    phase,
    hostIP: '10.0.10.9',
    podIP: '10.244.9.7',
    podIPs: [{ ip: '10.244.9.7' }],
    startTime: started,
    conditions: rows.map(([type, value]) => ({ type, status: value, lastTransitionTime: started })),
    containerStatuses: containers.map(container),
    ...more,
  }
}

function initializing(initContainerStatuses: ContainerState[]): object {
  const statuses = initContainerStatuses.map((one, index) => ({
    ...container(one, index),
    name: `i${index}`,
    imageID: '',
    containerID: '',
  }))
  const pending = status('Pending', [{ state: waiting('PodInitializing') }], {
    initContainerStatuses: statuses,
  })
  const { conditions } = pending as { conditions: { type: string }[] }
  const initialized = { type: 'Initialized', status: 'False', lastTransitionTime: started }
  return { ...pending, conditions: [initialized, ...conditions.slice(1)] }
}

const withoutAddress = { podIP: null, podIPs: null }
const done = { terminated: { exitCode: 0, reason: 'Completed' } }

const states: readonly [name: string, status: object, shape?: Shape][] = [
  ['a-running', status('Running', [{ state: run, ready: true }])],
  ['b-running-not-ready', status('Running', [{ state: run }, { state: run }]), { containers: 2 }],
  [
    'c-container-creating',
    status(
      'Pending',
      [{ state: waiting('ContainerCreating') }, { state: waiting('ContainerCreating') }],
      withoutAddress,
    ),
    { containers: 2 },
  ],
  [
    'd-crashloop',
    status('Running', [
      { state: waiting('CrashLoopBackOff'), lastState: ended(1, 'Error'), restartCount: 4 },
    ]),
  ],
  ['e-imagepullbackoff', status('Pending', [{ state: waiting('ImagePullBackOff') }])],
  ['f-errimagepull', status('Pending', [{ state: waiting('ErrImagePull') }])],
  ['g-createcontainerconfigerror', status('Pending', [{ state: waiting('CreateContainerConfigError') }])],
  ['h-completed', status('Succeeded', [{ state: ended(0, 'Completed') }])],
  ['i-error', status('Failed', [{ state: ended(1, 'Error') }])],
  ['j-oomkilled', status('Failed', [{ state: ended(137, 'OOMKilled') }])],
  ['k-exitcode', status('Failed', [{ state: ended(3, undefined) }])],
  ['l-signal', status('Failed', [{ state: ended(137, undefined, { signal: 9 }) }])],
  [
    'm-evicted',
    status('Failed', [], {
      reason: 'Evicted',
      message: 'The node was low on resource: memory.',
      conditions: [],
    }),
  ],
  [
    'n-init-0-of-2',
    initializing([{ state: { running: { startedAt: earlier } } }, { state: waiting('PodInitializing') }]),
    { inits: 2 },
  ],
  [
    'o-init-1-of-2',
    initializing([{ state: done, ready: true }, { state: { running: { startedAt: earlier } } }]),
    { inits: 2 },
  ],
  ['p-init-crashloop', initializing([{ state: waiting('CrashLoopBackOff'), restartCount: 2 }]), { inits: 1 }],
  ['q-init-error', initializing([{ state: { terminated: { exitCode: 1, reason: 'Error' } } }]), { inits: 1 }],
  ['r-init-done', initializing([{ state: done, ready: true }]), { inits: 1 }],
  ['s-terminating', status('Running', [{ state: run, ready: true }])],
  ['t-nodelost', status('Running', [{ state: run, ready: true }], { reason: 'NodeLost' })],
  ['u-unknown', status('Unknown', [{ state: run }])],
  ['v-restarted', status('Running', [{ state: run, ready: true, restartCount: 2 }])],
  [
    'w-one-of-two-done',
    status('Running', [{ state: run, ready: true }, { state: ended(0, 'Completed') }]),
    { containers: 2 },
  ],
  [
    'x-readiness-gate',
    status('Running', [{ state: run, ready: true }]),
    { readinessGates: [{ conditionType: 'example.com/lb' }] },
  ],
  [
    'y-unschedulable',
    {
      phase: 'Pending',
      conditions: [
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'Unschedulable',
          message:
            "0/3 nodes are available: 1 node(s) had taint {node-role.kubernetes.io/control-plane: }, that the pod didn't tolerate, 2 node(s) didn't match Pod's node affinity.",
          lastTransitionTime: started,
        },
      ],
    },
    { node: '' },
  ],
  [
    'z-nominated',
    status('Pending', [{ state: waiting('ContainerCreating') }], {
      ...withoutAddress,
      nominatedNodeName: 'node-2',
    }),
    { node: 'node-1' },
  ],
]
