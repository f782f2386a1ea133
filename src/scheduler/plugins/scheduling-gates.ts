/** SchedulingGates: a pod with gates is not tried. */
import type { Plugin } from '../framework.ts'

/** Holds pods back until all their gates are taken off. */
export const schedulingGates: Plugin = {
  name: 'SchedulingGates',
  preEnqueue({ spec }) {
    if (!spec?.schedulingGates?.length) return undefined
    return {
      reason: 'SchedulingGated',
      message: 'Scheduling is blocked due to non-empty scheduling gates',
    }
  },
}
