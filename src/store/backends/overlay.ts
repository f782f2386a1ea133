/** The overlay backend: copy on write over another store, to try things out or to write many changes at once. */
import type { Engine, ReadTxn, Snapshot, WriteTxn } from '../engine.ts'
import { createListeners } from '../listeners.ts'
import { createStore, engineOf, extendStore } from '../mvcc.ts'
import { revisionIn } from '../mvcc-read.ts'
import type { Layer } from '../overlay-layer.ts'
import { applyLayer, cloneLayer, createLayer, isEmpty, layeredReader, writeOrUndo } from '../overlay-layer.ts'
import { createRemember } from '../remember.ts'
import type { Store } from '../store.ts'
import { StoreError } from '../store.ts'

/** A store whose changes stay its own until they are committed to the store below. */
export interface OverlayStore extends Store {
  /**
   * Writes all changes into the store below in one transaction and goes on from there; may be called many times.
   * Throws StoreError 'conflict', writing nothing, where that store has moved on since the overlay last met it.
   */
  commit(): Promise<void>
  /** Forgets all changes and goes on from what the store below holds now. */
  discard(): Promise<void>
}

/** An overlay over any store, also over another overlay. It sees the base as it is now, until commit or discard. */
export function openOverlay(base: Store): OverlayStore {
  const { engine, commit, discard } = createOverlayEngine(engineOf(base))
  return extendStore(createStore(engine), {
    commit: async () => commit(),
    discard: async () => discard(),
  })
}

interface OverlayEngine {
  engine: Engine
  commit(): void
  discard(): void
}

function createOverlayEngine(base: Engine): OverlayEngine {
  const listeners = createListeners()
  let view = look(base)
  let layer = createLayer(view.revision)
  let reader: { below: ReadTxn; layered: ReadTxn } | undefined
  let closed = false
  const check = () => {
    if (closed) throw new StoreError('closed', 'the overlay is closed')
  }
  const layered = (below: ReadTxn) => {
    if (reader?.below !== below) reader = { below, layered: layeredReader(below, layer) }
    return reader.layered
  }
  const restart = () => {
    check()
    view.release()
    view = look(base)
    layer = createLayer(view.revision)
    reader = undefined
    listeners.notify()
  }
  const engine: Engine = {
    exclusion: base.exclusion,
    read(fn) {
      check()
      return view.read((below) => fn(layered(below)))
    },
    write(fn) {
      check()
      const result = view.read((below) => writeOrUndo(layered(below), layer, fn))
      listeners.notify()
      return result
    },
    snapshot() {
      check()
      return snapshotOf(view, layer)
    },
    subscribe: listeners.add,
    closed: () => closed,
    async close() {
      if (closed) return
      closed = true
      view.release()
      listeners.notify()
    },
  }
  const commit = () => {
    check()
    if (isEmpty(layer)) return
    base.write((txn) => {
      checkUnmoved(txn, view.revision)
      applyLayer(txn, layer)
    })
    restart()
  }
  return { engine, commit, discard: restart }
}

function checkUnmoved(txn: WriteTxn, revision: number): void {
  const now = revisionIn(txn)
  if (now !== revision)
    throw new StoreError('conflict', `the store has moved on from revision ${revision} to ${now} meanwhile`)
}

/** A snapshot of the store below, with its revision; released when its last user does so. */
interface View extends Snapshot {
  readonly revision: number
  use(): void
}

function look(base: Engine): View {
  const snapshot = base.snapshot()
  const remember = createRemember()
  let users = 1
  return {
    read: (fn) => snapshot.read((reader) => fn(remember(reader))),
    revision: snapshot.read(revisionIn),
    use() {
      users++
    },
    release() {
      if (--users === 0) snapshot.release()
    },
  }
}

function snapshotOf(view: View, layer: Layer): Snapshot {
  const frozen = cloneLayer(layer)
  view.use()
  return { read: (fn) => view.read((below) => fn(layeredReader(below, frozen))), release: view.release }
}
