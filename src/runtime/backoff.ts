/** How long a failing key waits, as client-go's exponential failure rate limiter. */

/** Milliseconds before the next try after so many failures in a row: 5 ms doubling up to 1000 s. */
export function backoff(failures: number): number {
  return Math.min(5 * 2 ** (failures - 1), 1_000_000)
}
