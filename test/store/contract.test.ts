/** The contract of a store: every backend passes the same tests. */
import { describe, expect, test } from 'vitest'
import type { IndexEntry, Put, Store, StoreEvent } from '../../src/store/store.ts'
import { prefixEnd } from '../../src/store/store.ts'
import { backendsUnderTest } from './backends-under-test.ts'
import { verify } from './verify.ts'

const put = (key: string, value: unknown, indexes?: IndexEntry[]): Put => ({
  type: 'put',
  key,
  value,
  ...(indexes && { indexes }),
})
const remove = (key: string) => ({ type: 'delete', key }) as const
const prefix = (start: string) => ({ start, end: prefixEnd(start) })
const keysOf = (kvs: { key: string }[]) => kvs.map(({ key }) => key)
const code = (value: string) => expect.objectContaining({ name: 'StoreError', code: value })

/** Three revisions of /a, with /b made in the second and deleted in the fourth. */
async function fillWithHistory(store: Store): Promise<void> {
  await store.txn({ ops: [put('/a', 1)] })
  await store.txn({ ops: [put('/a', 2), put('/b', 'x')] })
  await store.txn({ ops: [put('/a', 3)] })
  await store.txn({ ops: [remove('/b')] })
}

/** The batches of a watch until there are `count` of them. */
async function take(watch: AsyncIterable<StoreEvent[]>, count: number): Promise<StoreEvent[][]> {
  const batches: StoreEvent[][] = []
  for await (const batch of watch) if (batches.push(batch) >= count) break
  return batches
}

