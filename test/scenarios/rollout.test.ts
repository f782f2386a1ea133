/** Rollouts, seen from the event log: at every revision in between, what the strategy promises holds. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Deployment, Pod, ReplicaSet } from '../../src/generated/types.ts'
import { createTestCli, type TestCli } from '../cli/test-cli.ts'

let cli: TestCli
beforeEach(() => {
  cli = createTestCli()
})
afterEach(() => cli[Symbol.asyncDispose]())

interface Row {
  title: string
  replicas: number
  strategy: object
  /** Bounds on the pods that are ready, and on all that are not on their way out. */
  fewestReady: number
  most: number
}

const rolling = (maxSurge: number | string, maxUnavailable: number | string) => ({
  type: 'RollingUpdate',
  rollingUpdate: { maxSurge, maxUnavailable },
})

const rows: Row[] = [
  { title: 'the default, of four', replicas: 4, strategy: {}, fewestReady: 3, most: 5 },
  { title: 'one more, none less', replicas: 3, strategy: rolling(1, 0), fewestReady: 3, most: 4 },
  { title: 'two less, none more', replicas: 5, strategy: rolling(0, 2), fewestReady: 3, most: 5 },
  { title: 'all at once', replicas: 3, strategy: rolling('100%', '100%'), fewestReady: 0, most: 6 },
  { title: 'percentages rounded', replicas: 5, strategy: rolling('30%', '30%'), fewestReady: 4, most: 7 },
]

describe('a rolling update', () => {
  it.each(rows)('keeps to its bounds: $title', async ({ replicas, strategy, fewestReady, most }) => {
    await apply({ replicas, strategy, image: 'web:1' })
    const states = await statesDuring(() => apply({ replicas, strategy, image: 'web:2' }))
    expect(states.length).toBeGreaterThan(replicas)
    const ready = states.map((pods) => pods.filter((pod) => isReady(pod) && !isLeaving(pod)).length)
    const staying = states.map((pods) => pods.filter((pod) => !isLeaving(pod)).length)
    expect(Math.min(...ready)).toBeGreaterThanOrEqual(fewestReady)
    expect(Math.max(...staying)).toBeLessThanOrEqual(most)
    expect(states.at(-1)?.map(imageOf)).toEqual(Array(replicas).fill('web:2'))
  })

  it('is taken up by a newer one while it cannot go on', async () => {
    await apply({ replicas: 3, image: 'web:1' })
    await apply({ replicas: 3, image: 'web:2', spec: { nodeSelector: { nowhere: 'yes' } } })
    expect((await pods()).map(imageOf).toSorted()).toEqual(['web:1', 'web:1', 'web:1', 'web:2'])
    await apply({ replicas: 3, image: 'web:3' })
    expect((await pods()).map(imageOf)).toEqual(['web:3', 'web:3', 'web:3'])
    expect(await replicasByRevision()).toEqual(['1 0', '2 0', '3 3'])
  })
})

describe('Recreate', () => {
  it('never lets two versions be there together', async () => {
    const strategy = { type: 'Recreate' }
    await apply({ replicas: 3, strategy, image: 'web:1' })
    const states = await statesDuring(() => apply({ replicas: 3, strategy, image: 'web:2' }))
    for (const state of states) expect(new Set(state.map(imageOf)).size).toBeLessThanOrEqual(1)
    expect(states.some((state) => state.length === 0)).toBe(true)
    expect(states.at(-1)?.map(imageOf)).toEqual(['web:2', 'web:2', 'web:2'])
  })
})

describe('the history', () => {
  const steps: { image: string; replicas?: number; sets: string[]; revision: string }[] = [
    { image: 'web:1', sets: ['1 2'], revision: '1' },
    { image: 'web:2', sets: ['1 0', '2 2'], revision: '2' },
    { image: 'web:2', replicas: 3, sets: ['1 0', '2 3'], revision: '2' },
    { image: 'web:3', sets: ['1 0', '2 0', '3 2'], revision: '3' },
    { image: 'web:1', sets: ['2 0', '3 0', '4 2'], revision: '4' },
    { image: 'web:5', sets: ['3 0', '4 0', '5 2'], revision: '5' },
  ]
  it('keeps as many old sets as it may, and finds one again', async () => {
    for (const { image, replicas = 2, sets, revision } of steps) {
      await apply({ replicas, image, more: { revisionHistoryLimit: 2 } })
      expect({ image, sets: await replicasByRevision() }).toEqual({ image, sets })
      expect(revisionOf(await deployment())).toBe(revision)
    }
  })
})

interface Shape {
  replicas: number
  image: string
  strategy?: object
  /** More for the pods, and for the deployment. */
  spec?: object
  more?: object
}

async function apply({ replicas, image, strategy = {}, spec = {}, more = {} }: Shape): Promise<void> {
  const labels = { app: 'web' }
  const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image }], ...spec } }
  const object = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { replicas, strategy, selector: { matchLabels: labels }, template, ...more },
  }
  expect(await cli.run('apply -f -', { stdin: JSON.stringify(object) })).toMatchObject({
    stderr: '',
    exitCode: 0,
  })
}

/** The pods of the namespace after each of their changes that a command led to. */
async function statesDuring(command: () => Promise<void>): Promise<Pod[][]> {
  const cluster = await cli.cluster()
  const { metadata, items } = await cluster.read((client) => client.list('Pod', { namespace: 'default' }))
  await command()
  await endOfWatch()
  const current = new Map(items.map((pod) => [pod.metadata.name, pod]))
  const states: Pod[][] = []
  const from = { resourceVersion: metadata.resourceVersion ?? '' }
  for await (const { type, object } of (await cluster.reader()).watch('Pod', from)) {
    if (object.metadata.namespace !== 'default') break
    if (type === 'DELETED') current.delete(object.metadata.name)
    else current.set(object.metadata.name, object)
    states.push([...current.values()])
  }
  return states
}

/** A pod elsewhere, by which a watch knows that it has seen all. */
async function endOfWatch(): Promise<void> {
  const spec = { containers: [{ name: 'c', image: 'c' }], nodeSelector: { nowhere: 'yes' } }
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'end', namespace: 'kube-public' }, spec }
  await cli.run('create -f -', { stdin: JSON.stringify(pod) })
}

async function pods(): Promise<Pod[]> {
  return (await cli.cluster()).read(
    async (client) => (await client.list('Pod', { namespace: 'default' })).items,
  )
}

async function deployment(): Promise<Deployment> {
  return (await cli.cluster()).read((client) =>
    client.get('Deployment', { namespace: 'default', name: 'web' }),
  )
}

/** 'revision replicas' of each replica set, oldest first. */
async function replicasByRevision(): Promise<string[]> {
  const { items } = await (await cli.cluster()).read((client) => client.list('ReplicaSet'))
  return items.map((set) => `${revisionOf(set)} ${set.spec?.replicas}`).toSorted()
}

function revisionOf({ metadata }: Deployment | ReplicaSet): string | undefined {
  return metadata.annotations?.['deployment.kubernetes.io/revision']
}

function isReady({ status }: Pod): boolean {
  return status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false
}

function isLeaving({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined
}

function imageOf({ spec }: Pod): string | undefined {
  return spec?.containers[0]?.image
}
