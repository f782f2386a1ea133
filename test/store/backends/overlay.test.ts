/** What an overlay promises beyond the contract. */
import { describe, expect, test } from 'vitest'
import { openMemory } from '../../../src/store/backends/memory.ts'
import { openOverlay } from '../../../src/store/backends/overlay.ts'
import type { Store } from '../../../src/store/store.ts'
import { temporaryLmdb } from '../backends-under-test.ts'
import { verify } from '../verify.ts'

const put = (key: string, value: unknown) => ({ type: 'put', key, value }) as const
const all = { start: '', end: '\uffff' }
const conflict = expect.objectContaining({ name: 'StoreError', code: 'conflict' })
const valuesOf = async (store: Store) => (await store.range(all)).kvs.map(({ value }) => value)

const bases = [
  { name: 'memory', open: openMemory },
  { name: 'lmdb', open: temporaryLmdb },
  { name: 'another overlay', open: () => openOverlay(openMemory()) },
]

describe.each(bases)('over $name', ({ open }) => {
  test('changes stay its own until they are committed, all at once', async () => {
    const base = open()
    await base.txn({ ops: [put('/a', 1), put('/b', 1)] })
    const overlay = openOverlay(base)
    await overlay.txn({ ops: [put('/a', 2)], meta: new Map([['m', 1]]) })
    await overlay.txn({ ops: [put('/c', 2), { type: 'delete', key: '/b' }] })
    expect(await valuesOf(base)).toEqual([1, 1])
    expect(await valuesOf(overlay)).toEqual([2, 2])
    await overlay.commit()
    expect(await valuesOf(base)).toEqual([2, 2])
    expect([await base.revision(), await base.meta('m')]).toEqual([3, 1])
    expect((await base.events(1)).events).toHaveLength(3)
    expect(verify(base)).toEqual([])
  })

  test('it can be committed again and again', async () => {
    const base = open()
    const overlay = openOverlay(base)
    for (let i = 1; i <= 5; i++) {
      await overlay.txn({ ops: [put('/a', i)] })
      await overlay.commit()
      await overlay.commit()
      expect((await base.get('/a'))?.version).toBe(i)
    }
  })

  test('a commit fails, writing nothing, when the store below has moved on', async () => {
    const base = open()
    const overlay = openOverlay(base)
    await overlay.txn({ ops: [put('/a', 'overlay')] })
    await base.txn({ ops: [put('/b', 'base')] })
    await expect(overlay.commit()).rejects.toEqual(conflict)
    expect(await valuesOf(base)).toEqual(['base'])
  })

  test('it sees the store below as it was when opened, and as it is after discarding', async () => {
    const base = open()
    await base.txn({ ops: [put('/a', 1)] })
    const overlay = openOverlay(base)
    await base.txn({ ops: [put('/a', 2)] })
    await base.compact(2)
    expect(await valuesOf(overlay)).toEqual([1])
    await overlay.txn({ ops: [put('/x', 1)] })
    await overlay.discard()
    expect(await valuesOf(overlay)).toEqual([2])
    await overlay.txn({ ops: [put('/b', 3)] })
    await overlay.commit()
    expect(await valuesOf(base)).toEqual([2, 3])
  })

  test('a watch of the store below sees one batch a revision when an overlay is committed', async () => {
    const base = open()
    const overlay = openOverlay(base)
    const watch = base.watch(all)[Symbol.asyncIterator]()
    const first = watch.next()
    await overlay.txn({ ops: [put('/a', 1)] })
    await overlay.txn({ ops: [put('/b', 1)] })
    await overlay.commit()
    expect((await first).value).toMatchObject([{ key: '/a', revision: 1 }])
    expect((await watch.next()).value).toMatchObject([{ key: '/b', revision: 2 }])
    await watch.return?.()
  })
})

test('an overlay over an overlay over a store commits downwards step by step', async () => {
  const base = temporaryLmdb()
  await base.txn({ ops: [put('/a', 1), put('/b', 1)] })
  const middle = openOverlay(base)
  await middle.txn({ ops: [{ type: 'delete', key: '/a' }] })
  const top = openOverlay(middle)
  await top.txn({ ops: [put('/a', 3)] })
  expect(await valuesOf(middle)).toEqual([1])
  await top.commit()
  expect([await valuesOf(middle), await valuesOf(base)]).toEqual([
    [3, 1],
    [1, 1],
  ])
  await middle.commit()
  expect(await valuesOf(base)).toEqual([3, 1])
  expect(verify(base)).toEqual([])
})
