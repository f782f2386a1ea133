/** What pods use at a moment, by their annotations, their requests and the load of their workload. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { PodMetrics } from '../../../src/api/kinds/metrics/types.ts'
import { createUsageReader } from '../../../src/api/kinds/metrics/usage-reader.ts'
import { isInvalid } from '../../../src/apimachinery/status-error.ts'
import type { Pod } from '../../../src/generated/types.ts'
import { rejection, type TestServer, testServer } from '../../support/server.ts'

const START = '2026-01-01T00:00:00Z'
let test: TestServer

beforeEach(async () => {
  test = await testServer()
})

interface Given {
  name?: string
  annotations?: Record<string, string>
  owner?: { kind: string; name: string; uid: string }
  containers?: object[]
  ready?: boolean
}

const asks = (name: string, cpu?: string, limit?: string) => ({
  name,
  image: 'i',
  resources: { ...(cpu && { requests: { cpu, memory: '100Mi' } }), ...(limit && { limits: { cpu: limit } }) },
})

/** A pod whose containers all run since the beginning. */
async function run({
  name = 'p',
  annotations,
  owner,
  containers = [asks('c', '100m')],
  ready = true,
}: Given) {
  const { client } = test
  const reference = owner && { apiVersion: 'apps/v1', controller: true, ...owner }
  const pod = await client.create('Pod', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'default',
      ...(annotations && { annotations }),
      ...(reference && { ownerReferences: [reference] }),
    },
    spec: { containers },
  } as unknown as Pod)
  const statuses = containers.map((container) => ({
    name: (container as { name: string }).name,
    state: { running: { startedAt: START } },
  }))
  const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False' }]
  const status = { ...pod.status, phase: 'Running', containerStatuses: statuses, conditions }
  await client.update('Pod', { ...pod, status } as unknown as Pod, { subresource: 'status' })
}

/** A deployment with a replica set, and what controls a pod of theirs. */
async function workload(annotations: Record<string, string>) {
  const labels = { app: 'web' }
  const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i' }] } }
  const spec = { selector: { matchLabels: labels }, template }
  const { client } = test
  const deployment = await client.create('Deployment', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default', annotations },
    spec,
  } as never)
  const controller = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', controller: true }
  const set = await client.create('ReplicaSet', {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: 'web-1',
      namespace: 'default',
      ownerReferences: [{ ...controller, uid: deployment.metadata.uid ?? '' }],
    },
    spec,
  } as never)
  return { kind: 'ReplicaSet', name: 'web-1', uid: set.metadata.uid ?? '' }
}

/** `container=cpu/memory` of each pod, so many seconds after the beginning. */
async function usage(seconds = 0): Promise<Record<string, string>> {
  test.clock.stepTo(Date.parse(START) + seconds * 1000)
  const { items } = await test.client.list('PodMetrics', { namespace: 'default' })
  const show = ({ containers }: PodMetrics) =>
    containers.map((each) => `${each.name}=${each.usage.cpu}/${each.usage.memory}`).join(' ')
  return Object.fromEntries(
    items.map((item) => [item.metadata.name ?? '', show(item as unknown as PodMetrics)]),
  )
}

describe('a container uses', () => {
  it.each<[string, Given, number, string]>([
    ['a tenth of what it asks for', {}, 0, 'c=10m/10Mi'],
    ['a little where it asks for nothing', { containers: [asks('c')] }, 0, 'c=1m/8Mi'],
    [
      'what is said of it',
      { annotations: { 'kubelite.dev/cpu': '70m', 'kubelite.dev/memory': '30Mi' } },
      0,
      'c=70m/30Mi',
    ],
    [
      'what the curve says at the time',
      { annotations: { 'kubelite.dev/cpu': '0s=100m 1m=200m' } },
      30,
      'c=150m/10Mi',
    ],
    [
      'no more cpu than its limit',
      { annotations: { 'kubelite.dev/cpu': '3' }, containers: [asks('c', '100m', '500m')] },
      0,
      'c=500m/10Mi',
    ],
    [
      'what is said of it alone',
      { annotations: { 'kubelite.dev/cpu.b': '70m' }, containers: [asks('b', '1'), asks('a', '1')] },
      0,
      'a=100m/10Mi b=70m/10Mi',
    ],
    [
      'the load of the pod where nothing else controls it',
      { annotations: { 'kubelite.dev/cpu-total': '300m' } },
      0,
      'c=300m/10Mi',
    ],
    [
      'its part of the load, after its request',
      {
        annotations: { 'kubelite.dev/cpu-total': '400m' },
        containers: [asks('a', '100m'), asks('b', '300m')],
      },
      0,
      'a=100m/10Mi b=300m/10Mi',
    ],
    [
      'the whole load where the other says what it uses',
      {
        annotations: { 'kubelite.dev/cpu-total': '400m', 'kubelite.dev/cpu.a': '5m' },
        containers: [asks('a', '100m'), asks('b', '300m')],
      },
      0,
      'a=5m/10Mi b=400m/10Mi',
    ],
    [
      'a load of its own',
      {
        annotations: { 'kubelite.dev/cpu-total.a': '400m' },
        containers: [asks('a', '100m'), asks('b', '300m')],
      },
      0,
      'a=400m/10Mi b=30m/10Mi',
    ],
  ])('%s', async (_title, given, seconds, shown) => {
    await run(given)
    expect(await usage(seconds)).toEqual({ p: shown })
  })
})

describe('the load of a workload', () => {
  it('is carried in equal parts by the pods that are ready', async () => {
    const owner = await workload({ 'kubelite.dev/cpu-total': '600m' })
    await run({ name: 'a', owner })
    await run({ name: 'b', owner })
    await run({ name: 'starts', owner, ready: false })
    expect(await usage()).toEqual({ a: 'c=300m/10Mi', b: 'c=300m/10Mi', starts: 'c=0/10Mi' })
  })

  it('counts from the creation of the workload, whenever its pods have started', async () => {
    const owner = await workload({ 'kubelite.dev/cpu-total': '0s=0 10m=600m' })
    test.clock.stepTo(test.clock.now() + 300_000)
    await run({ name: 'late', owner })
    expect(await usage(300)).toEqual({ late: 'c=300m/10Mi' })
  })

  it('may stand in the template, too', async () => {
    const owner = await workload({})
    const annotations = { 'kubelite.dev/cpu-total': '600m' }
    await run({ name: 'a', owner, annotations })
    await run({ name: 'b', owner, annotations })
    expect(await usage()).toEqual({ a: 'c=300m/10Mi', b: 'c=300m/10Mi' })
  })

  it.each([
    ['a value that is none', { 'kubelite.dev/cpu-total': 'much' }, 'must be a quantity'],
    [
      'what only pods know',
      { 'kubelite.dev/exit-after': '5s' },
      'unknown annotation of kubelite, which knows cpu-total',
    ],
  ])('is refused with %s', async (_title, annotations, message) => {
    const error = await rejection(workload(annotations))
    expect(isInvalid(error)).toBe(true)
    expect(error.message).toContain(message)
  })
})

it('moves when its curve does, each resource by itself', async () => {
  const annotations = { 'kubelite.dev/cpu': '1m=1 2m=2', 'kubelite.dev/memory': '0s=1Mi 5m=2Mi' }
  await run({ annotations })
  const now = Date.parse(START) + 1000
  const pod = await test.client.get('Pod', { namespace: 'default', name: 'p' })
  const { movesAt } = (await createUsageReader(test.client, now).ofPod(pod)) ?? {}
  expect(movesAt).toEqual({ cpu: Date.parse(START) + 60_000, memory: now })
})
