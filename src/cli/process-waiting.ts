/** Waiting of this very process: timers of the machine, signals of the system. */
import { wallTime } from '../base/clock.ts'
import { sleep } from '../base/sleep.ts'
import type { Waiting } from './waiting.ts'

/** The signals on which kubectl ends what it is waiting for (pkg/util/interrupt). */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const

/** Waiting that really takes time. */
export function processWaiting(): Waiting {
  return { now: wallTime, sleep, onInterrupt }
}

function onInterrupt(listener: () => void): () => void {
  for (const signal of SIGNALS) process.on(signal, listener)
  return () => {
    for (const signal of SIGNALS) process.off(signal, listener)
  }
}
