/** Keeps the status of quotas true: what a namespace uses when objects go, pods end, or the quota changes. */
import { usageInNamespace } from '../api/quota/namespace-usage.ts'
import { isCountedOtherwise } from '../api/quota/recount.ts'
import { formatUsage } from '../api/quota/usage.ts'
import type { ResourceInfo } from '../api/resource.ts'
import type { Client } from '../apiserver/client.ts'
import { deepEqual } from '../base/json.ts'
import type { ResourceQuota } from '../generated/types.ts'
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

function quotasConcerned(change: Change, { client }: ReconcileContext): string[] | Promise<string[]> {
  const { namespace } = change.object.metadata
  if (namespace === undefined || !mayLower(change)) return []
  return quotasOf(namespace, client)
}

async function quotasOf(namespace: string, client: Client): Promise<string[]> {
  return (await client.lookup('ResourceQuota', 'namespace', namespace)).map(keyOf)
}

/** Whether the change may lower the use of a quota: what it adds was counted when it was let pass. */
function mayLower({ type, object, previous }: Change): boolean {
  if (object.kind === 'Event' || type === 'added') return false
  return type === 'deleted' || previous === undefined || isCountedOtherwise(previous, object)
}
