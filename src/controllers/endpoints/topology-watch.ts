/** Nodes whose zone, CPU or readiness changes concern the services whose endpoints are shared among zones. */
import { deepEqual } from '../../base/json.ts'
import type { Node } from '../../generated/types.ts'
import { keyOf, type Watch } from '../../runtime/reconciler.ts'
import { capacityOf } from './topology-allocation.ts'

/**
 * The watch. Unlike topologycache's it does not wait for the next change of a service where nodes only now suffice
 * for hints: the outcome must not depend on what happened first.
 */
export const capacityWatch: Watch = {
  kind: 'Node',
  async keys({ type, object, previous }, { client }) {
    const now = type === 'deleted' ? undefined : capacityOf(object as Node)
    const former = type === 'deleted' ? object : previous
    const before = former && capacityOf(former as Node)
    // The state before a change may be lost.
    const isKnown = type !== 'modified' || previous !== undefined
    if (isKnown && deepEqual(now, before)) return []
    return (await client.lookup('Service', 'zones', '')).map(keyOf)
  },
}
