/** However time is let pass, in one stride or in many with commands between: the cluster comes to the same, at the same times. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Client } from '../../src/apiserver/client.ts'
import type { NodeShape } from '../../src/cluster/cluster.ts'
import type { Pod } from '../../src/generated/types.ts'
import { type Edit, firstObjects, otherEdits, rolloutEdits } from './edits.ts'
import { createMortalCluster } from './mortal-cluster.ts'

/** So roomy that it does not matter which pod goes where: chance decides about that. */
const size = { role: 'worker' as const, cpu: '64', memory: '256Gi', pods: 200 }
const nodes: NodeShape[] = [
  { name: 'worker-1', ...size },
  { name: 'worker-2', ...size },
]

const strides = fc.array(fc.constantFrom(1, 7, 10, 33, 120, 600), { maxLength: 6 })
const step = fc.record({
  edits: fc.array(fc.oneof(...rolloutEdits, ...otherEdits), { minLength: 1, maxLength: 3 }),
  strides,
})

it('is in the same state after one stride as after many', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (story) => {
      const [one, many] = [createMortalCluster(nodes), createMortalCluster(nodes)]
      for (const cluster of [one, many]) await cluster.run(begin)
      for (const { edits, strides: parts } of story) {
        for (const cluster of [one, many]) await cluster.run((client) => apply(edits, client))
        await one.advance(parts.reduce((sum, part) => sum + part, 0))
        for (const part of parts) {
          await many.advance(part)
          await many.run(async () => undefined)
        }
        expect(await stateOf(many)).toEqual(await stateOf(one))
      }
    }),
    { numRuns: 12 },
  )
})

async function begin(client: Client): Promise<void> {
  for (const object of firstObjects) await client.create(object.kind, object as never)
}

async function apply(edits: readonly Edit[], client: Client): Promise<void> {
  for (const { run } of edits) await run(client)
}

/** What there is, but for names and for what chance decides about. */
async function stateOf(cluster: ReturnType<typeof createMortalCluster>): Promise<string[]> {
  let lines: string[] = []
  await cluster.run(async (client) => {
    const { items: pods } = await client.list('Pod', { namespace: 'default' })
    const workloads = await Promise.all(
      (['Deployment', 'StatefulSet', 'DaemonSet', 'Job'] as const).map((kind) => client.list(kind)),
    )
    lines = [
      ...pods.map(tellPod),
      ...workloads
        .flatMap(({ items }) => items as { kind: string; metadata: object; status?: object }[])
        .map(tellWorkload),
    ].toSorted()
  })
  return lines
}

function tellPod({ metadata, status }: Pod): string {
  const containers = (status?.containerStatuses ?? []).map(({ state, lastState, restartCount, ready }) =>
    JSON.stringify([withoutChance({ state, lastState }), restartCount, ready]),
  )
  const { labels, creationTimestamp, deletionTimestamp } = metadata
  return `${labels?.app} ${creationTimestamp} ${deletionTimestamp} ${status?.phase} ${containers}`
}

function tellWorkload({
  kind,
  metadata,
  status,
}: {
  kind: string
  metadata: { name?: string }
  status?: object
}): string {
  return `${kind} ${metadata.name} ${JSON.stringify(withoutChance(status))}`
}

function withoutChance(value: unknown): unknown {
  const text = JSON.stringify(value ?? {}, (key, each) =>
    ['containerID', 'message', 'currentRevision', 'updateRevision', 'uncountedTerminatedPods'].includes(key)
      ? undefined
      : each,
  )
  return JSON.parse(text)
}
