/** StatefulSets: updates in order, canaries, rollouts that are stuck, and the way back. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ControllerRevision } from '../../src/generated/types.ts'
import { named } from '../support/server.ts'
import { image, openStatefulWorld, statefulQuestions, statefulSet, template } from './stateful-world.ts'
import type { World } from './world.ts'

let world: World
const { pod, set, shape, history, remove, makeReady, release } = statefulQuestions(() => world)

beforeEach(async () => {
  world = await openStatefulWorld()
})

afterEach(async () => {
  expect(await world.writesOfAnotherRound()).toBe(0)
})

const rolling = (rollingUpdate: object) => ({ updateStrategy: { type: 'RollingUpdate', rollingUpdate } })
const change = (patch: object) => world.change('StatefulSet', 'web', patch)

async function revisions(): Promise<ControllerRevision[]> {
  const { items } = await world.client.list('ControllerRevision')
  return items.toSorted((a, b) => a.revision - b.revision)
}

async function revisionNumbers(): Promise<string[]> {
  return (await revisions()).map(({ revision, data }) => `${revision} ${imageOf(data)}`)
}

function imageOf(data: unknown): string {
  const { spec } = data as { spec: { template: ReturnType<typeof template> } }
  return spec.template.spec.containers[0]!.image
}

async function deletions(): Promise<string[]> {
  return (await history()).filter((text) => text.startsWith('Delete '))
}

describe('a rolling update', () => {
  it('replaces the pods from the highest ordinal down', async () => {
    await world.apply(statefulSet())
    const { status } = await change(image('web:2'))
    expect(await shape()).toEqual(['web-0 web:2', 'web-1 web:2', 'web-2 web:2'])
    expect(await deletions()).toEqual([
      'Delete delete Pod web-2 successful',
      'Delete delete Pod web-1 successful',
      'Delete delete Pod web-0 successful',
    ])
    const [first, second] = await revisions()
    expect(first?.metadata.name).not.toBe(second?.metadata.name)
    expect(status).toMatchObject({
      currentReplicas: 3,
      currentRevision: second?.metadata.name,
      observedGeneration: 2,
      updatedReplicas: 3,
      updateRevision: second?.metadata.name,
    })
  })

  it('goes on only when the pod that was replaced is ready', async () => {
    await world.apply(statefulSet())
    world.breakPods('image=web-2')
    const { status } = await change(image('web:2'))
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:1', 'web-2 web:2 unready'])
    const [old, update] = (await revisions()).map(({ metadata }) => metadata.name)
    expect(status).toMatchObject({
      readyReplicas: 2,
      currentReplicas: 2,
      currentRevision: old,
      updatedReplicas: 1,
      updateRevision: update,
    })
    await makeReady('web-2')
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:2 unready', 'web-2 web:2'])
  })

  it('waits out minReadySeconds after each pod', async () => {
    await world.apply(statefulSet({ replicas: 2, minReadySeconds: 10 }))
    await world.advance(20)
    await change(image('web:2'))
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:2'])
    await world.advance(9)
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:2'])
    await world.advance(1)
    expect(await shape()).toEqual(['web-0 web:2', 'web-1 web:2'])
  })

  it('does nothing before the pods of the set are deleted where it is to be on delete', async () => {
    await world.apply(statefulSet({ updateStrategy: { type: 'OnDelete' } }))
    await change(image('web:2'))
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:1', 'web-2 web:1'])
    await remove('web-1')
    await world.converge()
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:2', 'web-2 web:1'])
  })

  it('updates without a rollingUpdate, too', async () => {
    await world.apply(statefulSet({ updateStrategy: { type: 'RollingUpdate' } }))
    expect((await set()).spec?.updateStrategy).toEqual({ type: 'RollingUpdate' })
    world.breakPods('image=web-2')
    await change(image('web:2'))
    // What is below the replicas that are updated comes back as it was.
    await remove('web-0')
    await world.converge()
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:1', 'web-2 web:2 unready'])
    for (const name of ['web-2', 'web-1']) await makeReady(name)
    expect(await shape()).toEqual(['web-0 web:2 unready', 'web-1 web:2', 'web-2 web:2'])
  })
})

describe('a partition', () => {
  it('keeps the pods below it as they are, also those that come back', async () => {
    await world.apply(statefulSet(rolling({ partition: 2 })))
    await change(image('web:2'))
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:1', 'web-2 web:2'])
    await remove('web-0')
    await remove('web-2')
    await world.converge()
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:1', 'web-2 web:2'])
    expect((await set()).status).toMatchObject({ currentReplicas: 2, updatedReplicas: 1 })
  })

  it('lets go on what it held when it is lowered', async () => {
    await world.apply(statefulSet(rolling({ partition: 2 })))
    await change(image('web:2'))
    await change({ spec: rolling({ partition: 1 }) })
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:2', 'web-2 web:2'])
    const { status } = await change({ spec: rolling({ partition: 0 }) })
    expect(await shape()).toEqual(['web-0 web:2', 'web-1 web:2', 'web-2 web:2'])
    expect(status?.currentRevision).toBe(status?.updateRevision)
  })

  it('counts from the start ordinal', async () => {
    await world.apply(statefulSet({ ordinals: { start: 4 }, ...rolling({ partition: 1 }) }))
    await change(image('web:2'))
    expect(await shape()).toEqual(['web-4 web:1', 'web-5 web:2', 'web-6 web:2'])
  })

  it('above all replicas holds the update', async () => {
    await world.apply(statefulSet(rolling({ partition: 5 })))
    await change(image('web:2'))
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:1', 'web-2 web:1'])
  })
})

describe('maxUnavailable', () => {
  const held = { template: template('web:1', { finalizers: ['example.com/held'] }), replicas: 4 }
  const update = { spec: { template: template('web:2', { finalizers: ['example.com/held'] }) } }
  const rows: [rollingUpdate: object, leaving: string[]][] = [
    [{}, ['web-3']],
    [{ maxUnavailable: 1 }, ['web-3']],
    [{ maxUnavailable: 2 }, ['web-3', 'web-2']],
    [{ maxUnavailable: '50%' }, ['web-3', 'web-2']],
    [{ maxUnavailable: '10%' }, ['web-3']],
    [{ maxUnavailable: '100%' }, ['web-3', 'web-2', 'web-1', 'web-0']],
    [{ maxUnavailable: 3, partition: 2 }, ['web-3', 'web-2']],
  ]

  it.each(rows)('%j takes at once %j', async (rollingUpdate, leaving) => {
    await world.apply(statefulSet({ ...held, ...rolling(rollingUpdate) }))
    await change(update)
    const marked = (await shape()).filter((text) => text.endsWith('leaving'))
    expect(marked.toReversed()).toEqual(leaving.map((name) => `${name} web:1 leaving`))
  })

  it('counts what is unavailable for other reasons', async () => {
    await world.apply(
      statefulSet({ ...held, podManagementPolicy: 'Parallel', ...rolling({ maxUnavailable: 2 }) }),
    )
    await remove('web-0')
    await world.converge()
    await change(update)
    expect(await shape()).toEqual([
      'web-0 web:1 leaving',
      'web-1 web:1',
      'web-2 web:1',
      'web-3 web:1 leaving',
    ])
    await release('web-3')
    expect(await shape()).toEqual([
      'web-0 web:1 leaving',
      'web-1 web:1',
      'web-2 web:1 leaving',
      'web-3 web:2',
    ])
  })

  it('replaces at once what is not ready anyway, where pods are managed in parallel', async () => {
    await world.apply(
      statefulSet({ ...held, podManagementPolicy: 'Parallel', ...rolling({ maxUnavailable: 1 }) }),
    )
    await makeReady('web-0', false)
    await makeReady('web-1', false)
    await change(update)
    expect(await shape()).toEqual([
      'web-0 web:1 leaving unready',
      'web-1 web:1 leaving unready',
      'web-2 web:1',
      'web-3 web:1',
    ])
  })
})

describe('an unready pod of a parallel set', () => {
  it('does not hold up the update of those above it', async () => {
    await world.apply(statefulSet({ podManagementPolicy: 'Parallel' }))
    await makeReady('web-0', false)
    await change(image('web:2'))
    expect(await shape()).toEqual(['web-0 web:2', 'web-1 web:2', 'web-2 web:2'])
  })
})

describe('a rollout to pods that never become ready', () => {
  beforeEach(async () => {
    await world.apply(statefulSet())
    world.breakPods('image=web-bad')
    await change(image('web:bad'))
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:1', 'web-2 web:bad unready'])
  })

  it('is not mended by the former template alone, but by it and the deletion of the pod', async () => {
    await change(image('web:1'))
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:1', 'web-2 web:bad unready'])
    await remove('web-2')
    await world.converge()
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:1', 'web-2 web:1'])
    const { status } = await set()
    expect(status?.currentRevision).toBe(status?.updateRevision)
  })

  it('is not mended by the deletion of the pod alone', async () => {
    await remove('web-2')
    await world.converge()
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:1', 'web-2 web:bad unready'])
  })
})

describe('a rollout of a parallel set to pods that never become ready', () => {
  it('is mended by the former template', async () => {
    await world.apply(statefulSet({ podManagementPolicy: 'Parallel' }))
    world.breakPods('image=web-bad')
    await change(image('web:bad'))
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:1', 'web-2 web:bad unready'])
    await change(image('web:1'))
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:1', 'web-2 web:1'])
  })
})

describe('the revisions of a stateful set', () => {
  it('are numbered, and one that is gone back to becomes the newest', async () => {
    await world.apply(statefulSet())
    await change(image('web:2'))
    await change(image('web:3'))
    expect(await revisionNumbers()).toEqual(['1 web:1', '2 web:2', '3 web:3'])
    const [first] = await revisions()
    await change(first!.data as object)
    expect(await revisionNumbers()).toEqual(['2 web:2', '3 web:3', '4 web:1'])
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:1', 'web-2 web:1'])
    expect((await set()).status?.currentRevision).toBe(first?.metadata.name)
  })

  it('are as many as revisionHistoryLimit besides those in use', async () => {
    await world.apply(statefulSet({ revisionHistoryLimit: 1 }))
    for (const version of [2, 3, 4]) await change(image(`web:${version}`))
    expect(await revisionNumbers()).toEqual(['3 web:3', '4 web:4'])
  })

  it('all stay where the limit is negative', async () => {
    await world.apply(statefulSet({ revisionHistoryLimit: -1 }))
    for (const version of [2, 3]) await change(image(`web:${version}`))
    expect(await revisionNumbers()).toEqual(['1 web:1', '2 web:2', '3 web:3'])
  })

  it('stay while a pod is of them', async () => {
    await world.apply(statefulSet({ revisionHistoryLimit: 0, updateStrategy: { type: 'OnDelete' } }))
    await change(image('web:2'))
    await remove('web-1')
    await world.converge()
    await change(image('web:3'))
    expect(await revisionNumbers()).toEqual(['1 web:1', '2 web:2', '3 web:3'])
  })

  it('change with the template alone', async () => {
    await world.apply(statefulSet())
    await change({ spec: { replicas: 2, minReadySeconds: 1 }, metadata: { annotations: { a: 'b' } } })
    expect(await revisionNumbers()).toEqual(['1 web:1'])
  })

  it('take another name where theirs is taken, and the status counts that', async () => {
    await world.apply(statefulSet())
    await change(image('web:2'))
    const taken = (await revisions())[1]!
    await change(image('web:1'))
    await world.client.delete('ControllerRevision', named(taken.metadata.name!))
    const other = { ...taken, metadata: { name: taken.metadata.name, namespace: 'default' }, data: {} }
    await world.client.create('ControllerRevision', other)
    const { status } = await change(image('web:2'))
    expect(status?.collisionCount).toBe(1)
    expect(status?.updateRevision).not.toBe(taken.metadata.name)
    expect(await shape()).toEqual(['web-0 web:2', 'web-1 web:2', 'web-2 web:2'])
    expect((await pod('web-0')).metadata.labels?.['controller-revision-hash']).toBe(status?.updateRevision)
  })
})
