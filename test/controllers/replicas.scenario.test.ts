/** ReplicaSets and ReplicationControllers: adopting, releasing, replacing, scaling. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Pod } from '../../src/generated/types.ts'
import { openWorld, type World } from './world.ts'

let world: World

beforeEach(async () => {
  world = await openWorld()
})

const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'c:1' }] } }
const replicaSet = {
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { name: 'web', namespace: 'default' },
  spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template },
}
const controller = {
  apiVersion: 'v1',
  kind: 'ReplicationController',
  metadata: { name: 'web', namespace: 'default' },
  spec: { replicas: 2, selector: { app: 'web' }, template },
}
const barePod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'bare', namespace: 'default', labels: { app: 'web' } },
  spec: template.spec,
}

async function pods(): Promise<Pod[]> {
  return (await world.client.list('Pod', { namespace: 'default' })).items
}

describe.each([
  ['ReplicaSet', replicaSet],
  ['ReplicationController', controller],
] as const)('a %s', (kind, object) => {
  it('makes pods like its template, says so, and is left alone then', async () => {
    await world.apply(object)
    const [first] = await pods()
    expect(first?.metadata).toMatchObject({
      generateName: 'web-',
      labels: { app: 'web' },
      ownerReferences: [{ kind, name: 'web', controller: true, blockOwnerDeletion: true }],
    })
    const events = await world.events(await world.client.get(kind, { namespace: 'default', name: 'web' }))
    expect(events.toSorted()).toEqual(
      (await pods()).map(({ metadata }) => `Normal SuccessfulCreate Created pod: ${metadata.name}`),
    )
    expect(await world.writesOfAnotherRound()).toBe(0)
  })

  it('takes over a pod that matches, and lets go of one that no longer does', async () => {
    await world.apply(barePod, object)
    expect(await pods()).toHaveLength(2)
    const adopted = await world.client.get('Pod', { namespace: 'default', name: 'bare' })
    expect(adopted.metadata.ownerReferences).toMatchObject([{ kind, name: 'web' }])
    const released = await world.change('Pod', 'bare', { metadata: { labels: { app: 'other' } } })
    expect(released.metadata.ownerReferences).toBeUndefined()
    expect(await pods()).toHaveLength(3)
  })

  it('takes over a pod that comes later, and gives up one that is too many', async () => {
    await world.apply(object)
    await world.apply(barePod)
    expect(await pods()).toHaveLength(2)
  })

  it('replaces what is deleted or has failed', async () => {
    await world.apply(object)
    const [first, second] = await pods()
    await world.client.delete('Pod', { namespace: 'default', name: first!.metadata.name! })
    const status = { ...second!.status, phase: 'Failed' }
    await world.client.update('Pod', { ...second!, status }, { subresource: 'status' })
    await world.converge()
    const now = await pods()
    expect(now).toHaveLength(3)
    expect(now.filter(({ status: s }) => s?.phase === 'Running')).toHaveLength(2)
  })

  it('goes up and down, and names the pods that it deletes', async () => {
    await world.apply(object)
    const scaled = await world.change(kind, 'web', { spec: { replicas: 5 } })
    expect(await pods()).toHaveLength(5)
    await world.change(kind, 'web', { spec: { replicas: 0 } })
    expect(await pods()).toHaveLength(0)
    const deleted = (await world.events(scaled)).filter((text) =>
      text.startsWith('Normal SuccessfulDelete Deleted pod: web-'),
    )
    expect(deleted).toHaveLength(5)
  })
})

describe('a replica set', () => {
  it('does not touch pods of others', async () => {
    await world.apply(replicaSet)
    await world.apply({ ...controller, metadata: { name: 'other', namespace: 'default' } })
    expect(await pods()).toHaveLength(4)
    expect(await world.writesOfAnotherRound()).toBe(0)
  })

  it('deletes first what costs least', async () => {
    await world.apply({ ...replicaSet, spec: { ...replicaSet.spec, replicas: 3 } })
    const cheap = (await pods())[1]!.metadata.name!
    await world.change('Pod', cheap, {
      metadata: { annotations: { 'controller.kubernetes.io/pod-deletion-cost': '-1' } },
    })
    await world.change('ReplicaSet', 'web', { spec: { replicas: 2 } })
    expect((await pods()).map(({ metadata }) => metadata.name)).not.toContain(cheap)
  })
})
