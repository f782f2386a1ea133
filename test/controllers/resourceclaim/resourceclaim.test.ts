/** Claims of devices that belong to pods: made from templates, held while they are used, given back afterwards. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Pod, ResourceClaim } from '../../../src/generated/types.ts'
import { openWorld, type World } from '../world.ts'

const spec = { devices: { requests: [{ name: 'gpu', exactly: { deviceClassName: 'gpu' } }] } }
const template = {
  apiVersion: 'resource.k8s.io/v1',
  kind: 'ResourceClaimTemplate',
  metadata: { name: 'gpu', namespace: 'default' },
  spec: { metadata: { labels: { app: 'web' }, annotations: { note: 'x' } }, spec },
}
const podOf = (name: string, ...claims: object[]) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: { containers: [{ name: 'c', image: 'x' }], resourceClaims: claims },
})
const fromTemplate = { name: 'main', resourceClaimTemplateName: 'gpu' }
const named = (name: string) => ({ namespace: 'default', name })
const results = [{ request: 'gpu', driver: 'gpu.example.com', pool: 'n', device: 'gpu-0' }]

let world: World
beforeEach(async () => {
  world = await openWorld({ nodes: 1 })
})

const pod = (name: string): Promise<Pod> => world.client.get('Pod', named(name))
async function claims(): Promise<ResourceClaim[]> {
  return (await world.client.list('ResourceClaim')).items
}
/** As the scheduler does it. */
async function allocate(name: string, ...users: string[]): Promise<void> {
  const claim = await world.client.get('ResourceClaim', named(name))
  const metadata = { ...claim.metadata, finalizers: ['resource.kubernetes.io/delete-protection'] }
  const held = await world.client.update('ResourceClaim', { ...claim, metadata })
  const reservedFor = await Promise.all(
    users.map(async (user) => ({ resource: 'pods', name: user, uid: (await pod(user)).metadata.uid! })),
  )
  const status = { allocation: { devices: { results } }, ...(reservedFor.length > 0 && { reservedFor }) }
  await world.client.update('ResourceClaim', { ...held, status }, { subresource: 'status' })
}
async function endPod(name: string): Promise<void> {
  const found = await pod(name)
  await world.client.update(
    'Pod',
    { ...found, status: { ...found.status, phase: 'Succeeded' } },
    { subresource: 'status' },
  )
  await world.converge()
}

describe('a claim from a template', () => {
  it('is made for the pod, which owns it and is told its name', async () => {
    await world.apply(template, podOf('web', fromTemplate))
    const [claim, ...others] = await claims()
    const { metadata, status } = await pod('web')
    expect(others).toEqual([])
    expect(claim).toMatchObject({
      metadata: {
        name: expect.stringMatching(/^web-main-[a-z0-9]{5}$/),
        labels: { app: 'web' },
        annotations: { note: 'x', 'resource.kubernetes.io/pod-claim-name': 'main' },
        ownerReferences: [
          {
            apiVersion: 'v1',
            kind: 'Pod',
            name: 'web',
            uid: metadata.uid,
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
      },
      spec: { devices: { requests: [{ name: 'gpu', exactly: { deviceClassName: 'gpu' } }] } },
    })
    expect(status?.resourceClaimStatuses).toEqual([{ name: 'main', resourceClaimName: claim?.metadata.name }])
  })

  it('has a name of at most 63 characters, with something of both names in it', async () => {
    const long = 'p'.repeat(60)
    await world.apply(template, podOf(long, { ...fromTemplate, name: 'c'.repeat(40) }))
    const [claim] = await claims()
    expect(claim?.metadata.name).toMatch(/^p{33}-c{22}[a-z0-9]{5}$/)
  })

  it('waits for its template, which an event tells', async () => {
    await world.apply(podOf('web', fromTemplate))
    expect(await claims()).toEqual([])
    expect((await world.events(await pod('web'))).join('\n')).toContain(
      'Warning FailedResourceClaimCreation PodResourceClaim main: resource claim template "gpu": resourceclaimtemplate.resource.k8s.io "gpu" not found',
    )
    await world.apply(template)
    expect((await pod('web')).status?.resourceClaimStatuses).toHaveLength(1)
  })

  it('is made anew when it is lost', async () => {
    await world.apply(template, podOf('web', fromTemplate))
    const [first] = await claims()
    await world.client.delete('ResourceClaim', named(first!.metadata.name!))
    await world.converge()
    const [second] = await claims()
    expect(second?.metadata.uid).not.toBe(first?.metadata.uid)
    expect((await pod('web')).status?.resourceClaimStatuses).toEqual([
      { name: 'main', resourceClaimName: second?.metadata.name },
    ])
  })

  it('goes when its pod has ended, and with its pod', async () => {
    await world.apply(template, podOf('web', fromTemplate), podOf('other', fromTemplate))
    const names = (await claims()).map(({ metadata }) => metadata.name!)
    for (const name of names) await allocate(name, name.startsWith('web') ? 'web' : 'other')
    await endPod('web')
    expect((await claims()).map(({ metadata }) => metadata.name)).toEqual(
      names.filter((name) => name.startsWith('other')),
    )
    await world.client.delete('Pod', named('other'), { gracePeriodSeconds: 0 })
    await world.converge()
    expect(await claims()).toEqual([])
  })
})

describe('a claim that pods share', () => {
  const shared = {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaim',
    metadata: { name: 'shared', namespace: 'default' },
    spec,
  }
  const using = (name: string) => podOf(name, { name: 'main', resourceClaimName: 'shared' })
  const claim = () => world.client.find('ResourceClaim', named('shared'))

  it('keeps its devices until the last of them has ended', async () => {
    await world.apply(shared, using('a'), using('b'))
    await allocate('shared', 'a', 'b')
    await endPod('a')
    expect((await claim())?.status).toMatchObject({
      allocation: { devices: { results } },
      reservedFor: [{ name: 'b' }],
    })
    await endPod('b')
    const { metadata, status } = (await claim())!
    expect({ finalizers: metadata.finalizers, status }).toEqual({ finalizers: undefined, status: {} })
  })

  it('is held for a pod that came to its node by another way than the scheduler', async () => {
    await world.apply(shared)
    await allocate('shared')
    const bound = using('a')
    await world.apply({ ...bound, spec: { ...bound.spec, nodeName: 'node-1' } })
    expect((await claim())?.status?.reservedFor).toMatchObject([{ resource: 'pods', name: 'a' }])
  })

  it('stays while it is used, though it is deleted', async () => {
    await world.apply(shared, using('a'))
    await allocate('shared', 'a')
    await world.client.delete('ResourceClaim', named('shared'))
    await world.converge()
    expect((await claim())?.metadata.deletionTimestamp).toBeDefined()
    await endPod('a')
    expect(await claim()).toBeUndefined()
  })

  it('goes at once when it is deleted and nobody uses it', async () => {
    await world.apply(shared)
    await allocate('shared')
    await world.client.delete('ResourceClaim', named('shared'))
    await world.converge()
    expect(await claim()).toBeUndefined()
  })
})

it('needs no second look', async () => {
  await world.apply(template, podOf('web', fromTemplate))
  const [claim] = await claims()
  await allocate(claim!.metadata.name!, 'web')
  await world.converge()
  expect(await world.writesOfAnotherRound()).toBe(0)
})
