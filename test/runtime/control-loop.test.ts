/** The control loop, with reconcilers made for the test. */
import { describe, expect, it } from 'vitest'
import type { Client } from '../../src/apiserver/client.ts'
import { converge, hasWork } from '../../src/runtime/control-loop.ts'
import type { ReconcileContext, Reconciler } from '../../src/runtime/reconciler.ts'
import { createEventRecorder } from '../../src/runtime/record-events.ts'
import { createState } from '../../src/runtime/state.ts'
import { configMap, named, rejection, type TestServer, testServer, testTime } from '../support/server.ts'

function run(test: TestServer, ...reconcilers: Reconciler[]): Promise<void> {
  return runLoop(test, { reconcilers, resume: true })
}

function runLoop(
  { server, client, store, clock }: TestServer,
  { reconcilers, resume }: { reconcilers: Reconciler[]; resume: boolean },
): Promise<void> {
  const contextFor = ({ name }: Reconciler): ReconcileContext => ({
    client,
    clock,
    random: server.random,
    recorder: createEventRecorder({ client, clock, component: name }),
    state: createState(store, name),
  })
  return converge({ store, clock, reconcilers, contextFor, resume, checkpoint: async () => undefined })
}

/** A reconciler of config maps whose keys are their names. */
function onConfigMaps(name: string, reconcile: Reconciler['reconcile']): Reconciler {
  return {
    name,
    watches: [{ kind: 'ConfigMap', keys: ({ object }) => [object.metadata.name ?? ''] }],
    reconcile,
  }
}

async function data(client: Client, name: string): Promise<Record<string, string> | undefined> {
  return (await client.find('ConfigMap', named(name)))?.data
}

