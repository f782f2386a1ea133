/** Waiting in the machine's own time. Tests make their own, in which nobody sleeps. */

/** How a command lets the machine's time pass. */
export interface Waiting {
  /** The machine's time, ms since the epoch. */
  now(): number
  /** Resolves when so many ms have passed, or the signal has aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
  /** Calls the listener when the process is asked to end, as by Ctrl-C. The result takes that back. */
  onInterrupt(listener: () => void): () => void
}
