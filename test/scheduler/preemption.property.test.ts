/** What holds of preemption on any cluster: who goes ranks lower, nobody goes in vain, nobody could have stayed. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Pod, PodSpec } from '../../src/generated/types.ts'
import { createScheduler } from '../../src/scheduler/index.ts'
import { createWorld, node, pod, type World } from './world.ts'

const pick = <T>(...values: T[]) => fc.constantFrom(...values)
const HOST = 'kubernetes.io/hostname'

const shape = fc.record({
  cpu: pick('500m', '1', '2'),
  hostPort: pick(undefined, undefined, 80),
  app: pick('web', 'db'),
  away: pick(undefined, undefined, undefined, 'web', 'db'),
  spread: pick(false, false, true),
})
type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never

const cluster = fc.record({
  nodes: fc.integer({ min: 1, max: 5 }),
  placed: fc.array(fc.record({ shape, priority: pick(-5, 0, 0, 5, 50), node: fc.nat(4) }), { maxLength: 16 }),
  preemptor: shape,
  priority: pick(0, 1, 10, 100),
})
type ClusterShape = typeof cluster extends fc.Arbitrary<infer T> ? T : never

function make(name: string, { cpu, hostPort, app, away, spread }: Shape, more: Partial<PodSpec>): Pod {
  const term = { labelSelector: { matchLabels: { app: away! } }, topologyKey: HOST }
  return pod(name, {
    labels: { app },
    requests: { cpu },
    ...(hostPort && { container: { ports: [{ containerPort: hostPort, hostPort }] } }),
    ...(away && {
      affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } },
    }),
    ...(spread && {
      topologySpreadConstraints: [
        {
          maxSkew: 2,
          topologyKey: HOST,
          whenUnsatisfiable: 'DoNotSchedule',
          labelSelector: { matchLabels: { app } },
        },
      ],
    }),
    ...more,
  })
}

/** The pods are simply there: whether they could have been placed so does not matter. */
function objects({ nodes, placed, preemptor, priority }: ClusterShape, without: (name: string) => boolean) {
  return [
    ...Array.from({ length: nodes }, (_, index) => node(`n${index}`)),
    ...placed
      .map((each, index) =>
        make(`p${index}`, each.shape, { priority: each.priority, nodeName: `n${each.node % nodes}` }),
      )
      .filter(({ metadata }) => !without(metadata.name!)),
    make('vip', preemptor, { priority, preemptionPolicy: 'PreemptLowerPriority' }),
  ]
}

async function victimsIn({ client }: World): Promise<Pod[]> {
  return (await client.list('Pod')).items.filter(({ status }) =>
    status?.conditions?.some(({ reason }) => reason === 'PreemptionByScheduler'),
  )
}

async function remove({ client }: World, names: Iterable<string>): Promise<void> {
  for (const name of names)
    await client.delete('Pod', { namespace: 'default', name }, { gracePeriodSeconds: 0 })
}

describe('preemption, on any cluster', () => {
  it('takes only pods of lower priority, from the node that it then gets', async () => {
    await fc.assert(
      fc.asyncProperty(cluster, async (given) => {
        const world = await createWorld(objects(given, () => false))
        const scheduler = createScheduler()
        await world.schedule(scheduler)
        const { vip: place } = await world.placement()
        const vip = await world.client.get('Pod', { namespace: 'default', name: 'vip' })
        const target = place ?? vip.status?.nominatedNodeName
        const victims = await victimsIn(world)
        for (const { spec } of victims) {
          expect(spec?.priority ?? 0).toBeLessThan(given.priority)
          expect(spec?.nodeName).toBe(target)
        }
        await remove(
          world,
          victims.map(({ metadata }) => metadata.name!),
        )
        await world.schedule(scheduler)
        if (victims.length > 0) expect((await world.placement()).vip).toBe(target)
      }),
      { numRuns: 150 },
    )
  })

  it('takes no pod that could have stayed', async () => {
    await fc.assert(
      fc.asyncProperty(cluster, async (given) => {
        const world = await createWorld(objects(given, () => false))
        await world.schedule()
        const victims = (await victimsIn(world)).map(({ metadata, spec }) => ({
          name: metadata.name!,
          node: spec!.nodeName!,
        }))
        for (const spared of victims) {
          const gone = new Set(victims.map(({ name }) => name).filter((name) => name !== spared.name))
          const other = await createWorld(objects({ ...given, priority: -100 }, (name) => gone.has(name)))
          for (let index = 0; index < given.nodes; index++)
            if (`n${index}` !== spared.node)
              await other.client.patch('Node', { namespace: '', name: `n${index}` }, 'merge', {
                spec: { unschedulable: true },
              })
          await other.schedule()
          expect((await other.placement()).vip).toBeUndefined()
        }
      }),
      { numRuns: 80 },
    )
  })

  it('leaves nothing to do for another scheduler', async () => {
    await fc.assert(
      fc.asyncProperty(cluster, async (given) => {
        const world = await createWorld(objects(given, () => false))
        await world.schedule()
        const revision = await world.store.revision()
        await world.schedule()
        expect(await world.store.revision()).toBe(revision)
      }),
      { numRuns: 60 },
    )
  })
})