describe('converge', () => {
  it('runs reconcilers on each others writes until nothing changes any more', async () => {
    const test = await testServer()
    const chain = onConfigMaps('chain', async (key, { client }) => {
      const next = Number(key.slice(1)) + 1
      if (next <= 5 && !(await client.find('ConfigMap', named(`c${next}`))))
        await client.create('ConfigMap', configMap(`c${next}`))
      return undefined
    })
    await test.client.create('ConfigMap', configMap('c1'))
    await run(test, chain)
    expect((await test.client.list('ConfigMap')).items).toHaveLength(5)
    const revision = await test.store.revision()
    await run(test, chain)
    expect(await test.store.revision()).toBe(revision)
  })

  it('looks at a key once for many changes', async () => {
    const test = await testServer()
    let looks = 0
    const counter = onConfigMaps('counter', async () => {
      looks++
      return undefined
    })
    await test.client.create('ConfigMap', configMap('a'))
    for (let i = 0; i < 10; i++)
      await test.client.update('ConfigMap', configMap('a', { data: { i: String(i) } }))
    await run(test, counter)
    expect(looks).toBe(1)
  })

  it('spares a reconciler its own writes where it says so, but not those of others', async () => {
    const test = await testServer()
    const looks: string[] = []
    const labelling = (name: string, ignoresOwn: boolean): Reconciler => ({
      name,
      watches: [{ kind: 'ConfigMap', ignoresOwn, keys: ({ object }) => [object.metadata.name ?? ''] }],
      async reconcile(key, { client }) {
        looks.push(name)
        const found = await client.get('ConfigMap', named(key))
        if (found.data?.[name] === undefined)
          await client.update('ConfigMap', { ...found, data: { ...found.data, [name]: 'yes' } })
        return undefined
      },
    })
    await test.client.create('ConfigMap', configMap('a'))
    await run(test, labelling('sparing', true))
    expect(looks).toEqual(['sparing'])
    await test.client.create('ConfigMap', configMap('b'))
    await run(test, labelling('sparing', true), labelling('other', false))
    expect(looks.slice(1)).toEqual(['sparing', 'other', 'sparing', 'other'])
  })

  it('asks watches that answer later in their turn, before the reconcilers get theirs', async () => {
    const test = await testServer()
    const asked: string[] = []
    const watch = (name: string, isLate: boolean) => ({
      kind: 'ConfigMap',
      keys({ object }: { object: { metadata: { name?: string } } }) {
        asked.push(name)
        const keys = [`${name} ${object.metadata.name}`]
        return isLate ? Promise.resolve(keys) : keys
      },
    })
    const done: string[] = []
    const reconciler: Reconciler = {
      name: 'patient',
      watches: [watch('late', true), watch('early', false), { ...watch('any', true), kind: '*' }],
      async reconcile(key) {
        done.push(key)
        return undefined
      },
    }
    await run(test)
    for (const name of ['a', 'b']) await test.client.create('ConfigMap', configMap(name))
    await run(test, reconciler)
    expect(asked).toEqual(['late', 'early', 'any', 'late', 'early', 'any'])
    expect(done).toEqual(['late a', 'early a', 'any a', 'late b', 'early b', 'any b'])
  })

  it('has work after a write, and none after converging', async () => {
    const test = await testServer()
    const work = () => hasWork(test.store, test.clock.now())
    expect(await work()).toBe(true)
    await run(test)
    expect(await work()).toBe(false)
    await test.client.create('ConfigMap', configMap('a'))
    expect(await work()).toBe(true)
  })

  it('steps through what fell due, in order and each at its own time', async () => {
    const test = await testServer()
    const seen: string[] = []
    const timer = onConfigMaps('timer', async (key, { clock }) => {
      seen.push(`${key} ${(clock.now() - testTime) / 1000}`)
      const delay = Number(key.slice(1)) * 1000
      return clock.now() < testTime + 3 * delay ? { requeueAt: clock.now() + delay } : undefined
    })
    for (const name of ['a20', 'b30']) await test.client.create('ConfigMap', configMap(name))
    await run(test, timer)
    expect(seen).toEqual(['a20 0', 'b30 0'])
    test.clock.setOffset(100_000)
    test.clock.refresh()
    await run(test, timer)
    expect(seen.slice(2)).toEqual(['a20 20', 'b30 30', 'a20 40', 'a20 60', 'b30 60', 'b30 90'])
    expect(test.clock.now()).toBe(testTime + 100_000)
  })

  it('acts once more on what was due when it was ended in the middle', async () => {
    const test = await testServer()
    const seen: string[] = []
    const timer = (isKilled: boolean) =>
      onConfigMaps('timer', async (key, { clock }) => {
        if (clock.now() === testTime) return { requeueAt: testTime + 1000 }
        if (isKilled) throw new TypeError('killed')
        seen.push(`${key} ${clock.now() - testTime}`)
        return undefined
      })
    await test.client.create('ConfigMap', configMap('a'))
    await run(test, timer(false))
    test.clock.stepTo(testTime + 2000)
    expect(await rejection(run(test, timer(true)))).toBeInstanceOf(TypeError)
    await run(test, timer(false))
    expect(seen).toEqual(['a 1000'])
    expect(await hasWork(test.store, test.clock.now())).toBe(false)
  })

  it('acts on a write at the time of the write, not of the convergence before it', async () => {
    const test = await testServer()
    const seen: number[] = []
    const clockReader = onConfigMaps('clock-reader', async (_key, { clock }) => {
      seen.push(clock.now() - testTime)
      return undefined
    })
    await run(test, clockReader)
    test.clock.setOffset(60_000)
    test.clock.refresh()
    await test.client.create('ConfigMap', configMap('a'))
    await runLoop(test, { reconcilers: [clockReader], resume: false })
    expect(seen).toEqual([60_000])
  })

  it('tries a key that failed again when something else has changed', async () => {
    const test = await testServer()
    const needy = onConfigMaps('needy', async (key, { client }) => {
      if (key !== 'needy') return undefined
      await client.get('ConfigMap', named('needed'))
      if (!(await data(client, 'needy')))
        await client.update('ConfigMap', configMap('needy', { data: { done: 'yes' } }))
      return undefined
    })
    const giver = onConfigMaps('giver', async (_key, { client }) => {
      if (!(await client.find('ConfigMap', named('needed'))))
        await client.create('ConfigMap', configMap('needed'))
      return undefined
    })
    await test.client.create('ConfigMap', configMap('needy'))
    await run(test, needy, giver)
    expect(await data(test.client, 'needy')).toEqual({ done: 'yes' })
  })

  it('keeps a failed key for later with a growing pause', async () => {
    const test = await testServer()
    let tries = 0
    const failing = onConfigMaps('failing', async (_key, { client }) => {
      tries++
      await client.get('ConfigMap', named('missing'))
      return undefined
    })
    await test.client.create('ConfigMap', configMap('a'))
    await run(test, failing)
    expect(tries).toBe(1)
    test.clock.setOffset(5)
    test.clock.refresh()
    await run(test, failing)
    expect(tries).toBe(2)
  })

  it('names the reconcilers that undo each other, and the object', async () => {
    const test = await testServer()
    const writer = (value: string) =>
      onConfigMaps(`writer-${value}`, async (key, { client }) => {
        if ((await data(client, key))?.v !== value)
          await client.update('ConfigMap', configMap(key, { data: { v: value } }))
        return undefined
      })
    await test.client.create('ConfigMap', configMap('torn'))
    const error = await rejection(run(test, writer('a'), writer('b')))
    expect(error.message).toBe(
      'the cluster does not settle: writer-a and writer-b keep changing configmaps/default/torn back and forth',
    )
  })

  it('lets mistakes in the program surface', async () => {
    const test = await testServer()
    const broken = onConfigMaps('broken', async () => (undefined as never as { x: () => undefined }).x())
    await test.client.create('ConfigMap', configMap('a'))
    expect((await rejection(run(test, broken))).name).toBe('TypeError')
  })

  it('keeps the state of each reconciler apart', async () => {
    const test = await testServer()
    const counter = (name: string) =>
      onConfigMaps(name, async (_key, { state }) => {
        await state.set('count', (((await state.get('count')) as number | undefined) ?? 0) + 1)
        return undefined
      })
    await test.client.create('ConfigMap', configMap('a'))
    await run(test, counter('one'), counter('two'))
    await test.client.create('ConfigMap', configMap('b'))
    await run(test, counter('one'), counter('two'))
    expect([
      await createState(test.store, 'one').get('count'),
      await createState(test.store, 'two').get('count'),
    ]).toEqual([2, 2])
  })
})

