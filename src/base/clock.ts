/** The one source of time: wall time or a given start, plus an offset, stepped by the control loop. */

/** Tells the time and nothing else. Everything that acts gets one of these. */
export interface Clock {
  /** Milliseconds since the Unix epoch. Stands still while a command runs, except where the loop steps it. */
  now(): number
}

/** A clock that goes on only where it is told to. */
export interface SteppingClock extends Clock {
  /** How far cluster time is ahead of its source, in ms. */
  readonly offset: number
  setOffset(offset: number): void
  /** Reads the source anew: time passes between commands, and never backwards. */
  refresh(): number
  /** Goes to a moment that lies between now and the source's time, to do what is due at that moment. */
  stepTo(time: number): void
}

/** Where a clock has its time from. */
export interface ClockOptions {
  /** What time it is outside, in ms since the epoch; a fixed number makes every run alike. */
  source: number | (() => number)
  /** Ahead of the source by so many ms. */
  offset?: number
}

/** The time of the machine. The only place that asks for it. */
export function wallTime(): number {
  return Date.now()
}

/** A clock that reads its source once and then stands still until it is refreshed or stepped. */
export function createClock({ source, offset = 0 }: ClockOptions): SteppingClock {
  const outside = typeof source === 'number' ? () => source : source
  let ahead = offset
  let current = outside() + ahead
  return {
    now: () => current,
    get offset() {
      return ahead
    },
    setOffset(value) {
      ahead = value
    },
    refresh() {
      current = Math.max(current, outside() + ahead)
      return current
    },
    stepTo(time) {
      current = time
    },
  }
}
