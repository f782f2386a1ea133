/** How long a failed daemon pod stays before it is deleted: longer with each failure on its node. */

/** The last failure on a node that was dealt with. */
export interface Backoff {
  /** ms since the epoch. */
  at: number
  /** How long the next failed pod has to stay after that, ms. */
  delay: number
  /** The generation of the daemon set: another one starts anew. */
  generation: number
}

/** The first delay and the longest, ms (flowcontrol.NewBackOff in cmd/kube-controller-manager/app/apps.go). */
const [FIRST_DELAY, LONGEST_DELAY] = [1000, 15 * 60_000]

interface Moment {
  observedGeneration: number
  now: number
}

/** Until when a failed pod has to stay; undefined if it may go. */
export function backoffEnd(moment: Moment, backoff: Backoff | undefined): number | undefined {
  if (backoff === undefined || isForgotten(moment, backoff)) return undefined
  const end = backoff.at + backoff.delay
  return end > moment.now ? end : undefined
}

/** The back-off after a failed pod has been deleted. */
export function nextBackoff(moment: Moment, backoff: Backoff | undefined): Backoff {
  const isFirst = backoff === undefined || isForgotten(moment, backoff)
  const delay = isFirst ? FIRST_DELAY : Math.min(backoff.delay * 2, LONGEST_DELAY)
  return { at: moment.now, delay, generation: moment.observedGeneration }
}

function isForgotten({ observedGeneration, now }: Moment, { at, generation }: Backoff): boolean {
  return generation !== observedGeneration || now - at > 2 * LONGEST_DELAY
}
