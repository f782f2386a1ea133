/** Leases: one at a time, in this process and among several. */
import { existsSync, readlinkSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { openLmdb } from '../../src/store/backends/lmdb.ts'
import { openOverlay } from '../../src/store/backends/overlay.ts'
import { acquireLease } from '../../src/store/lease.ts'
import { ownIdentity } from '../../src/store/process-identity.ts'
import type { Store } from '../../src/store/store.ts'
import { backendsUnderTest, temporaryFolder } from './backends-under-test.ts'
import { buildChild, startChild } from './children.ts'

let script: string
beforeAll(async () => {
  script = await buildChild()
})

function openIn(dir: string): Store {
  return openLmdb({ dir })
}

describe.each(backendsUnderTest)('$name', ({ open }) => {
  test('a second one waits for the first, and they come in order', async () => {
    const store = open()
    const order: string[] = []
    const first = await acquireLease(store, 'converge')
    const waits: number[] = []
    const second = acquireLease(store, 'converge', { onWait: (pid) => waits.push(pid) }).then(
      async (lease) => {
        order.push('second')
        await lease.release()
      },
    )
    const third = acquireLease(store, 'converge').then(() => order.push('third'))
    await using _other = await acquireLease(store, 'another name')
    order.push('first')
    await first.release()
    await first.release()
    await Promise.all([second, third])
    expect(order).toEqual(['first', 'second', 'third'])
    expect(waits).toEqual([process.pid])
  })

  test('waiting stops with the signal, and those behind still get their turn', async () => {
    const store = open()
    const first = await acquireLease(store, 'converge')
    const controller = new AbortController()
    const second = acquireLease(store, 'converge', { signal: controller.signal })
    const third = acquireLease(store, 'converge')
    controller.abort(new Error('enough'))
    await expect(second).rejects.toThrow('enough')
    await expect(acquireLease(store, 'converge', { signal: controller.signal })).rejects.toThrow('enough')
    await first.release()
    await (await third).release()
  })
})

test('two stores of one folder and an overlay share the lease', async () => {
  const dir = join(temporaryFolder(), 'store')
  const [one, two] = [openIn(dir), openIn(dir)]
  const lease = await acquireLease(openOverlay(one), 'converge')
  let taken = false
  const waiting = acquireLease(two, 'converge').then(() => {
    taken = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  expect(taken).toBe(false)
  await lease.release()
  await waiting
})

test('processes that count under a lease lose nothing', async () => {
  const dir = join(temporaryFolder(), 'store')
  const children = Array.from({ length: 4 }, () => startChild(script, dir, 'countAlone', 'converge', 25))
  expect(await Promise.all(children.map(({ ended }) => ended))).toEqual([0, 0, 0, 0])
  const store = openIn(dir)
  expect(await store.meta('count')).toBe(100)
  await store.close()
})

test('the lease of a killed process goes to exactly one of those who wait', async () => {
  const dir = join(temporaryFolder(), 'store')
  for (let round = 0; round < 5; round++) {
    const holder = startChild(script, dir, 'hold', 'converge')
    await holder.nextLine()
    const waiting = Promise.all(
      Array.from({ length: 3 }, () => startChild(script, dir, 'countAlone', 'converge', 10).ended),
    )
    holder.process.kill('SIGKILL')
    expect(await waiting).toEqual([0, 0, 0])
  }
  const store = openIn(dir)
  expect(await store.meta('count')).toBe(150)
  await store.close()
})

test('a living holder in another process is waited for, and named', async () => {
  const dir = join(temporaryFolder(), 'store')
  const holder = startChild(script, dir, 'hold', 'converge')
  await holder.nextLine()
  const store = openIn(dir)
  const pid = new Promise<number>((onWait) => void acquireLease(store, 'converge', { onWait }))
  expect(await pid).toBe(holder.process.pid)
  holder.process.kill('SIGKILL')
  const lease = await acquireLease(store, 'other')
  await lease.release()
})

test.each([
  { title: 'whose process number belongs to another process now', change: { startTime: '1' } },
  { title: 'of before the host was started anew', change: { bootId: 'another' } },
  { title: 'whose process is gone', change: { pid: 2 ** 22 + 1 } },
])('a holder $title is replaced at once', async ({ change }) => {
  const dir = temporaryFolder()
  const path = join(dir, 'converge.lease')
  symlinkSync(JSON.stringify({ ...ownIdentity(), ...change, token: 'stale' }), path)
  const lease = await acquireLease(openIn(dir), 'converge', {
    onWait: () => expect.unreachable('no waiting'),
  })
  expect(JSON.parse(readlinkSync(path))).toMatchObject(ownIdentity())
  await lease.release()
  expect(existsSync(path)).toBe(false)
})
