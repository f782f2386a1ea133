/** DynamicResources: devices are not simulated; what remains is what the plugin says of a pod that no node fits. */
import type { Plugin } from '../framework.ts'

/**
 * Post-filter: would free a claim that nobody uses, and says that there is none (dynamicresources.go). It knows of claims
 * what its pre-filter has found: where another plugin has rejected the pod before, that fails, and preemption is not asked.
 */
export const dynamicResources: Plugin = {
  name: 'DynamicResources',
  postFilter({ spec }, { preFilter }) {
    if (preFilter) return { message: 'not found', isFinal: true }
    const hasClaims = (spec.resourceClaims ?? []).length > 0
    return { message: hasClaims ? 'still not schedulable' : 'no new claims to deallocate' }
  },
}
