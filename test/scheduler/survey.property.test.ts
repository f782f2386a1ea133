/** What is kept of nodes, where much of it must be forgotten: full nodes, room that is held, budgets, labels that change. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Pod } from '../../src/generated/types.ts'
import { createScheduler } from '../../src/scheduler/index.ts'
import { createWorld, node, pod, type World } from './world.ts'

const pick = <T>(...values: T[]) => fc.constantFrom(...values)
const ZONE = 'topology.kubernetes.io/zone'

const important = fc.record({
  cpu: pick('1', '2', '3'),
  memory: pick('1Gi', '4Gi'),
  priority: pick(10, 10, 20),
  spread: pick(false, false, true),
})
const low = fc.record({
  node: fc.nat(5),
  cpu: pick('500m', '1', '2'),
  memory: pick('1Gi', '3Gi'),
  priority: pick(0, 0, 5),
  started: pick(undefined, 1, 2, 3),
})
const which = fc.nat(30)
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('ask' as const), which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('place' as const), which, low }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('start' as const), which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('reap' as const), which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('keep' as const), which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('move' as const), which }) },
)
const scenario = fc.record({
  nodes: fc.integer({ min: 2, max: 6 }),
  placed: fc.array(low, { minLength: 4, maxLength: 16 }),
  templates: fc.array(important, { minLength: 1, maxLength: 2 }),
  steps: fc.array(step, { minLength: 3, maxLength: 12 }),
})
type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never
type Step = Scenario['steps'][number]

function makeLow(name: string, each: Scenario['placed'][number], nodes: number): Pod {
  const { cpu, memory, priority } = each
  const made = pod(name, {
    labels: { app: 'low' },
    requests: { cpu, memory },
    ...{ priority, nodeName: `n${each.node % nodes}`, terminationGracePeriodSeconds: 30 },
  })
  return each.started === undefined ? made : { ...made, status: startedAt(each.started) }
}

function makeImportant(name: string, each: Scenario['templates'][number]): Pod {
  const { cpu, memory, priority, spread } = each
  const constraint = {
    topologyKey: ZONE,
    ...{ maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app: 'vip' } } },
  }
  return pod(name, {
    labels: { app: 'vip' },
    requests: { cpu, memory },
    priority,
    ...(spread && { topologySpreadConstraints: [constraint] }),
  })
}

function startedAt(minute: number): NonNullable<Pod['status']> {
  return { startTime: `2025-12-31T10:0${minute}:00Z` }
}

async function act({ client }: World, each: Step, round: number, { templates, nodes }: Scenario) {
  const { kind, which: value } = each
  const name = `${kind}-${round}`
  if (kind === 'ask')
    for (let copy = 0; copy <= value % 3; copy++)
      await client.create('Pod', makeImportant(`${name}-${copy}`, templates[value % templates.length]!))
  else if (kind === 'place') await client.create('Pod', makeLow(name, each.low, nodes))
  else if (kind === 'keep')
    await client.create('PodDisruptionBudget', {
      ...{ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name, namespace: 'default' } },
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'low' } } },
    })
  else if (kind === 'move')
    await client.patch('Node', { namespace: '', name: `n${value % nodes}` }, 'merge', {
      metadata: { labels: { [ZONE]: value % 2 ? 'a' : 'b' } },
    })
  else await actOnPod(client, kind, value)
}

async function actOnPod(client: World['client'], kind: 'start' | 'reap', value: number): Promise<void> {
  const { items } = await client.list('Pod')
  const fitting = items.filter(({ metadata, status }) =>
    kind === 'reap' ? metadata.deletionTimestamp !== undefined : status?.startTime === undefined,
  )
  const target = fitting[value % Math.max(fitting.length, 1)]
  if (!target) return
  const key = { namespace: 'default', name: target.metadata.name! }
  if (kind === 'reap') await client.delete('Pod', key, { gracePeriodSeconds: 0 })
  else await client.patch('Pod', key, 'merge', { status: startedAt(value % 10) }, { subresource: 'status' })
}

/** What had been decided after each step. */
async function play(given: Scenario, reuseAnswers: boolean): Promise<unknown[]> {
  const world = await createWorld([
    ...Array.from({ length: given.nodes }, (_, index) =>
      node(`n${index}`, { labels: { [ZONE]: index % 2 ? 'a' : 'b' } }),
    ),
    ...given.placed.map((each, index) => makeLow(`low-${index}`, each, given.nodes)),
  ])
  const scheduler = createScheduler({ reuseAnswers })
  const decided: unknown[] = []
  for (const [round, each] of given.steps.entries()) {
    await act(world, each, round, given)
    await world.schedule(scheduler)
    const { items } = await world.client.list('Pod')
    for (const { metadata, spec, status } of items)
      decided.push([round, metadata.name, spec?.nodeName, metadata.deletionTimestamp, status])
  }
  return decided
}

it('decides on full nodes with what it has kept as it does when it asks everything anew', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      expect(await play(given, true)).toEqual(await play(given, false))
    }),
    { numRuns: 100 },
  )
})
