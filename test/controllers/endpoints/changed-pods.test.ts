/** Endpoints brought up to date with a few pods are as if all pods had been looked at. */
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../src/base/random.ts'
import { wantedEndpoints } from '../../../src/controllers/endpoints/endpoints.ts'
import { planSlices, replanSlices } from '../../../src/controllers/endpoints/service-slices.ts'
import type { SlicePlan } from '../../../src/controllers/endpoints/slice-plan.ts'
import { refillCut, updateSubsets } from '../../../src/controllers/endpoints/update-subsets.ts'
import type { EndpointSlice, Endpoints, Pod } from '../../../src/generated/types.ts'
import { pod, service } from '../objects.ts'
import { deployment, openWorld, type World } from '../world.ts'

function webPod(index: number, isReady: boolean): Pod {
  const name = `web-${index}`
  return pod(name, {
    node: 'n1',
    ip: `10.244.${Math.floor(index / 250)}.${(index % 250) + 2}`,
    metadata: { name, uid: `uid-${name}`, namespace: 'default', labels: { app: 'web' } },
    ...(isReady && { readyFor: 5 }),
  })
}

describe('an Endpoints object, updated with one pod', () => {
  it.each([
    ['a few pods', 5, {}],
    ['a few pods that are published unready', 5, { publishNotReadyAddresses: true }],
    ['as many pods as it holds', 1000, {}],
    ['more pods than it holds', 1499, {}],
  ])('is that of all pods: %s', (_what, count, spec) => {
    const random = createRandom(`endpoints/${count}`)
    const web = service('web', spec)
    const ready = Array.from({ length: count }, () => true)
    const all = () => ready.map((isReady, index) => webPod(index, isReady))
    let current: Endpoints = wantedEndpoints(web, undefined, all())
    let updates = 0
    for (let step = 0; step < 30; step++) {
      const index = random.int(count)
      ready[index] = !ready[index]
      const isCut = current.metadata.annotations?.['endpoints.kubernetes.io/over-capacity'] !== undefined
      const updated = updateSubsets(web, current.subsets ?? [], [webPod(index, ready[index]!)], isCut)
      current = wantedEndpoints(web, current, all())
      if (updated === undefined) continue
      updates++
      expect(updated).toEqual(current.subsets ?? [])
    }
    expect(updates).toBeGreaterThan(count > 1000 ? 5 : 29)
  })
})

