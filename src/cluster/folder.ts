/** The folder that holds a cluster: whether there is one in it, and how to drop it. */
import { existsSync, readdirSync, rmdirSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { DATA_FILE } from '../store/lmdb/check.ts'
import { toStoreError } from '../store/lmdb/errors.ts'

/** Files of the store; nothing else in the folder is touched. */
const STORE_FILES = /^(data\.mdb|lock\.mdb|.*\.lease)$/

/** Whether somebody has written a cluster there. */
export function clusterExists(dir: string): boolean {
  return existsSync(join(dir, DATA_FILE))
}

/** Removes the cluster's files, and the folder if nothing else is in it. False if there was no cluster. */
export function removeCluster(dir: string): boolean {
  if (!clusterExists(dir)) return false
  try {
    const files = readdirSync(dir)
    for (const file of files.filter((name) => STORE_FILES.test(name))) unlinkSync(join(dir, file))
    if (files.every((name) => STORE_FILES.test(name))) rmdirSync(dir)
  } catch (error) {
    throw toStoreError(error, dir)
  }
  return true
}
