/** The control loop: lets all reconcilers act on what has changed and on what is due, until nothing is left to do. */
import { isConflict } from '../apimachinery/status-error.ts'
import { objectOf } from '../apiserver/stored-object.ts'
import type { SteppingClock } from '../base/clock.ts'
import type { Store, StoreEvent } from '../store/store.ts'
import { backoff } from './backoff.ts'
import { createDispatch, type Dispatch, type Subscriber } from './dispatch.ts'
import { readFailures, setFailure } from './failures.ts'
import type { Change, ReconcileContext, Reconciler, Result } from './reconciler.ts'
import { createSettleGuard } from './settle-guard.ts'
import { createTimers, nextTimers, setTimer, type Timer, type Timers } from './timers.ts'
import { createWorkQueue } from './work-queue.ts'

/** What the loop drives, over which store. */
export interface ControlLoopOptions {
  store: Store
  clock: SteppingClock
  reconcilers: readonly Reconciler[]
  /** What a reconciler gets to work with. */
  contextFor(reconciler: Reconciler): ReconcileContext
  /**
   * Begin at the time at which the loop ran last, for what was left undone then; else everything that is not yet
   * acted on happened now.
   */
  resume?: boolean
  /** Asked whenever all has settled: whether to stop here, at the moment that the clock shows, and leave what is due later. */
  stop?(): Promise<boolean>
  /** Called with each change that the loop sees, in order, at the time at which it happened. */
  see?(change: Change): void
  /** Called now and then where the work so far may be made durable. */
  checkpoint(): Promise<void>
}

/** Revision up to which everything has been acted on. */
export const CONVERGED_KEY = 'loop/converged'
/** Cluster time at which the loop ran last. */
export const TIME_KEY = 'loop/time'

/** Keys left failing by earlier commands that are tried as soon as something changes; the others wait for their time. */
const FAILURES_TRIED = 100

/** Events between two checkpoints: what one commit holds, in memory until then. */
const CHECKPOINT_EVERY = 5000
/** The same where all has settled, which is better: how far the loop has come is known, and history forgotten up to there. */
const SETTLED_CHECKPOINT_EVERY = CHECKPOINT_EVERY / 2
/** Writes after which a reconciler waits until those behind it have dealt with them. */
const WRITES_PER_TURN = 2000

interface Worker extends Subscriber {
  /** Keys that failed, and how much had changed by then. */
  failed: Map<string, number>
  failures: Map<string, number>
}

interface Loop extends ControlLoopOptions {
  workers: Worker[]
  dispatch: Dispatch
  guard: ReturnType<typeof createSettleGuard>
  timers: Timers
  cursor: number
  /** Changes seen so far, those of Events aside: whether the world moved since a failure. */
  changes: number
  sinceCheckpoint: number
}

/** Runs until no queue holds a key and nothing is due by the clock's time, or `stop` says so. Throws NotSettledError. */
export async function converge(options: ControlLoopOptions): Promise<void> {
  const loop = await startLoop(options)
  const until = options.clock.now()
  if (options.resume) await stepBack(options)
  let stopped = false
  try {
    await settle(loop)
    for (;;) {
      stopped = (await options.stop?.()) ?? false
      const due = stopped ? [] : await nextTimers(loop.store, until)
      if (due.length === 0) break
      if (loop.sinceCheckpoint > SETTLED_CHECKPOINT_EVERY) await recordProgress(loop)
      await takeUp(loop, due)
      await settle(loop)
    }
  } finally {
    if (!stopped) options.clock.stepTo(until)
  }
  await recordProgress(loop)
}

/** Goes to the moment of the timers and queues what they are for. */
async function takeUp(loop: Loop, due: readonly Timer[]): Promise<void> {
  if (due[0]!.time > loop.clock.now()) {
    loop.clock.stepTo(due[0]!.time)
    loop.guard.reset()
  }
  for (const { reconciler, key } of due) {
    // Its timer goes when the key is done with: killed before, it is due again.
    const worker = loop.workers.find((candidate) => candidate.reconciler.name === reconciler)
    if (worker === undefined) await setTimer(loop.store, { name: reconciler }, key, undefined)
    else worker.queue.add(key)
  }
}

async function stepBack({ store, clock }: ControlLoopOptions): Promise<void> {
  const last = (await store.meta(TIME_KEY)) as number | undefined
  if (last !== undefined && last < clock.now()) clock.stepTo(last)
}

/** Notes the time of a command with its writes: if they are all that becomes durable, the loop goes on from there. */
export async function recordTime(store: Store, now: number): Promise<void> {
  await store.txn({ ops: [], meta: new Map([[TIME_KEY, now]]) })
}

/** Whether a loop would find anything to do: cheap enough to ask before each command. */
export async function hasWork(
  store: Pick<Store, 'meta' | 'metaRange' | 'revision'>,
  now: number,
): Promise<boolean> {
  if ((await store.meta(CONVERGED_KEY)) !== (await store.revision())) return true
  return (await nextTimers(store, now)).length > 0
}

async function startLoop(options: ControlLoopOptions): Promise<Loop> {
  const workers = options.reconcilers.map((reconciler) => ({
    reconciler,
    context: options.contextFor(reconciler),
    queue: createWorkQueue(),
    failed: new Map<string, number>(),
    failures: new Map<string, number>(),
  }))
  for (const { reconciler, key, count } of await readFailures(options.store, FAILURES_TRIED)) {
    const worker = workers.find((candidate) => candidate.reconciler.name === reconciler)
    worker?.failures.set(key, count)
    worker?.failed.set(key, 0)
  }
  const cursor = ((await options.store.meta(CONVERGED_KEY)) as number | undefined) ?? 0
  return {
    ...options,
    workers,
    dispatch: createDispatch(workers),
    guard: createSettleGuard(),
    timers: createTimers(options.store),
    cursor,
    changes: 0,
    sinceCheckpoint: 0,
  }
}

