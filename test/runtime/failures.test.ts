/** What fails in one command is tried again in the next, though no time has passed. */
import { describe, expect, it } from 'vitest'
import { converge } from '../../src/runtime/control-loop.ts'
import { readFailures } from '../../src/runtime/failures.ts'
import type { ReconcileContext, Reconciler } from '../../src/runtime/reconciler.ts'
import { createEventRecorder } from '../../src/runtime/record-events.ts'
import { createState } from '../../src/runtime/state.ts'
import { configMap, named, type TestServer, testServer } from '../support/server.ts'

/** Fails at 'needy' until 'cure' is there. */
function needy(looks: string[]): Reconciler {
  return {
    name: 'needy',
    watches: [
      { kind: 'ConfigMap', keys: ({ object }) => (object.metadata.name === 'needy' ? ['a/needy'] : []) },
    ],
    async reconcile(key, { client }) {
      looks.push(key)
      if ((await client.find('ConfigMap', named('cure'))) === undefined) throw new Error('no cure')
      return undefined
    },
  }
}

/** A command: its own loop over the store as it is. */
function command({ server, client, store, clock }: TestServer, reconciler: Reconciler): Promise<void> {
  const contextFor = ({ name }: Reconciler): ReconcileContext => ({
    client,
    clock,
    random: server.random,
    recorder: createEventRecorder({ client, clock, component: name }),
    state: createState(store, name),
  })
  return converge({ store, clock, reconcilers: [reconciler], contextFor, checkpoint: async () => undefined })
}

describe('a key that failed', () => {
  it('is tried again by the command that removes the cause, and forgotten then', async () => {
    const test = await testServer()
    const looks: string[] = []
    await test.client.create('ConfigMap', configMap('needy'))
    await command(test, needy(looks))
    expect(looks).toEqual(['a/needy'])
    expect(await readFailures(test.store, 10)).toEqual([{ reconciler: 'needy', key: 'a/needy', count: 1 }])
    await command(test, needy(looks))
    expect(looks).toHaveLength(1)
    await test.client.create('ConfigMap', configMap('cure'))
    await command(test, needy(looks))
    expect(looks).toHaveLength(2)
    expect(await readFailures(test.store, 10)).toEqual([])
  })
})
