/** Leases: only one at a time does a thing to a store, over all processes; the others wait. */
import type { Engine, Exclusion } from './engine.ts'
import type { Holder, LeaseFile } from './lease-file.ts'
import { leaseFile } from './lease-file.ts'
import { engineOf } from './mvcc.ts'
import { ownIdentity } from './process-identity.ts'
import type { Store } from './store.ts'

/** The right to do a thing alone, until it is released or the process ends, however it ends. */
export interface Lease extends AsyncDisposable {
  /** Gives the right to the next one. Calling it again does nothing. */
  release(): Promise<void>
}

/** How to wait for a lease. */
export interface LeaseOptions {
  /** Stops waiting: the promise is rejected with the signal's reason. */
  signal?: AbortSignal
  /** Called once if somebody else holds the lease, with the number of the process. */
  onWait?: (pid: number) => void
}

/** Pauses between attempts while another process holds the lease, in milliseconds: the first and the longest. */
const FIRST_PAUSE = 2
const LONGEST_PAUSE = 20

/**
 * Takes the lease of a name on the store's data, first come first served within a process. An overlay shares the
 * leases of the store below. Nothing is synced to disk: a lease does not outlive its process, let alone the host.
 */
export async function acquireLease(
  store: Store,
  name: string,
  { signal, onWait }: LeaseOptions = {},
): Promise<Lease> {
  const engine = engineOf(store)
  let waiting = false
  const tellOnce = (pid: number) => {
    if (!waiting) onWait?.(pid)
    waiting = true
  }
  const options = { onWait: tellOnce, ...(signal && { signal }) }
  const leave = await enterQueue(engine.exclusion, name, options)
  try {
    const releaseFile = await acquireFile(engine, name, options)
    let held = true
    const release = async () => {
      if (!held) return
      held = false
      releaseFile()
      leave()
    }
    return { release, [Symbol.asyncDispose]: release }
  } catch (error) {
    leave()
    throw error
  }
}

/** Those of this process that wait for each name, behind the one that has it. */
const queues = new WeakMap<object, Map<string, (() => void)[]>>()

async function enterQueue(
  { key }: Exclusion,
  name: string,
  { signal, onWait }: LeaseOptions,
): Promise<() => void> {
  signal?.throwIfAborted()
  const names = queues.get(key) ?? new Map<string, (() => void)[]>()
  queues.set(key, names)
  const leave = () => {
    const next = names.get(name)!.shift()
    if (next === undefined) names.delete(name)
    else next()
  }
  const queue = names.get(name)
  if (queue === undefined) names.set(name, [])
  else {
    onWait?.(process.pid)
    await waitForTurn(queue, signal)
  }
  return leave
}

function waitForTurn(queue: (() => void)[], signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const turn = () => {
      signal?.removeEventListener('abort', abort)
      resolve()
    }
    const abort = () => {
      queue.splice(queue.indexOf(turn), 1)
      reject(signal!.reason)
    }
    queue.push(turn)
    signal?.addEventListener('abort', abort, { once: true })
  })
}

/** Takes the lock between processes, where there may be several; returns how to give it back. */
async function acquireFile(
  engine: Engine,
  name: string,
  { signal, onWait }: LeaseOptions,
): Promise<() => void> {
  const { folder } = engine.exclusion
  if (folder === undefined) return () => {}
  const own: Holder = { ...ownIdentity(), token: process.hrtime.bigint().toString(36) }
  const file: LeaseFile = leaseFile(folder, name, (fn) => engine.write(fn))
  let pause = FIRST_PAUSE
  for (let holder = file.tryAcquire(own); holder !== undefined; holder = file.tryAcquire(own)) {
    onWait?.(holder.pid)
    await delay(pause, signal)
    pause = Math.min(pause * 1.5, LONGEST_PAUSE)
  }
  return () => file.release(own)
}

function delay(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const abort = () => {
      clearTimeout(timer)
      reject(signal!.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort)
      resolve()
    }, milliseconds)
    signal?.addEventListener('abort', abort, { once: true })
  })
}
