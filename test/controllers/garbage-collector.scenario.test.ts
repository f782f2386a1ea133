/** Deleting owners: in the background, in the foreground, orphaning; owners that never were; whole namespaces. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { KubeObject, OwnerReference } from '../../src/apimachinery/object.ts'
import { deployment, openWorld, type World } from './world.ts'

let world: World

beforeEach(async () => {
  world = await openWorld()
})

const web = { namespace: 'default', name: 'web' }

function configMap(name: string, owners: Partial<OwnerReference>[] = [], more: object = {}) {
  const ownerReferences = owners.map((owner) => ({ apiVersion: 'v1', kind: 'ConfigMap', ...owner }))
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'default', ownerReferences, ...more },
  }
}

async function owner(name: string): Promise<{ name: string; uid: string }> {
  await world.apply(configMap(name))
  const { metadata } = await world.client.get('ConfigMap', { namespace: 'default', name })
  return { name, uid: metadata.uid! }
}

async function own(): Promise<string[]> {
  return (await world.names('ConfigMap')).filter((name) => name !== 'kube-root-ca.crt')
}

async function remove(
  kind: string,
  name: string,
  propagationPolicy?: 'Background' | 'Foreground' | 'Orphan',
) {
  await world.client.delete(
    kind,
    { namespace: 'default', name },
    propagationPolicy ? { propagationPolicy } : {},
  )
  await world.converge()
}

describe('deleting a deployment', () => {
  it.each(['Background', 'Foreground'] as const)('in the %s takes sets and pods with it', async (policy) => {
    await world.apply(deployment('web', 'web:1'))
    await remove('Deployment', 'web', policy)
    expect(await world.client.find('Deployment', web)).toBeUndefined()
    expect([await world.names('ReplicaSet'), await world.names('Pod')]).toEqual([[], []])
  })

  it('and orphaning leaves its set, without an owner, and the pods', async () => {
    await world.apply(deployment('web', 'web:1'))
    await remove('Deployment', 'web', 'Orphan')
    expect(await world.client.find('Deployment', web)).toBeUndefined()
    const { items } = await world.client.list('ReplicaSet', { namespace: 'default' })
    expect(items.map(({ metadata }) => metadata.ownerReferences)).toEqual([undefined])
    expect(await world.names('Pod')).toHaveLength(3)
  })
})

describe('foreground deletion', () => {
  it('keeps the owner until what blocks it is gone', async () => {
    const a = await owner('a')
    await world.apply(
      configMap('held', [{ ...a, blockOwnerDeletion: true }], { finalizers: ['example.com/hold'] }),
    )
    await remove('ConfigMap', 'a', 'Foreground')
    const waiting = await world.client.get('ConfigMap', { namespace: 'default', name: 'a' })
    expect(waiting.metadata.finalizers).toEqual(['foregroundDeletion'])
    expect(await own()).toEqual(['a', 'held'])
    await world.client.patch('ConfigMap', { namespace: 'default', name: 'held' }, 'merge', {
      metadata: { finalizers: null },
    })
    await world.converge()
    expect(await own()).toEqual([])
  })

  it('does not wait for what does not block', async () => {
    const a = await owner('a')
    await world.apply(configMap('held', [a], { finalizers: ['example.com/hold'] }))
    await remove('ConfigMap', 'a', 'Foreground')
    expect(await own()).toEqual(['held'])
  })

  it('goes all the way down', async () => {
    const a = await owner('a')
    await world.apply(configMap('b', [{ ...a, blockOwnerDeletion: true }]))
    const b = await world.client.get('ConfigMap', { namespace: 'default', name: 'b' })
    await world.apply(configMap('c', [{ name: 'b', uid: b.metadata.uid!, blockOwnerDeletion: true }]))
    await remove('ConfigMap', 'a', 'Foreground')
    expect(await own()).toEqual([])
  })
})

describe('objects that own each other', () => {
  it.each(['Background', 'Foreground'] as const)('go together in the %s', async (policy) => {
    const a = await owner('a')
    await world.apply(configMap('b', [{ ...a, blockOwnerDeletion: true }]))
    const b = await world.client.get('ConfigMap', { namespace: 'default', name: 'b' })
    const reference = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: 'b',
      uid: b.metadata.uid,
      blockOwnerDeletion: true,
    }
    await world.client.patch('ConfigMap', { namespace: 'default', name: 'a' }, 'merge', {
      metadata: { ownerReferences: [reference] },
    })
    await remove('ConfigMap', 'a', policy)
    expect(await own()).toEqual([])
  })
})

describe('an owner with a finalizer', () => {
  const release = (name: string) =>
    world.client.patch('ConfigMap', { namespace: 'default', name }, 'merge', {
      metadata: { finalizers: null },
    })

  async function heldOwner(): Promise<void> {
    await world.apply(configMap('a', [], { finalizers: ['example.com/hold'] }))
    const { metadata } = await world.client.get('ConfigMap', { namespace: 'default', name: 'a' })
    await world.apply(configMap('child', [{ name: 'a', uid: metadata.uid!, blockOwnerDeletion: true }]))
  }

  it('keeps its dependents in the background until it is gone', async () => {
    await heldOwner()
    await remove('ConfigMap', 'a', 'Background')
    expect(await own()).toEqual(['a', 'child'])
    await release('a')
    await world.converge()
    expect(await own()).toEqual([])
  })

  it('loses its dependents in the foreground, and stays for its finalizer', async () => {
    await heldOwner()
    await remove('ConfigMap', 'a', 'Foreground')
    expect(await own()).toEqual(['a'])
    const { metadata } = await world.client.get('ConfigMap', { namespace: 'default', name: 'a' })
    expect(metadata.finalizers).toEqual(['example.com/hold'])
    await release('a')
    expect(await own()).toEqual([])
  })

  it('lets go of its dependents when it is orphaning, and stays for its finalizer', async () => {
    await heldOwner()
    await remove('ConfigMap', 'a', 'Orphan')
    const child = await world.client.get('ConfigMap', { namespace: 'default', name: 'child' })
    expect(child.metadata.ownerReferences).toBeUndefined()
    await release('a')
    await world.converge()
    expect(await own()).toEqual(['child'])
  })
})

describe('a deletion that changes its mind', () => {
  it('from the foreground to the background goes at once, and its dependents after it', async () => {
    const a = await owner('a')
    await world.apply(
      configMap('held', [{ ...a, blockOwnerDeletion: true }], { finalizers: ['example.com/hold'] }),
    )
    await remove('ConfigMap', 'a', 'Foreground')
    await remove('ConfigMap', 'a', 'Background')
    expect(await own()).toEqual(['held'])
  })
})

describe('an object with several owners', () => {
  it('stays as long as one is left, and loses the reference to the other', async () => {
    const [a, b] = [await owner('a'), await owner('b')]
    await world.apply(configMap('child', [a, b]))
    await remove('ConfigMap', 'a')
    const child = await world.client.get('ConfigMap', { namespace: 'default', name: 'child' })
    expect(child.metadata.ownerReferences?.map(({ name }) => name)).toEqual(['b'])
    await remove('ConfigMap', 'b')
    expect(await own()).toEqual([])
  })
})

describe('an object whose owner', () => {
  it('never was is collected', async () => {
    await world.apply(configMap('child', [{ name: 'nobody', uid: 'no-uid' }]))
    expect(await own()).toEqual([])
  })

  it('is another one of the same name is collected', async () => {
    await owner('a')
    await world.apply(configMap('child', [{ name: 'a', uid: 'former-uid' }]))
    expect(await own()).toEqual(['a'])
  })

  it('is there stays', async () => {
    const a = await owner('a')
    await world.apply(configMap('child', [a]))
    expect(await own()).toEqual(['a', 'child'])
    expect(await world.writesOfAnotherRound()).toBe(0)
  })

  it('lives in a namespace, though it does not itself, stays and is told so', async () => {
    const a = await owner('a')
    const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', ...a }]
    await world.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'child', ownerReferences } })
    const child = await world.client.get('Namespace', { namespace: '', name: 'child' })
    expect((await world.events(child))[0]).toContain('does not exist in namespace ""')
  })

  it('is of a kind that nobody serves stays', async () => {
    await world.apply(
      configMap('child', [{ apiVersion: 'x.example.com/v1', kind: 'X', name: 'a', uid: 'u' }]),
    )
    expect(await own()).toEqual(['child'])
  })

  it('lives in another namespace is told so before it goes', async () => {
    await world.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other' } })
    const a = await owner('a')
    await world.client.create('ConfigMap', configMap('child', [a], { namespace: 'other' }) as KubeObject)
    const child = await world.client.get('ConfigMap', { namespace: 'other', name: 'child' })
    await world.converge()
    expect(await own()).toEqual(['a'])
    expect(await world.client.find('ConfigMap', { namespace: 'other', name: 'child' })).toBeUndefined()
    expect(await world.events(child)).toEqual([
      `Warning OwnerRefInvalidNamespace ownerRef [v1/ConfigMap, namespace: other, name: a, uid: ${a.uid}] does not exist in namespace "other"`,
    ])
  })
})

describe('a namespace', () => {
  const shop = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }

  it('gets its service account and certificate, and gets them again', async () => {
    await world.apply(shop)
    expect(await world.names('ServiceAccount', 'shop')).toEqual(['default'])
    expect(await world.names('ConfigMap', 'shop')).toEqual(['kube-root-ca.crt'])
    await world.client.delete('ServiceAccount', { namespace: 'shop', name: 'default' })
    await world.client.patch('ConfigMap', { namespace: 'shop', name: 'kube-root-ca.crt' }, 'merge', {
      data: { 'ca.crt': 'x' },
    })
    await world.converge()
    expect(await world.names('ServiceAccount', 'shop')).toEqual(['default'])
    const published = await world.client.get('ConfigMap', { namespace: 'shop', name: 'kube-root-ca.crt' })
    expect(published.data?.['ca.crt']).toMatch(/^-----BEGIN CERTIFICATE-----\n/)
  })

  it('goes with everything in it, custom objects included', async () => {
    const web1 = deployment('web', 'web:1')
    await world.apply(shop, { ...web1, metadata: { name: 'web', namespace: 'shop' } })
    expect(await world.names('Pod', 'shop')).toHaveLength(3)
    await world.client.delete('Namespace', { namespace: '', name: 'shop' })
    await world.converge()
    expect(await world.client.find('Namespace', { namespace: '', name: 'shop' })).toBeUndefined()
    for (const kind of ['Pod', 'ReplicaSet', 'Deployment', 'ConfigMap', 'ServiceAccount', 'Event'])
      expect(await world.names(kind, 'shop')).toEqual([])
  })

  it('says what holds it, and goes when that is gone', async () => {
    await world.apply(shop, configMap('held', [], { namespace: 'shop', finalizers: ['example.com/hold'] }))
    await world.client.delete('Namespace', { namespace: '', name: 'shop' })
    await world.converge()
    const { status } = await world.client.get('Namespace', { namespace: '', name: 'shop' })
    expect(status?.phase).toBe('Terminating')
    expect(status?.conditions?.filter((c) => c.status === 'True').map((c) => c.message)).toEqual([
      'Some resources are remaining: configmaps. has 1 resource instances',
      'Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
    ])
    expect(await world.writesOfAnotherRound()).toBe(0)
    await world.client.patch('ConfigMap', { namespace: 'shop', name: 'held' }, 'merge', {
      metadata: { finalizers: null },
    })
    await world.converge()
    expect(await world.client.find('Namespace', { namespace: '', name: 'shop' })).toBeUndefined()
  })
})
