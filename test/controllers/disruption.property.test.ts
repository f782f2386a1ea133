/** Whatever is evicted, in whatever order: no eviction takes a healthy pod that a budget cannot spare. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { scaleIntOrPercent } from '../../src/apimachinery/int-or-string.ts'
import type { KubeObject } from '../../src/apimachinery/object.ts'
import { isTooManyRequests } from '../../src/apimachinery/status-error.ts'
import type { Deployment, Pod, PodDisruptionBudget } from '../../src/generated/types.ts'
import { deployment, openWorld, type World } from './world.ts'

const here = (name: string) => ({ namespace: 'default', name })
const apps = ['a', 'b'] as const
const amount = fc.oneof(
  fc.integer({ min: 0, max: 6 }),
  fc.integer({ min: 0, max: 100 }).map((n) => `${n}%`),
)
const wish = fc.oneof(
  amount.map((minAvailable) => ({ minAvailable, maxUnavailable: null })),
  amount.map((maxUnavailable) => ({ minAvailable: null, maxUnavailable })),
)
const app = fc.constantFrom(...apps)
/** Before the controllers run: what changes the budgets and their pods. */
const edit = fc.oneof(
  fc.record({ type: fc.constant('scale'), app, replicas: fc.integer({ min: 0, max: 6 }) }),
  fc.record({ type: fc.constant('budget'), app, wish }),
  fc.record({ type: fc.constant('break'), app, isBroken: fc.boolean() }),
)
/** After they ran: pods by their place in the list, and whether the controllers run again after it. */
const eviction = fc.record({ at: fc.nat({ max: 20 }), converge: fc.boolean() })
const round = fc.record({
  edits: fc.array(edit, { maxLength: 3 }),
  evictions: fc.array(eviction, { maxLength: 8 }),
})

it('an eviction never leaves fewer healthy pods than a budget needs, at any revision', async () => {
  let granted = 0
  let refused = 0
  await fc.assert(
    fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 4 }), async (rounds) => {
      const world = await openWorld()
      for (const name of apps)
        await world.apply(deployment(name, 'c:1'), {
          apiVersion: 'policy/v1',
          kind: 'PodDisruptionBudget',
          metadata: here(name),
          spec: { minAvailable: 2, selector: { matchLabels: { app: name } } },
        })
      for (const { edits, evictions } of rounds) {
        for (const each of edits) await apply(world, each)
        await world.converge()
        for (const { at, converge } of evictions) {
          const outcome = await evict(world, at)
          if (outcome === 'granted') granted++
          else if (outcome === 'refused') refused++
          if (converge) await world.converge()
        }
        await world.converge()
      }
      expect(await broken(world)).toEqual([])
    }),
    { numRuns: 40 },
  )
  expect(Math.min(granted, refused)).toBeGreaterThan(20)
})

async function apply(
  world: World,
  each: { type: string; app: string } & Record<string, unknown>,
): Promise<void> {
  const { client } = world
  if (each.type === 'scale')
    await client.patch('Deployment', here(each.app), 'merge', { spec: { replicas: each.replicas } })
  if (each.type === 'budget')
    await client.patch('PodDisruptionBudget', here(each.app), 'merge', { spec: each.wish })
  if (each.type === 'break') world.breakPods(each.isBroken ? `app=${each.app}` : 'none=none')
}

async function evict({ client }: World, at: number): Promise<'granted' | 'refused' | undefined> {
  const { items } = await client.list('Pod', { namespace: 'default' })
  const pod = items[at % Math.max(items.length, 1)]
  if (pod === undefined) return undefined
  const metadata = here(pod.metadata.name ?? '')
  try {
    const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata }
    await client.create('Pod', body as Pod, { subresource: 'eviction' })
    return 'granted'
  } catch (error) {
    if (!isTooManyRequests(error)) throw error
    return 'refused'
  }
}

/** Goes through the history and gives the evictions of healthy pods that left too few. */
async function broken({ store }: World): Promise<string[]> {
  const objects = new Map<string, KubeObject>()
  const found: string[] = []
  for (const { kv, previous, key } of (await store.events(0, 1_000_000)).events) {
    if (kv) objects.set(key, kv.value as KubeObject)
    else objects.delete(key)
    const [before, after] = [previous?.value as Pod | undefined, kv?.value as Pod | undefined]
    if (before?.kind !== 'Pod' || !isHealthy(before) || (after && isHealthy(after)) || !isEvicted(before))
      continue
    for (const budget of kindOf<PodDisruptionBudget>(objects, 'PodDisruptionBudget')) {
      const name = budget.metadata.name ?? ''
      if (before.metadata.labels?.app !== name) continue
      const healthy = kindOf<Pod>(objects, 'Pod').filter(
        (pod) => pod.metadata.labels?.app === name && isHealthy(pod),
      )
      const needed = neededBy(budget, kindOf<Deployment>(objects, 'Deployment'))
      if (healthy.length < needed)
        found.push(`${before.metadata.name}: ${healthy.length} of ${needed} are left`)
    }
  }
  return found
}

function neededBy({ spec, metadata }: PodDisruptionBudget, deployments: readonly Deployment[]): number {
  const scale = deployments.find((each) => each.metadata.name === metadata.name)?.spec?.replicas ?? 0
  if (spec?.maxUnavailable !== undefined) return scale - scaleIntOrPercent(spec.maxUnavailable, scale, true)
  return scaleIntOrPercent(spec?.minAvailable ?? 0, scale, true)
}

function kindOf<T extends KubeObject>(objects: ReadonlyMap<string, KubeObject>, kind: string): T[] {
  return [...objects.values()].filter((object) => object.kind === kind) as T[]
}

function isHealthy({ metadata, status }: Pod): boolean {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')
  return metadata.deletionTimestamp === undefined && ready?.status === 'True'
}

function isEvicted({ status }: Pod): boolean {
  return status?.conditions?.some(({ reason }) => reason === 'EvictionByEvictionAPI') ?? false
}
