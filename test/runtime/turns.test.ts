/** The control loop hands out turns of bounded work, so that what waits between reconcilers stays small. */
import { expect, it } from 'vitest'
import { CONVERGED_KEY, converge, recordTime } from '../../src/runtime/control-loop.ts'
import type { ReconcileContext, Reconciler } from '../../src/runtime/reconciler.ts'
import { createEventRecorder } from '../../src/runtime/record-events.ts'
import { createState } from '../../src/runtime/state.ts'
import { configMap, named, type TestServer, testServer } from '../support/server.ts'

const [makers, each] = [30, 200]

it('lets those behind deal with a part of what one makes before it makes the rest', async () => {
  const { server, client, store, clock } = await testServer()
  for (let n = 0; n < makers; n++) await client.create('ConfigMap', configMap(`maker-${n}`))
  let [waiting, most, dealtWith, checkpoints] = [0, 0, 0, 0]
  const maker: Reconciler = {
    name: 'maker',
    watches: [{ kind: 'ConfigMap', keys: ({ object: { metadata } }) => onlyNamed(metadata.name, 'maker') }],
    async reconcile(key) {
      for (let n = 0; n < each; n++) await client.create('Secret', secret(`${key}-${n}`))
      waiting += each
      most = Math.max(most, waiting)
      return undefined
    },
  }
  const follower: Reconciler = {
    name: 'follower',
    watches: [{ kind: 'Secret', keys: ({ object: { metadata } }) => onlyNamed(metadata.name, 'maker') }],
    async reconcile(key) {
      expect(await client.find('Secret', named(key))).toBeDefined()
      waiting--
      dealtWith++
      return undefined
    },
  }
  const contextFor = contexts({ server, client, store, clock })
  const checkpoint = async () => void checkpoints++
  await converge({ store, clock, reconcilers: [maker, follower], contextFor, checkpoint })
  expect(dealtWith).toBe(makers * each)
  expect(most).toBeLessThan((makers * each) / 2)
  expect(checkpoints).toBeGreaterThan(1)
})

it('notes how far it has come while time goes on, so that history need not be kept until the end', async () => {
  const { server, client, store, clock } = await testServer()
  await client.create('ConfigMap', configMap('beat'))
  const [start, second, perBeat, beats] = [clock.now(), 1000, 20, 600]
  const beat: Reconciler = {
    name: 'beat',
    watches: [{ kind: 'ConfigMap', keys: ({ object }) => onlyNamed(object.metadata.name, 'beat') }],
    async reconcile() {
      for (let n = 0; n < perBeat; n++) await client.create('Secret', secret(`at-${clock.now()}-${n}`))
      return { requeueAt: clock.now() + second }
    },
  }
  const idler: Reconciler = {
    name: 'idler',
    watches: [{ kind: 'Secret', keys: ({ object: { metadata } }) => [metadata.name ?? ''] }],
    reconcile: async () => undefined,
  }
  let behind = 0
  const checkpoint = async () => {
    const converged = ((await store.meta(CONVERGED_KEY)) as number | undefined) ?? 0
    behind = Math.max(behind, (await store.revision()) - converged)
  }
  await recordTime(store, start)
  clock.stepTo(start + beats * second)
  await converge({
    store,
    clock,
    reconcilers: [beat, idler],
    contextFor: contexts({ server, client, store, clock }),
    checkpoint,
    resume: true,
  })
  expect(await store.revision()).toBeGreaterThan(beats * perBeat)
  expect(behind).toBeLessThan((beats * perBeat) / 10)
})

/** What reconcilers work with over the server. */
function contexts({ server, client, store, clock }: TestServer) {
  return ({ name }: Reconciler): ReconcileContext => ({
    client,
    clock,
    random: server.random,
    recorder: createEventRecorder({ client, clock, component: name }),
    state: createState(store, name),
  })
}

function onlyNamed(name: string | undefined, prefix: string): string[] {
  return name?.startsWith(prefix) ? [name] : []
}

function secret(name: string) {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'default' } }
}
