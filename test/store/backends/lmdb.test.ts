/** What is particular to LMDB: opening for reading first and for writing later, several stores on one folder. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openLmdb } from '../../../src/store/backends/lmdb.ts'
import { openOverlay } from '../../../src/store/backends/overlay.ts'
import { temporaryFolder } from '../backends-under-test.ts'
import { verify } from '../verify.ts'

const put = (key: string, value: unknown) => ({ type: 'put', key, value }) as const
const all = { start: '', end: '\uffff' }

/** A folder with a store of one key, which nobody has open. */
async function closedStore(): Promise<string> {
  const dir = join(temporaryFolder(), 'store')
  const store = openLmdb({ dir })
  await store.txn({ ops: [put('/a', 1)] })
  await store.close()
  return dir
}

describe('a store that was only read until it is written', () => {
  test('goes on as before', async () => {
    const store = openLmdb({ dir: await closedStore() })
    expect((await store.get('/a'))?.value).toBe(1)
    await store.txn({ ops: [put('/a', 2)] })
    expect((await store.get('/a'))?.value).toBe(2)
    expect((await store.get('/a', { revision: 1 }))?.value).toBe(1)
    await store.close()
  })

  test('keeps its watches', async () => {
    const store = openLmdb({ dir: await closedStore() })
    const watch = store.watch(all)[Symbol.asyncIterator]()
    const next = watch.next()
    await store.txn({ ops: [put('/b', 2)] })
    expect((await next).value).toMatchObject([{ key: '/b', revision: 2 }])
    await watch.return?.()
    await store.close()
  })

  test('keeps the overlays that nothing has overtaken, and fails those that were overtaken', async () => {
    const base = openLmdb({ dir: await closedStore() })
    const [first, second] = [openOverlay(base), openOverlay(base)]
    await first.txn({ ops: [put('/b', 2)] })
    await first.commit()
    expect((await base.range(all)).kvs).toHaveLength(2)
    await expect(second.get('/a')).rejects.toMatchObject({ code: 'conflict' })
    await second.discard()
    expect((await second.range(all)).kvs).toHaveLength(2)
    await base.close()
    await first.close()
    await second.close()
  })

  test('an overlay opened before there was a store makes it by its commit', async () => {
    const base = openLmdb({ dir: join(temporaryFolder(), 'store') })
    const overlay = openOverlay(base)
    await overlay.txn({ ops: [put('/a', 1)] })
    await overlay.commit()
    await overlay.txn({ ops: [put('/a', 2)] })
    await overlay.commit()
    expect(await base.get('/a')).toMatchObject({ value: 2, version: 2 })
    await overlay.close()
    await base.close()
  })
})

test('two stores on one folder see each other at once, and one may close before the other', async () => {
  const dir = await closedStore()
  const [one, two] = [openLmdb({ dir }), openLmdb({ dir: join(dir, '..', 'store') })]
  const watch = two.watch(all)[Symbol.asyncIterator]()
  const next = watch.next()
  expect((await two.get('/a'))?.value).toBe(1)
  await one.txn({ ops: [put('/a', 2)] })
  expect((await two.get('/a'))?.value).toBe(2)
  expect((await next).value).toHaveLength(1)
  await watch.return?.()
  await one.close()
  await two.txn({ ops: [put('/a', 3)] })
  expect(verify(two)).toEqual([])
  await two.close()
})

test('an overlay keeps its view while the store below is written and compacted hundreds of times', async () => {
  const base = openLmdb({ dir: await closedStore() })
  await base.txn({ ops: [put('/a', 'seen')] })
  const overlay = openOverlay(base)
  for (let n = 0; n < 300; n++) {
    await base.txn({ ops: [put('/a', n), put(`/x${n}`, 'y'.repeat(3000))] })
    if (n % 50 === 0) await base.compact(await base.revision())
  }
  expect((await overlay.range(all)).kvs.map(({ value }) => value)).toEqual(['seen'])
  await overlay.close()
  await base.close()
})
