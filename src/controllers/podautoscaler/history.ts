/** What an autoscaler remembers: earlier recommendations, and how it has scaled. */

/** So many replicas, or so many more or fewer, at a moment (ms). */
export interface Remembered {
  replicas: number
  at: number
}

/** What outlives a command; times in ms, lists in the order of their times. */
export interface History {
  /** The autoscaler that this belongs to: a later one of the same name begins anew. */
  uid: string
  /** When it was looked at last. */
  syncedAt?: number
  /** Whether that gave a recommendation: then it would have given the same until now. */
  recommended: boolean
  /** Each run of equal recommendations by its last moment: only that decides how long it counts. */
  recommendations: readonly Remembered[]
  /** How many replicas were added, and taken away, by autoscalers with a behavior. */
  up: readonly Remembered[]
  down: readonly Remembered[]
}

/** Of an autoscaler that was never looked at. */
export function emptyHistory(uid: string): History {
  return { uid, recommended: false, recommendations: [], up: [], down: [] }
}

/** The recommendations with one more. */
export function recommend(list: readonly Remembered[], replicas: number, at: number): readonly Remembered[] {
  const last = list.at(-1)
  return last?.replicas === replicas ? [...list.slice(0, -1), { replicas, at }] : [...list, { replicas, at }]
}

/** Without what was before a moment. */
export function forgetBefore(list: readonly Remembered[], moment: number): readonly Remembered[] {
  return list.filter(({ at }) => at >= moment)
}

/** How many replicas changed within the last so many seconds. */
export function changeWithin(list: readonly Remembered[], seconds: number, now: number): number {
  return list.reduce((sum, { replicas, at }) => (at > now - seconds * 1000 ? sum + replicas : sum), 0)
}
