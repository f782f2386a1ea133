/** The other process in tests: does one of the tasks below to the store in a folder. Not a test itself. */
import { writeSync } from 'node:fs'
import { openLmdb } from '../../src/store/backends/lmdb.ts'
import { acquireLease } from '../../src/store/lease.ts'
import { engineOf } from '../../src/store/mvcc.ts'
import type { Store } from '../../src/store/store.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)

/** Tasks by name; what they say goes to the test line by line. */
const tasks: Readonly<Record<string, (store: Store, ...args: string[]) => Promise<void>>> = {
  async increment(store, times) {
    for (let left = Number(times); left > 0; ) if (await incrementOnce(store)) left--
  },
  async writeBatches(store, start) {
    for (let n = Number(start); ; n++) {
      await store.txn({ ops: batchOps(n), meta: new Map([['batch', n]]) })
      if (n % 7 === 0) await store.compact(Math.max(0, (await store.revision()) - 3))
      say(`${n}`)
    }
  },
  async fill(store, megabytes) {
    const text = 'x'.repeat(10_000)
    for (let n = 0; n < Number(megabytes); n++)
      await store.txn({
        ops: Array.from({ length: 100 }, (_, i) => ({
          type: 'put',
          key: `/registry/pods/${n}/${i}`,
          value: { n, text },
        })),
      })
  },
  /** Holds the write lock until it is killed. */
  async writeForever(store) {
    engineOf(store).write(() => {
      writeSync(1, 'writing\n')
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    })
  },
  async put(store, key, value) {
    await store.txn({ ops: [{ type: 'put', key: key!, value }] })
  },
  async hold(store, name) {
    await acquireLease(store, name!)
    say('held')
    setInterval(() => {}, 1000)
  },
  async countAlone(store, name, times) {
    for (let left = Number(times); left > 0; left--) {
      await using _lease = await acquireLease(store, name!)
      const value = Number((await store.meta('count')) ?? 0)
      await new Promise((resolve) => setImmediate(resolve))
      await store.txn({ ops: [], meta: new Map([['count', value + 1]]) })
    }
  },
}

async function incrementOnce(store: Store): Promise<boolean> {
  const current = await store.get('/counter')
  const { succeeded } = await store.txn({
    compare: [{ key: '/counter', modRevision: current?.modRevision ?? 0 }],
    ops: [{ type: 'put', key: '/counter', value: Number(current?.value ?? 0) + 1 }],
  })
  return succeeded
}

/** Ten pods on the batch's node, the batch's number in each, and the removal of one of an earlier batch. */
function batchOps(n: number) {
  const pods = Array.from({ length: 10 }, (_, i) => ({
    type: 'put' as const,
    key: `/registry/pods/default/p${i}-${n % 50}`,
    value: {
      metadata: { name: `p${i}`, [`label${n % 40}`]: 'x' },
      spec: { batch: n, text: 'y'.repeat(500) },
    },
    indexes: [['node', `n${n % 5}`, { cpu: i + n }]] as const,
  }))
  return [...pods, { type: 'delete' as const, key: `/registry/pods/default/p0-${(n + 25) % 50}` }]
}

const [dir, task, ...args] = process.argv.slice(2)
const store = openLmdb({ dir: dir! })
await tasks[task!]!(store, ...args)
await store.close()
