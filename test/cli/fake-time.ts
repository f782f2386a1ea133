/** The machine's time for tests: it passes as soon as somebody sleeps, and things can be done at moments in it. */
import { setImmediate } from 'node:timers/promises'
import type { Waiting } from '../../src/cli/waiting.ts'

export interface FakeTime extends Waiting {
  /** Does something once so many ms from now have been slept through. */
  after(ms: number, action: () => unknown): void
  /** What Ctrl-C does. */
  interrupt(): void
}

/** Time that stands at a moment (ms since the epoch) until somebody sleeps. */
export function createFakeTime(start: number): FakeTime {
  let now = start
  let plans: { time: number; action: () => unknown }[] = []
  const listeners = new Set<() => void>()
  /** Takes the next plan up to a moment off the list. */
  const nextPlan = (until: number) => {
    const next = plans.filter(({ time }) => time <= until).sort((a, b) => a.time - b.time)[0]
    plans = plans.filter((plan) => plan !== next)
    return next
  }
  return {
    now: () => now,
    after: (ms, action) => void plans.push({ time: now + ms, action }),
    interrupt() {
      for (const listener of listeners) listener()
    },
    onInterrupt(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async sleep(ms, signal) {
      const end = now + ms
      for (let plan = nextPlan(end); plan !== undefined; plan = nextPlan(end)) {
        now = Math.max(now, plan.time)
        await plan.action()
        // What the action has set off comes to those who listen first.
        await setImmediate()
        if (signal.aborted) return
      }
      now = end
    },
  }
}
