/** DefaultPreemption: looks for pods of lower priority that could make room. */
import { preemptionMessage } from '../diagnosis.ts'
import type { Plugin } from '../framework.ts'

/** Takes no pod off its node yet: says what it finds where there are no victims. */
export const defaultPreemption: Plugin = {
  name: 'DefaultPreemption',
  postFilter({ spec }, failure) {
    if (spec.preemptionPolicy === 'Never')
      return { message: 'preemption: not eligible due to preemptionPolicy=Never.' }
    return { message: `preemption: ${preemptionMessage(failure)}` }
  },
}
