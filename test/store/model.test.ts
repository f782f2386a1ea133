/** Random histories: every backend answers as a simple model does. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openLmdb } from '../../src/store/backends/lmdb.ts'
import { openMemory } from '../../src/store/backends/memory.ts'
import { openOverlay } from '../../src/store/backends/overlay.ts'
import type { Compare, Delete, IndexEntry, Put, Store, StoreEvent } from '../../src/store/store.ts'
import { temporaryFolder } from './backends-under-test.ts'
import type { Model } from './model.ts'
import { createModel } from './model.ts'
import { verify } from './verify.ts'

const key = fc.constantFrom(
  '/registry/pods/a',
  '/registry/pods/a/b',
  '/registry/pods/b',
  '/registry/nodes/a',
  '/\u00e9',
  '/z',
)
const bounds = fc.tuple(
  fc.constantFrom('', '/', '/registry/pods/', '/registry/pods/a/b'),
  fc.constantFrom('/z', '\uffff', '/registry/pods/b'),
)
const index = fc.constantFrom('node', 'nod', 'label')
const term = fc.constantFrom('', 'a', 'ab', 'b=\u00e9')
const weight = fc.dictionary(fc.constantFrom('cpu', 'memory'), fc.integer({ min: -5, max: 1000 }))
const entry = fc.oneof(fc.tuple(index, term), fc.tuple(index, term, weight)) as fc.Arbitrary<IndexEntry>
const put: fc.Arbitrary<Put> = fc.record(
  {
    type: fc.constant('put' as const),
    key,
    value: fc.jsonValue({ maxDepth: 3 }),
    indexes: fc.array(entry, { maxLength: 3 }),
  },
  { requiredKeys: ['type', 'key', 'value'] },
)
const remove: fc.Arbitrary<Delete> = fc.record({ type: fc.constant('delete' as const), key })
const ops = fc.array(fc.oneof({ weight: 3, arbitrary: put }, { weight: 1, arbitrary: remove }), {
  maxLength: 4,
})

type Step =
  | { do: 'txn'; ops: (Put | Delete)[]; compare: { key: string; back: number }[] }
  | { do: 'compact'; back: number }
  | { do: 'range'; bounds: [string, string]; limit: number; back: number }
  | { do: 'lookup'; index: string; term: string }
  | { do: 'restart' }

const back = fc.nat({ max: 6 })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('txn' as const),
      ops,
      compare: fc.array(fc.record({ key, back: fc.constantFrom(0, 0, 0, 1) }), { maxLength: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('compact' as const), back }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('range' as const),
      bounds,
      limit: fc.integer({ min: 1, max: 4 }),
      back,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('lookup' as const), index, term }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
)

/** A store with a way to give up everything that is only remembered: open again, or commit what lies on top. */
interface Subject {
  store: Store
  restart(): Promise<void>
  close(): Promise<void>
}

const stay = async () => {}

const subjects: { name: string; runs: number; open: () => Subject }[] = [
  { name: 'memory', runs: 300, open: () => plainly(openMemory()) },
  { name: 'lmdb', runs: 60, open: openReopening },
  { name: 'overlay over memory', runs: 200, open: () => overlaid(openMemory()) },
  {
    name: 'overlay over lmdb',
    runs: 40,
    open: () => overlaid(openLmdb({ dir: `${temporaryFolder()}/store` })),
  },
]

function plainly(store: Store): Subject {
  return { store, restart: stay, close: () => store.close() }
}

function openReopening(): Subject {
  const dir = `${temporaryFolder()}/store`
  const subject: Subject = {
    store: openLmdb({ dir }),
    async restart() {
      const former = subject.store
      await former.close()
      subject.store = openLmdb({ dir })
    },
    close: () => subject.store.close(),
  }
  return subject
}

