/** Whatever people, machines and kills do to workloads: the laws hold at every revision, and in the end all is as asked for. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NodeShape } from '../../src/cluster/cluster.ts'
import { disturbances, type Edit, firstObjects, heal, otherEdits, rareEdits, rolloutEdits } from './edits.ts'
import { type Asked, createLaws, type Laws, noneAsked } from './laws.ts'
import { createMortalCluster, type MortalCluster } from './mortal-cluster.ts'
import { unexplained, unmet } from './wishes.ts'

const nodes: NodeShape[] = [
  { name: 'control-plane', role: 'control-plane', cpu: '2', memory: '4Gi' },
  { name: 'worker-1', role: 'worker', cpu: '4', memory: '8Gi', pods: 7 },
  { name: 'worker-2', role: 'worker', cpu: '2', memory: '8Gi' },
  { name: 'worker-3', role: 'worker', cpu: '3', memory: '8Gi' },
]

interface Step {
  edits: Edit[]
  /** How long to wait then, seconds. */
  wait: number
  /** At which commit to kill the command, and the process that moves the clock. */
  kills: [command: number | undefined, clock: number | undefined]
}

const waits = fc.constantFrom(0, 0, 3, 10, 61, 400)
const kill = fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined })
const unharmed: Step['kills'] = [undefined, undefined]

function steps(edits: readonly fc.WeightedArbitrary<Edit>[], kills: fc.Arbitrary<Step['kills']>) {
  const some = fc.array(fc.oneof(...edits), { minLength: 1, maxLength: 3 })
  return fc.array(fc.record({ edits: some, wait: waits, kills }), { minLength: 1, maxLength: 8 })
}

const everything = [...rolloutEdits, ...disturbances, ...otherEdits, ...rareEdits]

interface Row {
  title: string
  stories: fc.Arbitrary<Step[]>
  /** The laws that have nothing to say of such stories. */
  silent: (keyof Asked)[]
}

const rows: Row[] = [
  {
    title: 'rollouts alone',
    stories: steps(rolloutEdits, fc.constant(unharmed)),
    silent: ['budgetsHold', 'jobsKeepTheirWidth', 'finishedJobsRest', 'cronJobsForbid'],
  },
  { title: 'everything', stories: steps(everything, fc.constant(unharmed)), silent: [] },
  { title: 'everything, with kills', stories: steps(everything, fc.tuple(kill, kill)), silent: [] },
]

describe('a cluster keeps its laws, comes to rest, and says what it lacks', () => {
  it.each(rows)('under $title', async ({ stories, silent }) => {
    const asked = noneAsked()
    await fc.assert(
      fc.asyncProperty(stories, async (story) => {
        const cluster = createMortalCluster(nodes)
        const laws = createLaws(asked)
        await act(cluster, laws, {
          edits: [{ what: 'begin', run: begin }],
          wait: 0,
          kills: unharmed,
        })
        for (const step of story) await act(cluster, laws, step)
        await act(cluster, laws, { edits: [], wait: 3600, kills: unharmed })
        expect(unexplained(laws)).toEqual([])
        await expectRest(cluster)
        await act(cluster, laws, {
          edits: [{ what: 'heal', run: heal }],
          wait: 900,
          kills: unharmed,
        })
        expect(unmet(laws)).toEqual([])
      }),
      { numRuns: 15 },
    )
    const unasked = Object.entries(asked).filter(([, times]) => times === 0)
    expect(unasked.map(([law]) => law)).toEqual(silent)
  })
})

async function begin(client: Parameters<Edit['run']>[0]): Promise<void> {
  for (const object of firstObjects) await client.create(object.kind, object as never)
}

async function act(cluster: MortalCluster, laws: Laws, { edits, wait, kills }: Step): Promise<void> {
  const before = await cluster.revision()
  const user = await cluster.run(async (client) => {
    for (const { run } of edits) await run(client)
  }, kills[0])
  await cluster.advance(wait, kills[1])
  const broken = laws.follow(await cluster.eventsAfter(before), user)
  expect({ edits: edits.map(({ what }) => what), broken }).toMatchObject({ broken: [] })
}

/** Whoever tries again in vain may say so again, but nothing else is written. */
async function expectRest(cluster: MortalCluster): Promise<void> {
  const before = await cluster.revision()
  await cluster.run(async () => undefined)
  expect(await cluster.revision()).toBe(before)
  await cluster.lookAgain()
  const written = (await cluster.eventsAfter(before)).filter(
    ({ key }) => !key.startsWith('/registry/events/'),
  )
  expect(written.map(({ key, kv, previous }) => ({ key, to: kv?.value, from: previous?.value }))).toEqual([])
}
