/** History is forgotten bit by bit, and never what is still needed. */
import { expect, it } from 'vitest'
import { forgetHistory } from '../../src/cluster/history.ts'
import { CONVERGED_KEY } from '../../src/runtime/control-loop.ts'
import { openMemory } from '../../src/store/backends/memory.ts'
import type { Store } from '../../src/store/store.ts'

async function write(store: Store, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await store.txn({ ops: [{ type: 'put', key: '/registry/x', value: i }] })
}

async function converge(store: Store, revision?: number): Promise<void> {
  await store.txn({ ops: [], meta: new Map([[CONVERGED_KEY, revision ?? (await store.revision())]]) })
}

async function oldestReadable(store: Store): Promise<number> {
  let [low, high] = [1, await store.revision()]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const isThere = await store.get('/registry/x', { revision: middle }).then(
      () => true,
      () => false,
    )
    if (isThere) high = middle
    else low = middle + 1
  }
  return low
}

it('keeps the last ten thousand revisions', async () => {
  const store = openMemory()
  await write(store, 12_000)
  await converge(store)
  for (let i = 0; i < 20; i++) await forgetHistory(store)
  expect(await oldestReadable(store)).toBe(2000)
  expect((await store.get('/registry/x'))?.value).toBe(11_999)
})

it('does not go past what the control loop has acted on', async () => {
  const store = openMemory()
  await write(store, 12_000)
  await converge(store, 10_500)
  for (let i = 0; i < 20; i++) await forgetHistory(store)
  expect(await oldestReadable(store)).toBe(500)
})

it('goes no further at a time than in proportion to what was written', async () => {
  const store = openMemory()
  await write(store, 11_000)
  await converge(store)
  await forgetHistory(store)
  const first = await oldestReadable(store)
  await write(store, 300)
  await converge(store)
  await forgetHistory(store)
  expect((await oldestReadable(store)) - first).toBeLessThanOrEqual(600)
})