function overlaid(base: Store): Subject {
  const overlay = openOverlay(base)
  return {
    store: overlay,
    async restart() {
      await overlay.commit()
      expect(await base.revision()).toBe(await overlay.revision())
      expect(verify(base)).toEqual([])
    },
    async close() {
      await overlay.close()
      await base.close()
    },
  }
}

async function runStep(model: Model, subject: Subject, step: Step): Promise<void> {
  const { store } = subject
  const past = (steps: number) => Math.max(model.compacted, model.revision - steps)
  if (step.do === 'restart') await subject.restart()
  else if (step.do === 'txn') await runTxn(model, store, step)
  else if (step.do === 'compact') {
    model.compact(past(step.back))
    await store.compact(past(step.back))
  } else if (step.do === 'range') {
    const [start, end] = step.bounds
    const revision = past(step.back)
    const expected = model.range(start, end, revision)
    const { kvs, more } = await store.range({ start, end, limit: step.limit, revision })
    expect(kvs).toEqual(expected.slice(0, step.limit))
    expect(more).toBe(expected.length > step.limit)
  } else {
    expect(await store.lookup(step.index, step.term)).toEqual(model.lookup(step.index, step.term))
    expect(await store.aggregate(step.index, step.term)).toEqual(model.aggregate(step.index, step.term))
    expect(await store.terms(step.index)).toEqual(model.terms(step.index))
  }
}

async function runTxn(model: Model, store: Store, step: Extract<Step, { do: 'txn' }>): Promise<void> {
  const compare: Compare[] = step.compare.map(({ key, back }) => ({
    key,
    modRevision: Math.max(0, (model.range(key, `${key}\0`)[0]?.modRevision ?? 0) - back),
  }))
  const succeeded = model.txn(compare, step.ops)
  expect(await store.txn({ compare, ops: step.ops })).toMatchObject({ succeeded, revision: model.revision })
}

async function checkAll(model: Model, store: Store): Promise<void> {
  expect(await store.revision()).toBe(model.revision)
  expect((await store.range({ start: '', end: '\uffff' })).kvs).toEqual(model.range('', '\uffff'))
  const { events } = await store.events(model.compacted)
  expect(events.map(withoutPrevious)).toEqual(model.events(model.compacted).map(withoutPrevious))
  expect(verify(store)).toEqual([])
}

const withoutPrevious = ({ previous: _, ...event }: StoreEvent) => event

/** Collects a watch from the beginning; done when it has seen the last of the model's events in its range. */
async function collect(store: Store, model: Model, [start, end]: [string, string], signal: AbortSignal) {
  const seen: StoreEvent[] = []
  const expected = () => model.events(0).filter(({ key }) => key >= start && key < end)
  for await (const batch of store.watch({ start, end, fromRevision: 1, signal })) {
    expect(new Set(batch.map(({ revision }) => revision)).size).toBe(1)
    seen.push(...batch)
  }
  return { seen, expected: expected() }
}

describe.each(subjects)('$name', ({ runs, open }) => {
  test('answers as the model does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const model = createModel()
        const subject = open()
        for (const one of steps) await runStep(model, subject, one)
        await checkAll(model, subject.store)
        await subject.close()
      }),
      { numRuns: runs },
    )
  })

  test('several watchers each see all of their range, in order and once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(ops, { maxLength: 15 }),
        fc.array(bounds, { minLength: 1, maxLength: 4 }),
        async (txns, ranges) => {
          const model = createModel()
          const subject = open()
          const controller = new AbortController()
          const watchers = ranges.map((range) => collect(subject.store, model, range, controller.signal))
          for (const ops of txns) {
            model.txn([], ops)
            await subject.store.txn({ ops })
          }
          // A watcher from the beginning has read all there is before the next turn of the event loop.
          await new Promise((resolve) => setImmediate(resolve))
          controller.abort()
          for (const { seen, expected } of await Promise.all(watchers)) expect(seen).toEqual(expected)
          await subject.close()
        },
      ),
      { numRuns: Math.ceil(runs / 4) },
    )
  })
})
