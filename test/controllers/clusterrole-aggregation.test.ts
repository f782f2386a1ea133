/** Cluster roles that gather the rules of others. */
import { expect, it } from 'vitest'
import type { ClusterRole } from '../../src/generated/types.ts'
import { openWorld } from './world.ts'

const rule = (verb: string) => ({ apiGroups: [''], resources: ['pods'], verbs: [verb] })

function role(name: string, more: Partial<ClusterRole>, labels: Record<string, string> = {}): ClusterRole {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name, labels },
    ...more,
  }
}

const selecting = (labels: Record<string, string>) => ({
  aggregationRule: { clusterRoleSelectors: [{ matchLabels: labels }] },
})

it('gathers the rules of roles by their names, through others, and follows their changes', async () => {
  const world = await openWorld()
  const verbs = async (name: string) => {
    const { rules = [] } = await world.client.get('ClusterRole', { namespace: '', name })
    return rules.map((each) => each.verbs.join())
  }
  await world.apply(
    role('all', selecting({ to: 'all' })),
    role('some', selecting({ to: 'some' }), { to: 'all' }),
    role('b', { rules: [rule('get')] }, { to: 'some' }),
    role('a', { rules: [rule('list'), rule('get')] }, { to: 'some' }),
    role('other', { rules: [rule('delete')] }),
  )
  expect(await verbs('some')).toEqual(['list', 'get'])
  expect(await verbs('all')).toEqual(['list', 'get'])
  await world.client.patch('ClusterRole', { namespace: '', name: 'b' }, 'merge', { rules: [rule('watch')] })
  await world.client.patch('ClusterRole', { namespace: '', name: 'a' }, 'merge', {
    metadata: { labels: { to: null } },
  })
  await world.converge()
  expect(await verbs('all')).toEqual(['watch'])
  // What somebody writes into an aggregated role is gone again.
  await world.client.patch('ClusterRole', { namespace: '', name: 'all' }, 'merge', {
    rules: [rule('delete')],
  })
  await world.converge()
  expect(await verbs('all')).toEqual(['watch'])
  expect(await world.writesOfAnotherRound()).toBe(0)
})