/** Sweeps over the reconcilers until a sweep finds nothing to do. */
async function settle(loop: Loop): Promise<void> {
  let busy = true
  while (busy) {
    await pullEvents(loop, 'another writer')
    busy = (await sweep(loop, 0)) || retryFailed(loop)
  }
}

/**
 * Gives each reconciler from a position on its turn; says whether any had something to do. One that has more to do
 * than fits into a turn goes on when those behind it are idle: thousands of pods are made, placed and started in
 * groups, so that what is in memory at once does not depend on how many there are.
 */
async function sweep(loop: Loop, from: number): Promise<boolean> {
  let busy = false
  for (let position = from; position < loop.workers.length; position++) {
    const worker = loop.workers[position]!
    for (let isDone = worker.queue.size === 0; !isDone; ) {
      busy = true
      isDone = await work(loop, worker)
      await worker.context.recorder.flush()
      await pullEvents(loop, worker.reconciler.name)
      if (loop.sinceCheckpoint > CHECKPOINT_EVERY) await recordProgress(loop)
      if (!isDone) while (await sweep(loop, position + 1));
    }
  }
  return busy
}

/** Maps all new events to keys and moves the cursor past them. */
async function pullEvents(loop: Loop, writer: string): Promise<void> {
  for (;;) {
    const { events, revision } = await loop.store.events(loop.cursor, 10_000)
    if (revision === loop.cursor) return
    for (const event of events) {
      loop.guard.observe(event, writer)
      const asking = seeEvent(loop, event, writer)
      if (asking !== undefined) await asking
    }
    loop.cursor = revision
    loop.sinceCheckpoint += events.length
  }
}

/** See Dispatch. */
function seeEvent(loop: Loop, event: StoreEvent, writer: string): Promise<void> | undefined {
  const change = changeOf(event)
  if (!change) return undefined
  loop.see?.(change)
  const { apiVersion, kind } = change.object
  if (kind !== 'Event' || apiVersion !== 'v1') loop.changes++
  return loop.dispatch(change, writer)
}

function changeOf({ kv, previous: before }: StoreEvent): Change | undefined {
  const previous = before && objectOf(before)
  if (kv) return { type: previous ? 'modified' : 'added', object: objectOf(kv), previous }
  return previous && { type: 'deleted', object: previous, previous }
}

/** One turn of a reconciler. False if it was cut short: the rest of its keys still wait. */
async function work(loop: Loop, worker: Worker): Promise<boolean> {
  const keys = worker.queue.takeAll()
  const { reconciler, context } = worker
  if (reconciler.reconcileAll) {
    const results = await reconciler.reconcileAll(keys, context)
    for (const key of keys) await finish(loop, worker, key, results?.get(key))
    return true
  }
  const enough = (await loop.store.revision()) + WRITES_PER_TURN
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index]!
    try {
      const finishing = finish(loop, worker, key, await reconciler.reconcile(key, context))
      if (finishing !== undefined) await finishing
    } catch (error) {
      await fail(loop, worker, key, error)
    }
    if (index === keys.length - 1 || (await loop.store.revision()) < enough) continue
    for (const waiting of keys.slice(index + 1)) worker.queue.add(waiting)
    return false
  }
  return true
}

function finish(
  { store, timers }: Loop,
  { reconciler, failed, failures }: Worker,
  key: string,
  result: Result | undefined,
): Promise<void> | undefined {
  failed.delete(key)
  const setting = () => timers.set(reconciler, key, result?.requeueAt, result?.why)
  return failures.delete(key) ? setFailure(store, reconciler.name, key, undefined).then(setting) : setting()
}

/** A lost race is tried again at once; anything else when the world has moved, or after a growing pause. */
async function fail(loop: Loop, worker: Worker, key: string, error: unknown): Promise<void> {
  if (!(error instanceof Error) || error.name === 'TypeError' || error.name === 'RangeError') throw error
  if (isConflict(error)) {
    worker.queue.add(key)
    return
  }
  const failures = (worker.failures.get(key) ?? 0) + 1
  worker.failures.set(key, failures)
  worker.failed.set(key, loop.changes)
  await setFailure(loop.store, worker.reconciler.name, key, failures)
  const retryAt = loop.clock.now() + backoff(failures)
  await loop.timers.set(worker.reconciler, key, retryAt, `another try after: ${error.message}`)
}

/** Queues the keys whose failure may have been cured by what others did since. */
function retryFailed(loop: Loop): boolean {
  let any = false
  for (const { failed, queue } of loop.workers)
    for (const [key, changes] of failed)
      if (changes < loop.changes) {
        failed.delete(key)
        queue.add(key)
        any = true
      }
  return any
}

/** Notes how far the loop has come, if all that was seen has been acted on, and lets it be made durable. */
async function recordProgress(loop: Loop): Promise<void> {
  if (loop.workers.every(({ queue }) => queue.size === 0)) {
    const meta = new Map<string, unknown>([
      [CONVERGED_KEY, loop.cursor],
      [TIME_KEY, loop.clock.now()],
    ])
    await loop.store.txn({ ops: [], meta })
  }
  loop.sinceCheckpoint = 0
  await loop.checkpoint()
}
