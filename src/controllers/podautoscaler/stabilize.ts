/** Takes the edge off recommendations that come and go (horizontal.go, stabilizeRecommendation…). Pure. */
import type { Remembered } from './history.ts'

/** kube-controller-manager's --horizontal-pod-autoscaler-downscale-stabilization. */
export const DEFAULT_WINDOW_SECONDS = 300

/** A recommendation after the window, and until when (ms) the window keeps it from being another one. */
export interface Stabilized {
  replicas: number
  until?: number
}

/** Without a behavior: the highest of the last five minutes. Counts up to and including the window's last moment. */
export function stabilizeByDefault(
  desired: number,
  recommendations: readonly Remembered[],
  now: number,
): Stabilized {
  const window = DEFAULT_WINDOW_SECONDS * 1000
  const recent = recommendations.filter(({ at }) => at >= now - window)
  const replicas = Math.max(desired, ...recent.map((each) => each.replicas))
  const until = lastOf(recent, replicas)
  return replicas === desired || until === undefined ? { replicas } : { replicas, until: until + window + 1 }
}

/** With a behavior: current, moved into the range of what was recommended within each window. */
export function stabilizeByRules(
  desired: number,
  current: number,
  recommendations: readonly Remembered[],
  windows: { up: number; down: number },
  now: number,
): Stabilized {
  const within = (seconds: number) => recommendations.filter(({ at }) => at > now - seconds * 1000)
  const [recentUp, recentDown] = [within(windows.up), within(windows.down)]
  const lowest = Math.min(desired, ...recentUp.map(({ replicas }) => replicas))
  const highest = Math.max(desired, ...recentDown.map(({ replicas }) => replicas))
  const replicas = Math.min(Math.max(current, lowest), highest)
  if (replicas === desired) return { replicas }
  const [recent, bound, seconds] =
    desired > current ? [recentUp, lowest, windows.up] : [recentDown, highest, windows.down]
  const until = lastOf(recent, bound)
  return until === undefined ? { replicas } : { replicas, until: until + seconds * 1000 }
}

function lastOf(recommendations: readonly Remembered[], replicas: number): number | undefined {
  return recommendations.findLast((each) => each.replicas === replicas)?.at
}
