/** Keeps the status of quotas true: what a namespace uses when objects go, pods end, or the quota changes. */
import { isPodTerminal } from '../api/kinds/core/pod/conditions.ts'
import { usageInNamespace } from '../api/quota/namespace-usage.ts'
import { formatUsage } from '../api/quota/usage.ts'
import type { ResourceInfo } from '../api/resource.ts'
import type { KubeObject } from '../apimachinery/object.ts'
import { deepEqual } from '../base/json.ts'
import type { Pod, ResourceQuota } from '../generated/types.ts'
import {
  type Change,
  defineController,
  keyOf,
  type ReconcileContext,
  type Reconciler,
} from '../runtime/reconciler.ts'

/** The controller; admission counts what comes, this counts anew when something goes. */
export function createResourceQuotaController({
  resources,
}: {
  resources(): Promise<ResourceInfo[]>
}): Reconciler {
  return defineController({
    name: 'resourcequota-controller',
    for: 'ResourceQuota',
    watches: [{ kind: '*', keys: quotasConcerned }],
    async reconcile(quota, { namespace }, { client }) {
      if (!quota) return undefined
      const used = formatUsage(await usageInNamespace(client, await resources(), quota, namespace))
      const status: ResourceQuota['status'] = { hard: { ...quota.spec?.hard }, used }
      if (!deepEqual(status, quota.status))
        await client.update('ResourceQuota', { ...quota, status }, { subresource: 'status' })
      return undefined
    },
  })
}

async function quotasConcerned(change: Change, { client }: ReconcileContext): Promise<string[]> {
  const { namespace } = change.object.metadata
  if (namespace === undefined || !frees(change)) return []
  const { items } = await client.list('ResourceQuota', { namespace })
  return items.map(keyOf)
}

/** Whether the change may lower the use of a quota. */
function frees({ type, object, previous }: Change): boolean {
  if (object.kind === 'Event' || object.kind === 'ResourceQuota') return false
  if (type === 'deleted') return true
  return object.kind === 'Pod' && isOver(object) && !(previous && isOver(previous))
}

function isOver(object: KubeObject): boolean {
  return isPodTerminal(object as Pod)
}
