/** The stores that the contract runs over, each new and empty, and a folder that goes away afterwards. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openLmdb } from '../../src/store/backends/lmdb.ts'
import { openMemory } from '../../src/store/backends/memory.ts'
import { openOverlay } from '../../src/store/backends/overlay.ts'
import type { Store } from '../../src/store/store.ts'

/** A folder below the system's temporary one, removed when the test is over. */
export function temporaryFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'kubelite-store-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

/** A new LMDB store, closed when the test is over. */
export function temporaryLmdb(): Store {
  return closing(openLmdb({ dir: join(temporaryFolder(), 'store') }))
}

function closing<S extends Store>(store: S): S {
  onTestFinished(() => store.close())
  return store
}

/** Every backend by name. */
export const backendsUnderTest: readonly { name: string; open: () => Store }[] = [
  { name: 'memory', open: () => closing(openMemory()) },
  { name: 'lmdb', open: temporaryLmdb },
  { name: 'overlay over memory', open: () => closing(openOverlay(closing(openMemory()))) },
  { name: 'overlay over lmdb', open: () => closing(openOverlay(temporaryLmdb())) },
]
