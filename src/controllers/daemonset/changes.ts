/** What has changed since a daemon set was last looked at, so that only that is looked at again. */

/** Changes that concern one daemon set. */
export interface Changes {
  /** Nodes that have changed, or whose pods have. */
  places: Set<string>
  /** Names of pods without a controller that it may take over. */
  orphans: Set<string>
  /** Whether its revisions have changed. */
  revisions: boolean
}

/** Changes by the key of the daemon set. They live as long as the queue that holds the keys. */
export interface ChangeLog {
  of(key: string): Changes
  /** The changes so far; the log holds none afterwards. */
  take(key: string): Changes
}

/** An empty log. */
export function createChangeLog(): ChangeLog {
  const log = new Map<string, Changes>()
  const none = (): Changes => ({ places: new Set(), orphans: new Set(), revisions: false })
  return {
    of(key) {
      const changes = log.get(key) ?? none()
      log.set(key, changes)
      return changes
    },
    take(key) {
      const changes = log.get(key) ?? none()
      log.delete(key)
      return changes
    },
  }
}