describe('the event recorder', () => {
  async function record(test: TestServer, times: number, message: (i: number) => string) {
    const { client, clock } = test
    const recorder = createEventRecorder({ client, clock, component: 'tester' })
    const object = await client.create('ConfigMap', configMap('subject'))
    for (let i = 0; i < times; i++) {
      await recorder.event(object, 'Warning', 'Oops', message(i))
      if (i % 2 === 0) await recorder.flush()
    }
    await recorder.flush()
    return (await client.list('Event')).items
  }

  it('counts the same event instead of repeating it', async () => {
    const [event, ...others] = await record(await testServer(), 5, () => 'again')
    expect(others).toEqual([])
    expect(event).toMatchObject({
      count: 5,
      message: 'again',
      reason: 'Oops',
      type: 'Warning',
      involvedObject: { kind: 'ConfigMap', name: 'subject', namespace: 'default' },
      source: { component: 'tester' },
    })
  })

  it('combines events that differ only in their message', async () => {
    const events = await record(await testServer(), 15, (i) => `number ${i}`)
    expect(events).toHaveLength(11)
    expect(events.at(-1)).toMatchObject({ count: 5, message: '(combined from similar events): number 14' })
  })

  it('tells again what it told in an event that has gone meanwhile', async () => {
    const test = await testServer()
    const { client, clock } = test
    const recorder = createEventRecorder({ client, clock, component: 'tester' })
    const object = await client.create('ConfigMap', configMap('subject'))
    await recorder.event(object, 'Normal', 'Seen', 'once')
    await recorder.flush()
    await client.deleteCollection('Event', {})
    await recorder.event(object, 'Normal', 'Seen', 'once')
    await recorder.flush()
    expect((await client.list('Event')).items).toMatchObject([{ count: 1, message: 'once' }])
  })

  it('lets one object cause no more than 25 events at once', async () => {
    const events = await record(await testServer(), 100, () => 'again')
    expect(events[0]?.count).toBe(25)
  })
})
