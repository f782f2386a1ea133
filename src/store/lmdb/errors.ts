/** LMDB's and the file system's failures in the store's words. */
import { statfsSync } from 'node:fs'
import type { StoreErrorCode } from '../store.ts'
import { StoreError } from '../store.ts'

/** Below this many free bytes a failed write is put down to a full disk. */
const SPACE_MARGIN = 256 * 1024

const codes: Readonly<Record<string, StoreErrorCode>> = {
  '-30797': 'corrupt', // MDB_PAGE_NOTFOUND
  '-30796': 'corrupt', // MDB_CORRUPTED
  '-30795': 'corrupt', // MDB_PANIC
  '-30794': 'newer-format', // MDB_VERSION_MISMATCH
  '-30793': 'corrupt', // MDB_INVALID
  '13': 'permission',
  EACCES: 'permission',
  '1': 'permission',
  EPERM: 'permission',
  '30': 'read-only',
  EROFS: 'read-only',
  '28': 'no-space',
  ENOSPC: 'no-space',
  ENOTDIR: 'corrupt',
  EISDIR: 'corrupt',
  EEXIST: 'corrupt',
}

/** A failure of LMDB or of the file system as a StoreError that names the folder; a caller's own mistakes pass. */
export function toStoreError(error: unknown, dir: string): Error {
  if (error instanceof StoreError || error instanceof RangeError || error instanceof TypeError) return error
  // A record that is not JSON.
  if (error instanceof SyntaxError) return storeFailure('corrupt', dir, error)
  const { code, message } = error as { code?: string | number; message?: string }
  const known = codes[String(code)]
  if (known !== undefined && known !== 'corrupt') return storeFailure(known, dir, error)
  // LMDB reports a full disk as an input/output error.
  if (freeBytes(dir) < SPACE_MARGIN) return storeFailure('no-space', dir, error)
  if (known !== undefined) return storeFailure(known, dir, error)
  return new StoreError('io', `the store in ${dir} failed: ${firstLine(message ?? String(error))}`, {
    cause: error,
  })
}

const texts: Readonly<Partial<Record<StoreErrorCode, (dir: string) => string>>> = {
  corrupt: (dir) => `the store in ${dir} is damaged or is not a store`,
  'newer-format': (dir) => `the store in ${dir} was written by a newer version of this program`,
  'older-format': (dir) =>
    `the store in ${dir} was written by an older version of this program; "kubelite reset" drops it`,
  'no-space': (dir) => `no space left on the device that holds the store in ${dir}`,
  'read-only': (dir) => `the store in ${dir} is read-only`,
  permission: (dir) => `no permission to use the store in ${dir}`,
}

/** A failure with the store's standard text for its code. */
export function storeFailure(code: StoreErrorCode, dir: string, cause?: unknown): StoreError {
  return new StoreError(code, texts[code]!(dir), cause === undefined ? undefined : { cause })
}

/** Throws StoreError 'no-space' where a transaction of so many bytes may not fit any more. */
export function checkSpace(dir: string, bytes: number): void {
  if (freeBytes(dir) < SPACE_MARGIN + 2 * bytes) throw storeFailure('no-space', dir)
}

function freeBytes(dir: string): number {
  try {
    const { bavail, bfree, bsize } = statfsSync(dir)
    return (process.getuid?.() === 0 ? bfree : bavail) * bsize
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!
}
