/** What `explainPod` says is what the scheduler does. */
import { expect, it } from 'vitest'
import { createClock } from '../../src/base/clock.ts'
import { createRandom } from '../../src/base/random.ts'
import type { Pod } from '../../src/generated/types.ts'
import type { ReconcileContext } from '../../src/runtime/reconciler.ts'
import { createScheduler, explainPod } from '../../src/scheduler/index.ts'
import { createWorld, node, pod, type World } from './world.ts'

const ZONE = 'topology.kubernetes.io/zone'
const HOST = 'kubernetes.io/hostname'

/** Objects of a random cluster: nodes, pods that come first, and one pod that comes last. */
function imagine(seed: number) {
  const random = createRandom(`explain ${seed}`)
  const pick = <T>(...values: T[]): T => values[random.int(values.length)]!
  const term = () => ({
    topologyKey: pick(ZONE, HOST),
    labelSelector: { matchLabels: { app: pick('web', 'db') } },
  })
  const randomPod = (name: string, priority: number): Pod => {
    const affinity = pick(
      undefined,
      { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term()] } },
      {
        podAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 50, podAffinityTerm: term() }],
        },
      },
    )
    const spread = { maxSkew: 1, ...term(), whenUnsatisfiable: pick('DoNotSchedule', 'ScheduleAnyway') }
    return pod(name, {
      labels: { app: pick('web', 'db') },
      requests: { cpu: pick('500m', '1', '3') },
      priority,
      ...(affinity && { affinity }),
      ...(pick(true, false) && { topologySpreadConstraints: [spread] }),
    })
  }
  const nodes = Array.from({ length: 2 + random.int(5) }, (_, index) =>
    node(`node-${index}`, {
      labels: { [ZONE]: pick('a', 'b') },
      ...(pick(true, false, false) && {
        spec: { taints: [{ key: 'x', effect: pick('NoSchedule', 'PreferNoSchedule') }] },
      }),
    }),
  )
  const first = Array.from({ length: random.int(20) }, (_, index) => randomPod(`old-${index}`, 0))
  return { nodes, first, last: randomPod('last', pick(0, 100)) }
}

async function build({ nodes, first, last }: ReturnType<typeof imagine>): Promise<World> {
  const world = await createWorld([...nodes, ...first])
  await world.schedule()
  await world.client.create('Pod', last)
  return world
}

function contextOf({ client }: World): ReconcileContext {
  const state = { get: async () => undefined, range: async () => [], set: async () => undefined }
  const recorder = { event: async () => undefined, flush: async () => undefined }
  return {
    client,
    recorder,
    state,
    clock: createClock({ source: Date.UTC(2026, 0, 1) }),
    random: createRandom('x'),
  }
}

it('names the node that the scheduler takes among the best, or says what the scheduler says', async () => {
  const outcomes = { placed: 0, waiting: 0, preempting: 0 }
  for (let seed = 0; seed < 60; seed++) {
    const objects = imagine(seed)
    const [acting, explained] = [await build(objects), await build(objects)]
    await acting.schedule(createScheduler({ exhaustive: true }))
    const name = { namespace: 'default', name: 'last' }
    const done = await acting.client.get('Pod', name)
    const explanation = await explainPod(await explained.client.get('Pod', name), contextOf(explained))
    expect(explanation.nodes).toHaveLength(objects.nodes.length)
    if (done.spec?.nodeName) {
      expect(explanation.best).toContain(done.spec.nodeName)
      outcomes.placed++
      continue
    }
    expect(explanation.best).toEqual([])
    expect(explanation.preemption === undefined).toBe(done.status?.nominatedNodeName === undefined)
    if (explanation.preemption) outcomes.preempting++
    else {
      // Where others had to go, the pod was tried once more afterwards, and then says something else.
      expect(explanation.message).toBe(await acting.message('last'))
      outcomes.waiting++
    }
  }
  // Each outcome is met, or nothing was shown of it.
  for (const count of Object.values(outcomes)) expect(count).toBeGreaterThan(0)
})
