/** Lock files: symbolic links whose target is the holder's identity, so that one step makes both or neither. */
import { readlinkSync, symlinkSync, unlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { makeFolder } from '../base/make-folder.ts'
import { toStoreError } from './lmdb/errors.ts'
import type { ProcessIdentity } from './process-identity.ts'
import { isRunning } from './process-identity.ts'

/** Who holds a lock file. */
export interface Holder extends ProcessIdentity {
  /** Tells apart the holders of one process. */
  token: string
}

/** A lock between processes. */
export interface LeaseFile {
  /** Takes the lock; the holder where somebody else has it. A holder that has ended has it no longer. */
  tryAcquire(own: Holder): Holder | undefined
  release(own: Holder): void
}

/**
 * The lock of a name in a folder, which is made where need be. `alone` runs a function while no other process runs
 * one: of all those who find a dead holder only one may clear it away, and never a living one that came meanwhile.
 */
export function leaseFile(folder: string, name: string, alone: (fn: () => void) => void): LeaseFile {
  const path = join(folder, `${encodeURIComponent(name)}.lease`)
  return {
    tryAcquire(own) {
      try {
        return acquireOrClear(path, own, alone)
      } catch (error) {
        throw toStoreError(error, folder)
      }
    },
    release(own) {
      if (readHolder(path)?.token === own.token) unlinkSync(path)
    },
  }
}

function acquireOrClear(path: string, own: Holder, alone: (fn: () => void) => void): Holder | undefined {
  while (!create(path, own)) {
    const holder = readHolder(path)
    if (holder === undefined) continue
    if (isRunning(holder)) return holder
    alone(() => {
      if (readHolder(path)?.token === holder.token) unlinkSync(path)
    })
  }
  return undefined
}

function create(path: string, own: Holder): boolean {
  try {
    symlinkSync(JSON.stringify(own), path)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    if (code !== 'ENOENT') throw error
    makeFolder(dirname(path))
    return false
  }
}

/** Undefined where nobody holds the lock. */
function readHolder(path: string): Holder | undefined {
  let target: string
  try {
    target = readlinkSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  return JSON.parse(target)
}
