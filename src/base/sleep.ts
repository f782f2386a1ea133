/** Waiting in the machine's own time. */

/** Resolves when so many ms have passed, or the signal has aborted. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>

/** Sleeps by a timer of the machine. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })
}
