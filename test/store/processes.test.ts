/** Several processes on one LMDB store, and what is left when they are killed. */
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { openLmdb } from '../../src/store/backends/lmdb.ts'
import { temporaryFolder } from './backends-under-test.ts'
import { buildChild, startChild } from './children.ts'
import { verify } from './verify.ts'

let script: string
beforeAll(async () => {
  script = await buildChild()
})

test('8 processes that each compare and put 50 times count to 400', async () => {
  const dir = join(temporaryFolder(), 'store')
  const children = Array.from({ length: 8 }, () => startChild(script, dir, 'increment', 50))
  expect(await Promise.all(children.map(({ ended }) => ended))).toEqual(children.map(() => 0))
  const store = openLmdb({ dir, readOnly: true })
  expect(await store.get('/counter')).toMatchObject({ value: 400, version: 400 })
  expect(verify(store)).toEqual([])
  await store.close()
})

test('a process that was killed while writing leaves everything acknowledged and nothing half-done', async () => {
  const dir = join(temporaryFolder(), 'store')
  let next = 1
  for (let round = 0; round < 30; round++) {
    const child = startChild(script, dir, 'writeBatches', next)
    await child.nextLine()
    // The moment within a transaction differs from round to round.
    const timer = setTimeout(() => child.process.kill('SIGKILL'), (round * 7) % 40)
    expect(await child.ended).toBe('SIGKILL')
    clearTimeout(timer)
    next = await checkAfterKill(dir, Number(child.lines.at(-1)))
  }
  expect(next).toBeGreaterThan(30)
})

/** Returns the number of the batch to go on with. */
async function checkAfterKill(dir: string, acknowledged: number): Promise<number> {
  const store = openLmdb({ dir })
  const batch = (await store.meta('batch')) as number
  expect(batch).toBeGreaterThanOrEqual(acknowledged)
  expect(batch).toBeLessThanOrEqual(acknowledged + 1)
  const { kvs } = await store.range({ start: '/registry/pods/', end: '/registry/pods0' })
  const ofBatch = kvs.filter(({ value }) => (value as { spec: { batch: number } }).spec.batch === batch)
  expect(ofBatch).toHaveLength(10)
  expect(verify(store)).toEqual([])
  await store.txn({ ops: [{ type: 'put', key: '/alive', value: acknowledged }] })
  await store.close()
  return batch + 1
}

test('a commit of another process wakes a watch and is seen by the next read', async () => {
  const dir = join(temporaryFolder(), 'store')
  const store = openLmdb({ dir, readOnly: true })
  const watch = store.watch({ start: '', end: '\uffff' })[Symbol.asyncIterator]()
  const first = watch.next()
  expect(await startChild(script, dir, 'put', '/a', 'x').ended).toBe(0)
  expect((await store.get('/a'))?.value).toBe('x')
  expect((await first).value).toMatchObject([{ key: '/a', revision: 1 }])
  const second = watch.next()
  expect(await startChild(script, dir, 'put', '/b', 'y').ended).toBe(0)
  expect((await second).value).toMatchObject([{ key: '/b', revision: 2 }])
  await watch.return?.()
  await store.close()
})
