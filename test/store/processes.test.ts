/** Several processes on one LMDB store, and what is left when they are killed. */
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { openLmdb } from '../../src/store/backends/lmdb.ts'
import { temporaryFolder } from './backends-under-test.ts'
import { buildChild, runChildNow, startChild } from './children.ts'
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

test('processes that make the store at the same time make one', async () => {
  for (let round = 0; round < 6; round++) {
    const dir = join(temporaryFolder(), 'store')
    const children = Array.from({ length: 6 }, () => startChild(script, dir, 'increment', 1))
    expect(await Promise.all(children.map(({ ended }) => ended))).toEqual(children.map(() => 0))
    const store = openLmdb({ dir, readOnly: true })
    expect((await store.get('/counter'))?.value).toBe(6)
    await store.close()
  }
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

test('a read sees what another process committed within the same turn of the event loop', async () => {
  const dir = join(temporaryFolder(), 'store')
  const store = openLmdb({ dir })
  await store.txn({ ops: [{ type: 'put', key: '/a', value: 'old' }] })
  expect((await store.get('/a'))?.value).toBe('old')
  runChildNow(script, dir, 'put', '/a', 'new')
  expect((await store.get('/a'))?.value).toBe('new')
  await store.close()
})

test('a reader goes on, and sees whole transactions, while another process makes the store grow', async () => {
  const dir = join(temporaryFolder(), 'store')
  const store = openLmdb({ dir })
  await store.txn({ ops: [{ type: 'put', key: '/a', value: 1 }] })
  const reader = openLmdb({ dir, readOnly: true })
  const watched: number[] = []
  const controller = new AbortController()
  const watching = (async () => {
    for await (const batch of reader.watch({
      start: '/registry/',
      end: '/registry0',
      signal: controller.signal,
    }))
      if (watched.push(batch.length) === 60) controller.abort()
  })()
  const child = startChild(script, dir, 'fill', 60)
  let done = false
  const ended = child.ended.finally(() => {
    done = true
  })
  while (!done) {
    const { kvs } = await reader.range({ start: '/registry/pods/', end: '/registry/pods0', keysOnly: true })
    expect(kvs.length % 100).toBe(0)
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(await ended).toBe(0)
  await watching
  expect(watched).toEqual(Array.from({ length: 60 }, () => 100))
  await store.txn({ ops: [{ type: 'delete', key: '/a' }] })
  expect(await reader.revision()).toBe(62)
  await reader.close()
  await store.close()
})

test('a read-only store reads on while another process makes the store grow', async () => {
  const dir = join(temporaryFolder(), 'store')
  expect(await startChild(script, dir, 'fill', 1).ended).toBe(0)
  const reader = openLmdb({ dir })
  expect(await reader.revision()).toBe(1)
  expect(await startChild(script, dir, 'fill', 40).ended).toBe(0)
  expect(await reader.get('/registry/pods/39/99')).toMatchObject({ modRevision: 41, version: 1 })
  expect(verify(reader)).toEqual([])
  await reader.close()
})

test('a read does not wait for another process that is writing', async () => {
  const dir = join(temporaryFolder(), 'store')
  expect(await startChild(script, dir, 'fill', 1).ended).toBe(0)
  const writer = startChild(script, dir, 'writeForever')
  await writer.nextLine()
  const reader = openLmdb({ dir })
  expect(await reader.revision()).toBe(1)
  await reader.close()
  expect(writer.process.exitCode).toBeNull()
})
