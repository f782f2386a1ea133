/** Services of type LoadBalancer and the simulated cloud. */
import { describe, expect, it } from 'vitest'
import type { Service } from '../../../src/generated/types.ts'
import { openWorld, type World } from '../world.ts'

function balanced(name: string, spec: object = {}): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'default' },
    spec: { type: 'LoadBalancer', selector: { app: name }, ports: [{ port: 80 }], ...spec },
  }
}

const get = (world: World, name: string) => world.client.get('Service', { namespace: 'default', name })
const address = async (world: World, name: string) =>
  (await get(world, name)).status?.loadBalancer?.ingress?.[0]?.ip

describe('a service of type LoadBalancer', () => {
  it('is given an address, held by a finalizer, and told of in two events', async () => {
    const world = await openWorld()
    await world.apply(balanced('web'))
    const service = await get(world, 'web')
    expect(service.status).toEqual({ loadBalancer: { ingress: [{ ip: '198.18.0.2', ipMode: 'VIP' }] } })
    expect(service.metadata.finalizers).toEqual(['service.kubernetes.io/load-balancer-cleanup'])
    expect(await world.events(service)).toEqual([
      'Normal EnsuringLoadBalancer Ensuring load balancer',
      'Normal EnsuredLoadBalancer Ensured load balancer',
    ])
    expect(await world.writesOfAnotherRound()).toBe(0)
  })

  it('is told of new nodes, but not of those that are left out', async () => {
    const world = await openWorld()
    await world.apply(balanced('web'))
    const node = (name: string, labels = {}) => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels },
    })
    await world.apply(node('out', { 'node.kubernetes.io/exclude-from-external-load-balancers': '' }))
    expect(await world.events(await get(world, 'web'))).toHaveLength(2)
    await world.apply(node('more'), node('most'))
    expect((await world.events(await get(world, 'web'))).slice(2)).toEqual([
      'Normal UpdatedLoadBalancer Updated load balancer with new hosts',
    ])
    await world.client.delete('Node', { namespace: '', name: 'more' })
    await world.converge()
    expect((await world.events(await get(world, 'web'))).at(-1)).toMatch(
      /^Normal UpdatedLoadBalancer .* \(x2\)$/,
    )
    expect(await world.writesOfAnotherRound()).toBe(0)
  })

  it('is left to others where it names a class', async () => {
    const world = await openWorld()
    await world.apply(balanced('web', { loadBalancerClass: 'example.com/lb' }))
    const service = await get(world, 'web')
    expect([service.status, service.metadata.finalizers]).toEqual([{ loadBalancer: {} }, undefined])
  })

  it('gives its address back when it goes, and addresses are not given anew at once', async () => {
    const world = await openWorld()
    await world.apply(balanced('a'), balanced('b'))
    expect([await address(world, 'a'), await address(world, 'b')]).toEqual(['198.18.0.2', '198.18.0.3'])
    await world.client.delete('Service', { namespace: 'default', name: 'a' })
    await world.converge()
    expect(await world.client.find('Service', { namespace: 'default', name: 'a' })).toBeUndefined()
    await world.apply(balanced('c'), balanced('d', { loadBalancerIP: '198.18.0.2' }))
    expect([await address(world, 'c'), await address(world, 'd')]).toEqual(['198.18.0.4', '198.18.0.2'])
  })

  it('loses its load balancer when it becomes another type', async () => {
    const world = await openWorld()
    await world.apply(balanced('web'))
    const service = await world.change('Service', 'web', { spec: { type: 'ClusterIP' } })
    expect(service.status?.loadBalancer).toEqual({})
    expect(service.metadata.finalizers).toBeUndefined()
    expect((await world.events(service)).slice(2)).toEqual([
      'Normal Type LoadBalancer -> ClusterIP',
      'Normal DeletingLoadBalancer Deleting load balancer',
      'Normal DeletedLoadBalancer Deleted load balancer',
    ])
  })

  it.each([
    ['198.18.0.2', 'the address 198.18.0.2 is taken'],
    ['192.0.2.7', 'the address 192.0.2.7 is not one of 198.18.0.0/15'],
    ['fd00::7', 'the address fd00::7 is not one of 198.18.0.0/15'],
  ])('waits where it asks for %s and cannot have it', async (loadBalancerIP, problem) => {
    const world = await openWorld()
    await world.apply(balanced('first'), balanced('web', { loadBalancerIP }))
    expect(await address(world, 'web')).toBeUndefined()
    const events = await world.events(await get(world, 'web'))
    expect(events).toContainEqual(
      expect.stringContaining(
        `Warning SyncLoadBalancerFailed Error syncing load balancer: failed to ensure load balancer: ${problem}`,
      ),
    )
  })

  it('gets the address that it waits for as soon as that is free', async () => {
    const world = await openWorld()
    await world.apply(balanced('first'), balanced('web', { loadBalancerIP: '198.18.0.2' }))
    await world.client.delete('Service', { namespace: 'default', name: 'first' })
    await world.converge()
    expect(await address(world, 'web')).toBe('198.18.0.2')
  })
})
