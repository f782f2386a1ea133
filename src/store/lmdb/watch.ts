/** Hearing of commits: this process's own at once, those of others from the file system. */
import { watch } from 'node:fs'
import { createListeners } from '../listeners.ts'
import { DATA_FILE } from './check.ts'
import type { Environment } from './environment.ts'

/** For file systems that do not tell of changes, and folders that do not exist yet. */
const POLL_MILLISECONDS = 250

/** Listeners of an environment; nothing runs, and no file is watched, while there are none. */
export function watchFolder(environment: Environment): {
  subscribe(listener: () => void): () => void
  close(): void
} {
  const listeners = createListeners()
  let stop: (() => void) | undefined
  return {
    subscribe(listener) {
      const remove = listeners.add(listener)
      stop ??= startWatching(environment, listeners.notify)
      return () => {
        remove()
        if (listeners.size > 0) return
        stop?.()
        stop = undefined
      }
    },
    close() {
      stop?.()
      stop = undefined
      listeners.notify()
    },
  }
}

function startWatching(environment: Environment, notify: () => void): () => void {
  const removeOwn = environment.commits.add(notify)
  let endWatch = watchFiles(environment.dir, notify)
  // Neither keeps the process alive: who waits for events alone waits for nothing.
  const poll = setInterval(() => {
    endWatch ??= watchFiles(environment.dir, notify)
    notify()
  }, POLL_MILLISECONDS).unref()
  return () => {
    removeOwn()
    clearInterval(poll)
    endWatch?.()
  }
}

function watchFiles(dir: string, notify: () => void): (() => void) | undefined {
  try {
    const watcher = watch(dir, { persistent: false }, (_event, file) => {
      if (file === DATA_FILE || file === null) notify()
    })
    watcher.on('error', () => watcher.close())
    return () => watcher.close()
  } catch {
    return undefined
  }
}
