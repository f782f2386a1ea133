/** Looks at an LMDB file before it is mapped: reading a truncated one would kill the process with SIGBUS. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { storeFailure } from './errors.ts'

/** The name of the data file within a store's folder. */
export const DATA_FILE = 'data.mdb'

const PAGE_HEADER = 24
/** Where the part of a meta page ends that is looked at. */
const META_END = PAGE_HEADER + 136
const MAGIC = 0xbeefc0de
const DATA_VERSION = 2
const NO_PAGE = 0xffffffffffffffffn
const BRANCH = 0x01
const LEAF = 0x02
const NODE_HEADER = 8
const BIG_DATA = 0x01
const SUB_DATABASE = 0x02

interface File {
  fd: number
  size: number
  pageSize: number
}

interface Meta {
  /** First pages of the free list and of the main database. */
  roots: bigint[]
  lastPage: bigint
  transaction: bigint
}

/** What one look at a file says; the mark is the same as long as nobody writes to the file. */
interface Look {
  state: 'absent' | 'present' | 'damaged'
  mark: string
}

/** So many looks, so far apart, have to agree on damage: another process may just be writing. */
const LOOKS = 3
const MILLISECONDS_BETWEEN = 30

/** What the folder holds: 'absent' where no store was ever written. Throws StoreError 'corrupt'. */
export function checkDataFile(dir: string): 'absent' | 'present' {
  let former: Look | undefined
  for (let agreeing = 0; agreeing < LOOKS; ) {
    const look = lookAt(join(dir, DATA_FILE))
    if (look.state !== 'damaged') return look.state
    agreeing = look.mark === former?.mark ? agreeing + 1 : 1
    former = look
    if (agreeing < LOOKS) pause(MILLISECONDS_BETWEEN)
  }
  throw storeFailure('corrupt', dir)
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

function lookAt(path: string): Look {
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { state: 'absent', mark: '' }
    throw error
  }
  try {
    if (!fstatSync(fd).isFile()) return { state: 'damaged', mark: 'not a file' }
    return lookInto(fd)
  } finally {
    closeSync(fd)
  }
}

function lookInto(fd: number): Look {
  const first = readAt(fd, 0, META_END)
  // A process that dies while it makes the file leaves an empty one.
  if (first.length === 0) return { state: 'absent', mark: '' }
  const pageSize = first.length < META_END ? 0 : first.readUInt32LE(PAGE_HEADER + 24)
  const second = isPageSize(pageSize) ? readAt(fd, pageSize, META_END) : Buffer.alloc(0)
  // The size comes last: what a meta page speaks of was written before it.
  const { size } = fstatSync(fd)
  const isSound = isPresent({ fd, size, pageSize }, first, second)
  return {
    state: isSound ? 'present' : 'damaged',
    mark: `${size} ${first.toString('hex')} ${second.toString('hex')}`,
  }
}

function isPresent(file: File, first: Buffer, second: Buffer): boolean {
  if (first.length < META_END || second.length < META_END) return false
  const [a, b] = [readMeta(first), readMeta(second)]
  if (a === undefined || b === undefined) return false
  const newest = a.transaction > b.transaction ? a : b
  if ((newest.lastPage + 1n) * BigInt(file.pageSize) <= BigInt(file.size)) return true
  // Pages at the end that are free may never have been written: only then the file may be shorter.
  return newest.roots.every((root) => isWhole(file, root))
}

function isPageSize(size: number): boolean {
  return size >= 256 && size <= 65536 && (size & (size - 1)) === 0
}

/** Offsets as in LMDB's MDB_meta and MDB_db. */
function readMeta(page: Buffer): Meta | undefined {
  const at = PAGE_HEADER
  if (page.readUInt32LE(at) !== MAGIC || page.readUInt32LE(at + 4) !== DATA_VERSION) return undefined
  return {
    roots: [page.readBigUInt64LE(at + 64), page.readBigUInt64LE(at + 112)],
    lastPage: page.readBigUInt64LE(at + 120),
    transaction: page.readBigUInt64LE(at + 128),
  }
}

/** Whether all pages below a root lie within the file. */
function isWhole(file: File, root: bigint): boolean {
  if (root === NO_PAGE) return true
  const offset = root * BigInt(file.pageSize)
  if (offset + BigInt(file.pageSize) > BigInt(file.size)) return false
  const page = readAt(file.fd, Number(offset), file.pageSize)
  const flags = page.readUInt16LE(18)
  if ((flags & (BRANCH | LEAF)) === 0) return false
  for (let slot = PAGE_HEADER; slot < PAGE_HEADER + page.readUInt16LE(20); slot += 2) {
    const node = PAGE_HEADER + page.readUInt16LE(slot)
    if (node + NODE_HEADER > page.length) return false
    if (!((flags & BRANCH) !== 0 ? isWhole(file, childPage(page, node)) : isNodeWhole(file, page, node)))
      return false
  }
  return true
}

function childPage(page: Buffer, node: number): bigint {
  return BigInt(page.readUInt32LE(node)) | (BigInt(page.readUInt16LE(node + 4)) << 32n)
}

/** A leaf's value lies within it, or on pages of its own, or is a database of its own. */
function isNodeWhole(file: File, page: Buffer, node: number): boolean {
  const flags = page.readUInt16LE(node + 4)
  const data = node + NODE_HEADER + page.readUInt16LE(node + 6)
  if ((flags & BIG_DATA) !== 0) {
    const end =
      page.readBigUInt64LE(data) * BigInt(file.pageSize) + BigInt(PAGE_HEADER + page.readUInt32LE(node))
    return end <= BigInt(file.size)
  }
  return (flags & SUB_DATABASE) === 0 || isWhole(file, page.readBigUInt64LE(data + 40))
}

function readAt(fd: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length)
  return buffer.subarray(0, readSync(fd, buffer, 0, length, position))
}