describe.each(backendsUnderTest)('$name', ({ open }) => {
  test('an empty store has revision 0 and nothing in it', async () => {
    const store = open()
    expect(await store.revision()).toBe(0)
    expect(await store.get('/a')).toBeUndefined()
    expect(await store.range(prefix('/'))).toEqual({ kvs: [], more: false, revision: 0 })
    expect(await store.events(0)).toEqual({ events: [], revision: 0 })
    expect(await store.aggregate('i', 't')).toEqual({ count: 0 })
  })

  test('a transaction is one revision, whatever it holds', async () => {
    const store = open()
    expect(await store.txn({ ops: [put('/a', 1), put('/b', 2)] })).toEqual({ succeeded: true, revision: 1 })
    expect(await store.txn({ ops: [put('/a', 3)] })).toEqual({ succeeded: true, revision: 2 })
    expect(await store.get('/a')).toEqual({
      key: '/a',
      value: 3,
      createRevision: 1,
      modRevision: 2,
      version: 2,
    })
    expect(await store.get('/b')).toEqual({
      key: '/b',
      value: 2,
      createRevision: 1,
      modRevision: 1,
      version: 1,
    })
  })

  test('writing the same value again is a write, deleting what is not there is none', async () => {
    const store = open()
    await store.txn({ ops: [put('/a', { x: 1 })] })
    await store.txn({ ops: [put('/a', { x: 1 })] })
    expect(await store.txn({ ops: [remove('/b')] })).toEqual({ succeeded: true, revision: 2 })
    expect((await store.get('/a'))?.version).toBe(2)
  })

  test('a key made again after its deletion starts anew', async () => {
    const store = open()
    await fillWithHistory(store)
    await store.txn({ ops: [put('/b', 'y')] })
    expect(await store.get('/b')).toEqual({
      key: '/b',
      value: 'y',
      createRevision: 5,
      modRevision: 5,
      version: 1,
    })
  })

  test('operations of one transaction on one key happen in order', async () => {
    const store = open()
    await store.txn({ ops: [put('/a', 1), remove('/a'), put('/a', 2), put('/a', 3)] })
    expect(await store.get('/a')).toEqual({
      key: '/a',
      value: 3,
      createRevision: 1,
      modRevision: 1,
      version: 2,
    })
    expect((await store.events(0)).events.map(({ type, kv }) => [type, kv?.value])).toEqual([
      ['put', 1],
      ['delete', undefined],
      ['put', 2],
      ['put', 3],
    ])
    await store.compact(1)
    expect((await store.get('/a'))?.value).toBe(3)
    expect(verify(store)).toEqual([])
  })

  test.each([
    { title: 'the revision that the key has', key: '/a', modRevision: 3, succeeded: true },
    { title: 'an older revision', key: '/a', modRevision: 2, succeeded: false },
    { title: 'a key that is not to exist and does not', key: '/c', modRevision: 0, succeeded: true },
    { title: 'a key that is not to exist and was deleted', key: '/b', modRevision: 0, succeeded: true },
    { title: 'a key that is not to exist and does', key: '/a', modRevision: 0, succeeded: false },
    { title: 'a key that is to exist and was deleted', key: '/b', modRevision: 2, succeeded: false },
  ])('a comparison with $title: $succeeded', async ({ key, modRevision, succeeded }) => {
    const store = open()
    await fillWithHistory(store)
    const result = await store.txn({ compare: [{ key, modRevision }], ops: [put('/new', 1)] })
    expect(result.succeeded).toBe(succeeded)
    expect(result.revision).toBe(succeeded ? 5 : 4)
    expect((await store.get('/new')) !== undefined).toBe(succeeded)
    if (!result.succeeded) expect(result.current).toEqual([await store.get(key)])
  })

  test('bookkeeping goes with a transaction but makes no revision', async () => {
    const store = open()
    expect(
      await store.txn({
        ops: [],
        meta: new Map<string, unknown>([
          ['a', { n: 1 }],
          ['b', 2],
          ['c', 3],
        ]),
      }),
    ).toEqual({
      succeeded: true,
      revision: 0,
    })
    await store.txn({
      ops: [put('/a', 1)],
      meta: new Map<string, unknown>([
        ['b', undefined],
        ['a', [1]],
      ]),
    })
    expect(await store.meta('a')).toEqual([1])
    expect(await store.meta('b')).toBeUndefined()
    expect(await store.metaRange({ start: '', end: 'z' })).toEqual([
      { key: 'a', value: [1] },
      { key: 'c', value: 3 },
    ])
    expect(await store.metaRange({ start: '', end: 'z', limit: 1 })).toHaveLength(1)
    await store.txn({ compare: [{ key: '/a', modRevision: 9 }], ops: [], meta: new Map([['a', 'no']]) })
    expect(await store.meta('a')).toEqual([1])
  })

  test('a range comes in key order, limited, and says whether there is more', async () => {
    const store = open()
    await store.txn({ ops: ['/p/c', '/p/a', '/q', '/p/b', '/o'].map((key) => put(key, key)) })
    const all = await store.range(prefix('/p/'))
    expect(all).toMatchObject({ more: false, revision: 1 })
    expect(all.kvs.map(({ value }) => value)).toEqual(['/p/a', '/p/b', '/p/c'])
    expect(await store.range({ ...prefix('/p/'), limit: 2 })).toMatchObject({ more: true })
    const rest = await store.range({ start: '/p/b\0', end: prefixEnd('/p/'), limit: 1 })
    expect([keysOf(rest.kvs), rest.more]).toEqual([['/p/c'], false])
    const keys = await store.range({ ...prefix('/p/'), keysOnly: true })
    expect(keys.kvs[0]).toEqual({
      key: '/p/a',
      value: undefined,
      createRevision: 1,
      modRevision: 1,
      version: 1,
    })
  })

  test('keys sort by their UTF-16 code units in every backend', async () => {
    const store = open()
    const keys = ['/\u{1F600}', '/\uFB01', '/\u00e9', '/a', '/\u4e2d', '/\ud800', '/z', '/', '/~']
    await store.txn({ ops: keys.map((key) => put(key, 1)) })
    expect(keysOf((await store.range({ start: '/', end: '/\uffff' })).kvs)).toEqual(keys.toSorted())
  })

  test('deleted keys do not count against the limit', async () => {
    const store = open()
    const keys = Array.from({ length: 300 }, (_, i) => `/k${String(i).padStart(3, '0')}`)
    await store.txn({ ops: keys.map((key) => put(key, 1)) })
    await store.txn({ ops: keys.slice(0, 298).map(remove) })
    const page = await store.range({ ...prefix('/k'), limit: 1 })
    expect([keysOf(page.kvs), page.more]).toEqual([['/k298'], true])
  })

  test('reads at a revision see the past', async () => {
    const store = open()
    await fillWithHistory(store)
    expect((await store.get('/a', { revision: 1 }))?.value).toBe(1)
    expect(await store.get('/b', { revision: 1 })).toBeUndefined()
    expect(await store.get('/b', { revision: 3 })).toEqual({
      key: '/b',
      value: 'x',
      createRevision: 2,
      modRevision: 2,
      version: 1,
    })
    const past = await store.range({ ...prefix('/'), revision: 2 })
    expect([past.kvs.map(({ value }) => value), past.revision]).toEqual([[2, 'x'], 2])
    await expect(store.get('/a', { revision: 5 })).rejects.toEqual(code('future-revision'))
    await expect(store.range({ ...prefix('/'), revision: 5 })).rejects.toEqual(code('future-revision'))
  })

  test('compaction forgets the past and keeps the present', async () => {
    const store = open()
    await fillWithHistory(store)
    await store.compact(3)
    await expect(store.get('/a', { revision: 2 })).rejects.toEqual(code('compacted'))
    await expect(store.events(2)).rejects.toEqual(code('compacted'))
    expect((await store.get('/b', { revision: 3 }))?.value).toBe('x')
    expect((await store.events(3)).events.map(({ type, previous }) => [type, previous?.value])).toEqual([
      ['delete', 'x'],
    ])
    await store.compact(4)
    await store.compact(2)
    expect(keysOf((await store.range(prefix('/'))).kvs)).toEqual(['/a'])
    expect(verify(store)).toEqual([])
    await expect(store.compact(5)).rejects.toEqual(code('future-revision'))
  })

  test('compaction removes every trace of a deleted key', async () => {
    const store = open()
    await store.txn({ ops: [put('/gone', 1)] })
    await store.txn({ ops: [remove('/gone')] })
    await store.txn({ ops: [put('/a', 1)] })
    await store.compact(3)
    await store.txn({ ops: [put('/gone', 2)] })
    expect(await store.get('/gone')).toMatchObject({ value: 2, createRevision: 4, version: 1 })
    expect((await store.events(3)).events).toEqual([expect.objectContaining({ previous: undefined })])
    expect(verify(store)).toEqual([])
  })

  test('events never split a transaction', async () => {
    const store = open()
    await store.txn({ ops: [put('/a', 1), put('/b', 1), put('/c', 1)] })
    await store.txn({ ops: [put('/d', 1)] })
    const first = await store.events(0, 2)
    expect([keysOf(first.events), first.revision]).toEqual([['/a', '/b', '/c'], 1])
    const second = await store.events(first.revision, 2)
    expect([keysOf(second.events), second.revision]).toEqual([['/d'], 2])
    await expect(store.events(3)).rejects.toEqual(code('future-revision'))
  })

  test('an index leads to its keys in key order, and follows every change', async () => {
    const store = open()
    await store.txn({
      ops: [
        put('/b', 1, [
          ['node', 'n1'],
          ['label', 'x'],
        ]),
        put('/a', 2, [['node', 'n1']]),
        put('/c', 3, [['node', 'n2']]),
      ],
    })
    expect(keysOf(await store.lookup('node', 'n1'))).toEqual(['/a', '/b'])
    expect(await store.lookup('node', 'n1', { limit: 1, keysOnly: true })).toEqual([
      { key: '/a', value: undefined, createRevision: 1, modRevision: 1, version: 1 },
    ])
    await store.txn({ ops: [put('/b', 1, [['node', 'n2']]), remove('/a')] })
    expect(keysOf(await store.lookup('node', 'n1'))).toEqual([])
    expect(keysOf(await store.lookup('node', 'n2'))).toEqual(['/b', '/c'])
    expect(keysOf(await store.lookup('label', 'x'))).toEqual([])
    expect(keysOf(await store.lookup('node', 'n'))).toEqual([])
    expect(verify(store)).toEqual([])
  })

  test('terms come in order, each once', async () => {
    const store = open()
    const terms = ['b', 'a', 'ab', 'a\x01', '', 'c']
    await store.txn({
      ops: [...terms, 'a', 'b'].map((term, i) =>
        put(`/${i}`, 1, [
          ['i', term],
          ['ii', 'other'],
        ]),
      ),
    })
    expect(await store.terms('i')).toEqual(terms.toSorted())
    expect(await store.terms('i', { start: 'a', end: 'b' })).toEqual(['a', 'a\x01', 'ab'])
    expect(await store.terms('i', { start: 'a', limit: 2 })).toEqual(['a', 'a\x01'])
    expect(await store.terms('none')).toEqual([])
  })

  test('sums follow the weights of the keys under a term', async () => {
    const store = open()
    const big = 2 ** 52
    await store.txn({
      ops: [
        put('/a', 1, [['node', 'n1', { cpu: 100, memory: big }]]),
        put('/b', 1, [['node', 'n1', { cpu: 50 }]]),
      ],
    })
    await store.txn({ ops: [put('/c', 1, [['node', 'n1']])] })
    expect(await store.aggregate('node', 'n1')).toEqual({ count: 2, cpu: 150, memory: big })
    await store.txn({ ops: [put('/a', 1, [['node', 'n1', { cpu: 10 }]])] })
    expect(await store.aggregate('node', 'n1')).toEqual({ count: 2, cpu: 60 })
    await store.txn({ ops: [remove('/a'), put('/b', 1, [['node', 'n1']])] })
    expect(await store.aggregate('node', 'n1')).toEqual({ count: 0 })
    expect(verify(store)).toEqual([])
  })

  test.each([
    { title: 'a fraction as weight', entry: ['i', 't', { cpu: 0.5 }] },
    { title: 'a weight named count', entry: ['i', 't', { count: 1 }] },
    { title: 'a NUL in a term', entry: ['i', 't\0', {}] },
  ] as { title: string; entry: IndexEntry }[])(
    '$title is refused, and nothing is written',
    async ({ entry }) => {
      const store = open()
      await expect(
        store.txn({ ops: [put('/a', 1), put('/b', 1, [entry])], meta: new Map([['m', 1]]) }),
      ).rejects.toThrow(RangeError)
      expect(await store.revision()).toBe(0)
      expect(await store.get('/a')).toBeUndefined()
      expect(verify(store)).toEqual([])
    },
  )

  test('values come out frozen', async () => {
    const store = open()
    await store.txn({ ops: [put('/a', { list: [{ x: 1 }] })], meta: new Map([['m', { y: [] }]]) })
    const value = (await store.get('/a'))!.value as { list: object[] }
    expect(Object.isFrozen(value) && Object.isFrozen(value.list) && Object.isFrozen(value.list[0])).toBe(true)
  })

  test('a watch reports batches from a revision on, and only of its range', async () => {
    const store = open()
    await fillWithHistory(store)
    const batches = await take(store.watch({ ...prefix('/b'), fromRevision: 1 }), 2)
    expect(batches).toEqual([
      [expect.objectContaining({ type: 'put', key: '/b', revision: 2, previous: undefined })],
      [expect.objectContaining({ type: 'delete', key: '/b', revision: 4, kv: undefined })],
    ])
    expect(batches[1]![0]!.previous?.value).toBe('x')
  })

  test('a watch without a revision reports what comes after it was asked for', async () => {
    const store = open()
    await fillWithHistory(store)
    const watch = store.watch(prefix('/'))
    const batches = take(watch, 2)
    await store.txn({ ops: [put('/x', 1), put('/y', 1)] })
    await store.txn({ ops: [remove('/x')] })
    expect((await batches).map(keysOf)).toEqual([['/x', '/y'], ['/x']])
  })

  test('a watch of a revision still to come waits for it', async () => {
    const store = open()
    const batches = take(store.watch({ ...prefix('/'), fromRevision: 2 }), 1)
    await store.txn({ ops: [put('/a', 1)] })
    await store.txn({ ops: [put('/b', 1)] })
    expect((await batches).map(keysOf)).toEqual([['/b']])
  })

  test('a watch of the compacted past fails', async () => {
    const store = open()
    await fillWithHistory(store)
    await store.compact(2)
    await expect(take(store.watch({ ...prefix('/'), fromRevision: 2 }), 1)).rejects.toEqual(code('compacted'))
    expect(await take(store.watch({ ...prefix('/'), fromRevision: 3 }), 1)).toHaveLength(1)
  })

  test('a watch ends with its signal, and with the store', async () => {
    const store = open()
    const controller = new AbortController()
    const byTheSignal = take(store.watch({ ...prefix('/'), signal: controller.signal }), 1)
    const byTheStore = take(store.watch(prefix('/')), 1)
    controller.abort()
    expect(await byTheSignal).toEqual([])
    await store.close()
    expect(await byTheStore).toEqual([])
  })

  test('a closed store refuses everything', async () => {
    const store = open()
    await store.close()
    await store.close()
    await expect(store.get('/a')).rejects.toEqual(code('closed'))
    await expect(store.txn({ ops: [] })).rejects.toEqual(code('closed'))
  })
})
