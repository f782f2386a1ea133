/** Gathers the rules of cluster roles into those that aggregate them. Source: pkg/controller/clusterroleaggregation. */
import { aggregatedRules, aggregates } from '../api/kinds/rbac/aggregation.ts'
import { requiredLabels, selectorFromLabelSelector } from '../apimachinery/label-selector.ts'
import type { Client } from '../apiserver/client.ts'
import { unlessGone } from '../apiserver/unless-gone.ts'
import { deepEqual } from '../base/json.ts'
import type { ClusterRole } from '../generated/types.ts'
import {
  type Change,
  keyOf,
  parseKey,
  type ReconcileContext,
  type Reconciler,
} from '../runtime/reconciler.ts'

/** A role concerns itself, and those that select it, or did before. */
export const clusterRoleAggregationController: Reconciler = {
  name: 'clusterrole-aggregation-controller',
  about: 'ClusterRole',
  watches: [{ kind: 'ClusterRole', keys: aggregatorsOf }],
  async reconcile(key, { client }) {
    const role = await client.find('ClusterRole', parseKey(key))
    if (role?.aggregationRule === undefined) return undefined
    const rules = aggregatedRules(role, await selectedBy(role, client))
    if (!deepEqual(role.rules ?? [], rules))
      await unlessGone(() => client.update('ClusterRole', { ...role, rules }))
    return undefined
  },
}

async function aggregatorsOf(change: Change, { client }: ReconcileContext): Promise<string[]> {
  const { object, previous } = change as Change<ClusterRole>
  const keys = object.aggregationRule ? [keyOf(object)] : []
  for (const role of await client.lookup('ClusterRole', 'aggregated', 'true'))
    if (aggregates(role, object) || (previous && aggregates(role, previous))) keys.push(keyOf(role))
  return keys
}

/** The roles that its selectors may mean, found by a label where one is required. */
async function selectedBy({ aggregationRule }: ClusterRole, client: Client): Promise<ClusterRole[]> {
  const found = new Map<string, ClusterRole>()
  for (const selector of aggregationRule?.clusterRoleSelectors ?? []) {
    const [label] = requiredLabels(selectorFromLabelSelector(selector))
    const roles = label
      ? await client.lookup('ClusterRole', 'label', `/${label[0]}=${label[1]}`)
      : (await client.list('ClusterRole')).items
    for (const role of roles) found.set(role.metadata.name ?? '', role)
  }
  return [...found.values()]
}
