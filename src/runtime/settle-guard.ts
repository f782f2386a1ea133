/** Notices reconcilers that undo each other: an object that comes back to the same content again and again. */
import type { KubeObject } from '../apimachinery/object.ts'
import type { StoreEvent } from '../store/store.ts'

/** Writes of one object at one moment before its contents are looked at: rollouts of many pods need some. */
const SUSPICIOUS = 500
/** So often may an object have the same content at one moment. */
const RETURNS = 20

/** Watches the events of a loop go by. */
export interface SettleGuard {
  /** Sees an event and who caused it. Throws NotSettledError when it never ends. */
  observe(event: StoreEvent, writer: string): void
  /** Time went on: what happened before does not count. */
  reset(): void
}

/** The control loop gave up: reconcilers keep changing the same object. */
export class NotSettledError extends Error {
  override name = 'NotSettledError'
}

/** What is remembered of an object from the suspicious number of writes on. */
interface Suspect {
  writers: Set<string>
  contents: Map<string, number>
}

/** A guard that has seen nothing yet. */
export function createSettleGuard(): SettleGuard {
  const writes = new Map<string, number>()
  const suspects = new Map<string, Suspect>()
  return {
    observe(event, writer) {
      // What is only created does not come back; of the many Events and pods of a large command, most never change.
      if (event.previous === undefined) return
      const count = (writes.get(event.key) ?? 0) + 1
      writes.set(event.key, count)
      if (count < SUSPICIOUS) return
      const suspect = suspects.get(event.key) ?? { writers: new Set(), contents: new Map() }
      suspects.set(event.key, suspect)
      suspect.writers.add(writer)
      const content = contentOf(event)
      const times = (suspect.contents.get(content) ?? 0) + 1
      suspect.contents.set(content, times)
      if (times > RETURNS) throw notSettled(event, suspect)
    },
    reset() {
      writes.clear()
      suspects.clear()
    },
  }
}

/** What of an object counts: everything but what changes with every write. */
function contentOf({ kv }: StoreEvent): string {
  if (!kv) return ''
  const { metadata, ...rest } = kv.value as KubeObject
  const { generation: _, managedFields: __, resourceVersion: ___, ...lasting } = metadata
  return JSON.stringify([lasting, rest])
}

function notSettled({ key }: StoreEvent, { writers }: Suspect): NotSettledError {
  const names = [...writers].sort().join(' and ')
  return new NotSettledError(
    `the cluster does not settle: ${names} keep changing ${key.replace('/registry/', '')} back and forth`,
  )
}