it('an Endpoints object that is cut takes those who follow from the slices', () => {
  const random = createRandom('cut')
  const web = service('web')
  const pods = new Map(Array.from({ length: 1300 }, (_, index) => [`web-${index}`, webPod(index, true)]))
  const nodes = new Map([['n1', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' } }]])
  let current = wantedEndpoints(web, undefined, [...pods.values()])
  for (let step = 0; step < 40; step++) {
    const slices = planSlices({ service: web, pods: [...pods.values()], nodes, slices: [] }).create
    const changed = new Set(Array.from({ length: 3 }, () => `web-${random.int(1300)}`))
    for (const name of changed)
      if (random.int(3) === 0) pods.delete(name)
      else pods.set(name, webPod(Number(name.slice(4)), random.int(2) === 0))
    const shown = [...pods.values()].filter(({ metadata }) => changed.has(metadata.name ?? ''))
    const refilled = refillCut(web, current.subsets ?? [], { shown, changed, slices })
    current = wantedEndpoints(web, current, [...pods.values()])
    expect(refilled).toEqual(current.subsets)
  }
})

describe('slices', () => {
  const nodes = new Map([['n1', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' } }]])

  /** The slices after a plan. */
  function carryOut({ create, update, remove }: SlicePlan, slices: readonly EndpointSlice[], step: number) {
    const named = create.map((slice, index) => ({
      ...slice,
      metadata: { ...slice.metadata, name: `slice-${step}-${index}` },
    }))
    const changed = new Map(update.map((slice) => [slice.metadata.name, slice]))
    const gone = new Set(remove.map(({ metadata }) => metadata.name))
    const left = slices.filter(({ metadata }) => !gone.has(metadata.name))
    return [...left.map((slice) => changed.get(slice.metadata.name) ?? slice), ...named]
  }

  it('that follow the pods that come, go and change are right for all pods', () => {
    const random = createRandom('slices')
    const web = service('web')
    const pods = new Map<string, Pod>()
    const add = (index: number) => pods.set(`web-${index}`, webPod(index, random.int(2) === 0))
    for (let index = 0; index < 330; index++) add(index)
    const input = () => ({ service: web, pods: [...pods.values()], nodes })
    let slices: EndpointSlice[] = carryOut(planSlices({ ...input(), slices: [] }), [], 0)
    for (let step = 1; step < 60; step++) {
      const names = new Set<string>()
      for (let count = random.int(20); count >= 0; count--) {
        const index = random.int(400)
        names.add(`web-${index}`)
        if (random.int(3) === 0) pods.delete(`web-${index}`)
        else add(index)
      }
      const changed = [...pods.values()].filter(({ metadata }) => names.has(metadata.name ?? ''))
      const plan = replanSlices({ service: web, pods: changed, nodes, slices }, names)
      expect(plan).toBeDefined()
      slices = carryOut(plan!, slices, step)
      expect(planSlices({ ...input(), slices })).toEqual({ create: [], update: [], remove: [] })
    }
  })
})

describe('slices and Endpoints', () => {
  const readiness = async (world: World): Promise<string[]> => {
    const { items: pods } = await world.client.list('Pod', { namespace: 'default' })
    return pods.flatMap(({ metadata, status }) =>
      status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True')
        ? [metadata.name!]
        : [],
    )
  }

  async function flip(world: World, name: string): Promise<void> {
    const found = await world.client.get('Pod', { namespace: 'default', name })
    const conditions = (found.status?.conditions ?? []).map((condition) =>
      condition.type === 'Ready'
        ? { ...condition, status: condition.status === 'True' ? 'False' : 'True' }
        : condition,
    )
    const status = { ...found.status, conditions }
    await world.client.update('Pod', { ...found, status }, { subresource: 'status' })
  }

  it('follow pods that become ready and unready, go and are put out of their service', async () => {
    const world = await openWorld()
    const random = createRandom('flips')
    const spec = { selector: { app: 'web' }, ports: [{ port: 80 }] }
    const web = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'default' }, spec }
    await world.apply(deployment('web', 'web:1', { replicas: 6 }), web)
    for (let step = 0; step < 20; step++) {
      const names = await world.names('Pod')
      for (let count = random.int(3); count >= 0; count--) await flip(world, names[random.int(names.length)]!)
      const name = names[random.int(names.length)]!
      if (step % 5 === 3) await world.client.delete('Pod', { namespace: 'default', name })
      if (step % 7 === 5)
        await world.client.patch('Pod', { namespace: 'default', name }, 'merge', {
          metadata: { labels: { app: 'x' } },
        })
      await world.converge()
      const slices = await world.client.lookup('EndpointSlice', 'service', 'default/web')
      const ready = slices.flatMap(({ endpoints }) =>
        (endpoints ?? []).flatMap(({ conditions, targetRef }) =>
          conditions?.ready ? [targetRef?.name] : [],
        ),
      )
      const labelled = await world.client.list('Pod', { namespace: 'default', labelSelector: 'app=web' })
      const expected = (await readiness(world)).filter((each) =>
        labelled.items.some((one) => one.metadata.name === each),
      )
      expect(ready.sort()).toEqual(expected.sort())
      expect(await world.writesOfAnotherRound()).toBe(0)
    }
  })

  it('are put right where somebody else writes them', async () => {
    const world = await openWorld()
    const spec = { selector: { app: 'web' }, ports: [{ port: 80 }] }
    const web = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'default' }, spec }
    await world.apply(deployment('web', 'web:1'), web)
    const [slice] = await world.client.lookup('EndpointSlice', 'service', 'default/web')
    await world.client.update('EndpointSlice', { ...slice!, endpoints: [] })
    await world.client.patch('Endpoints', { namespace: 'default', name: 'web' }, 'merge', { subsets: null })
    await world.converge()
    const [after] = await world.client.lookup('EndpointSlice', 'service', 'default/web')
    expect(after?.endpoints).toHaveLength(3)
    const endpoints = await world.client.get('Endpoints', { namespace: 'default', name: 'web' })
    expect(endpoints.subsets?.[0]?.addresses).toHaveLength(3)
  })
})
