/** Waiting in the machine's own time. Tests make their own, in which nobody sleeps. */

import type { Sleep } from '../base/sleep.ts'

/** How a command lets the machine's time pass. */
export interface Waiting {
  /** The machine's time, ms since the epoch. */
  now(): number
  sleep: Sleep
  /** Calls the listener when the process is asked to end, as by Ctrl-C. The result takes that back. */
  onInterrupt(listener: () => void): () => void
}
