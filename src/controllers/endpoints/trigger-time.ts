/** When the change happened that endpoints are rewritten for. Source: endpointslice/util/trigger_time_tracker.go. */
import { getCondition } from '../../api/kinds/core/pod/conditions.ts'
import { parseTime } from '../../apimachinery/time.ts'
import type { Pod, Service } from '../../generated/types.ts'

/** Annotation of Endpoints and EndpointSlices. */
export const LAST_CHANGE_TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time'

/**
 * The earliest moment at which one of the changed pods became (un)ready, or a new service was made; undefined where
 * nothing tells.
 */
export function triggerTime(changed: readonly Pod[], newService: Service | undefined): string | undefined {
  const times = [...changed.map((pod) => getCondition(pod, 'Ready')?.lastTransitionTime)]
  if (newService !== undefined) times.push(newService.metadata.creationTimestamp ?? undefined)
  let earliest: string | undefined
  for (const time of times) {
    const ms = parseTime(time)
    if (ms !== undefined && (earliest === undefined || ms < parseTime(earliest)!)) earliest = time
  }
  return earliest
}

/** Annotations with the time in them; without, where there is none. */
export function withTriggerTime(
  annotations: Readonly<Record<string, string>> | undefined,
  time: string | undefined,
): Record<string, string> {
  const { [LAST_CHANGE_TRIGGER_TIME]: _former, ...others } = annotations ?? {}
  return time === undefined ? others : { ...others, [LAST_CHANGE_TRIGGER_TIME]: time }
}
