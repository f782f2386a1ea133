/** A world with jobs: their pods run until the test says how they end. */

import { formatTime } from '../../src/apimachinery/time.ts'
import type { Job, Pod, PodStatus } from '../../src/generated/types.ts'
import { openWorld, type World } from './world.ts'

/** How a pod ends. */
export interface Outcome {
  phase: 'Succeeded' | 'Failed'
  exitCode?: number
  conditions?: NonNullable<PodStatus['conditions']>
}

export const succeeded: Outcome = { phase: 'Succeeded', exitCode: 0 }
export const failed: Outcome = { phase: 'Failed', exitCode: 1 }

export interface JobWorld extends World {
  /** Creates a job of the name 'work' and converges. */
  start(spec?: object, metadata?: object): Promise<Job>
  job(): Promise<Job>
  /** The job's pods in the order in which they were made. */
  pods(): Promise<Pod[]>
  /** Those that are at work. */
  running(): Promise<Pod[]>
  /** Lets pods end and converges. */
  end(outcome: Outcome, ...pods: readonly (Pod | undefined)[]): Promise<void>
  /** Ends pods that run with an outcome each, round after round, until none is left. */
  endAll(outcome: (pod: Pod) => Outcome): Promise<void>
  jobEvents(): Promise<string[]>
}

const container = { name: 'c', image: 'c:1' }
const name = { namespace: 'default', name: 'work' }

/** A job as users write it. */
export function jobObject(spec: object = {}, metadata: object = {}): Job {
  const template = { spec: { restartPolicy: 'Never', containers: [container] } }
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { ...name, ...metadata },
    spec: { template, ...spec },
  }
}

/** Opens it with one node. */
export async function openJobWorld(): Promise<JobWorld> {
  const world = await openWorld({ nodes: 1 })
  const { client, clock } = world
  const self: JobWorld = {
    ...world,
    async start(spec, metadata) {
      await world.apply(jobObject(spec, metadata))
      return self.job()
    },
    job: () => client.get('Job', name),
    async pods() {
      const { items } = await client.list('Pod', { namespace: 'default' })
      return items.sort((a, b) => created(a) - created(b))
    },
    async running() {
      return (await self.pods()).filter(
        ({ status, metadata }) => status?.phase === 'Running' && metadata.deletionTimestamp === undefined,
      )
    },
    async end(outcome, ...pods) {
      for (const pod of pods)
        await client.update('Pod', ended(pod!, outcome, clock.now()), { subresource: 'status' })
      await world.converge()
    },
    async endAll(outcome) {
      for (let pods = await self.running(); pods.length > 0; pods = await self.running())
        for (const pod of pods)
          if ((await client.find('Pod', { namespace: 'default', name: pod.metadata.name! })) !== undefined)
            await self.end(outcome(pod), pod)
    },
    async jobEvents() {
      return (await world.events(await self.job())).map((text) =>
        text.replace(/work(-\d+)?-[a-z0-9]{5}$/, 'work$1-*'),
      )
    },
  }
  return self
}

function created({ metadata }: Pod): number {
  return Number(metadata.resourceVersion)
}

function ended(pod: Pod, { phase, exitCode = 0, conditions = [] }: Outcome, now: number): Pod {
  const terminated = { exitCode, finishedAt: formatTime(now), reason: exitCode === 0 ? 'Completed' : 'Error' }
  const { resourceVersion: _, ...metadata } = pod.metadata
  const ready = { type: 'Ready', status: 'False', lastTransitionTime: formatTime(now) }
  const status = {
    ...pod.status,
    phase,
    conditions: [ready, ...conditions],
    containerStatuses: [
      { name: 'c', image: 'c:1', imageID: '', ready: false, restartCount: 0, state: { terminated } },
    ],
  }
  return { ...pod, metadata, status }
}
