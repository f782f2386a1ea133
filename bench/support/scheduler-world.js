/** A cluster in which nothing acts but the scheduler, made out of the sources: in memory, or in a folder. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const require = createRequire(import.meta.url)
const START = Date.UTC(2026, 0, 1)

const CONTENTS = `
export { createRegistry } from './src/api/registry.ts'
export { clusterAdmin } from './src/apiserver/context.ts'
export { createEventStore } from './src/apiserver/events.ts'
export { createClient, customKindsIn } from './src/apiserver/server.ts'
export { createClock } from './src/base/clock.ts'
export { createRandom } from './src/base/random.ts'
export { converge } from './src/runtime/control-loop.ts'
export { createEventRecorder } from './src/runtime/record-events.ts'
export { createState } from './src/runtime/state.ts'
export { createScheduler } from './src/scheduler/index.ts'
export { openLmdb } from './src/store/backends/lmdb.ts'
export { openMemory } from './src/store/backends/memory.ts'
export { openOverlay } from './src/store/backends/overlay.ts'
`

/** Bundles the sources and loads them; native packages are taken from this project. */
async function loadSources() {
  const work = mkdtempSync(join(tmpdir(), 'kubelite-bench-'))
  const outfile = join(work, 'scheduler.mjs')
  await build({
    stdin: { contents: CONTENTS, resolveDir: new URL('../..', import.meta.url).pathname, loader: 'ts' },
    ...{ bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'error', outfile },
    // Packages that are not ES modules ask for \`require\`.
    banner: {
      js: `import { createRequire } from 'node:module'; const require = createRequire(${JSON.stringify(import.meta.url)})`,
    },
    plugins: [
      {
        name: 'packages-from-here',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^(lmdb|sorted-btree)$/ }, ({ path }) => ({
            path: pathToFileURL(require.resolve(path)).href,
            external: true,
          })),
      },
    ],
  })
  const sources = await import(pathToFileURL(outfile).href)
  rmSync(work, { recursive: true, force: true })
  return sources
}

/** Opens worlds: over a store in memory, or with `inFolder` over the default store, as a command uses it. */
export async function prepareWorlds() {
  const sources = await loadSources()
  return ({ inFolder = false } = {}) =>
    openWorld(sources, inFolder ? openFolder(sources) : openInMemory(sources))
}

function openInMemory({ openMemory }) {
  return { store: openMemory(), commit: async () => {}, close: async () => {} }
}

/** Writes are gathered in memory and committed in groups. */
function openFolder({ openLmdb, openOverlay }) {
  const dir = mkdtempSync(join(tmpdir(), 'kubelite-bench-'))
  const base = openLmdb({ dir })
  const store = openOverlay(base)
  const close = async () => {
    await base.close()
    rmSync(dir, { recursive: true, force: true })
  }
  return { store, commit: () => store.commit(), close }
}

function openWorld(sources, { store, commit, close }) {
  const { clusterAdmin, converge, createClient, createClock, createEventRecorder, createEventStore } = sources
  const { createRandom, createRegistry, createScheduler, createState, customKindsIn } = sources
  const clock = createClock({ source: START })
  const server = {
    ...{ store, clock, admission: [], random: createRandom('bench') },
    registry: createRegistry(customKindsIn(store)),
    network: { serviceCidr: '10.96.0.0/12', nodePorts: [30000, 32767] },
  }
  const client = createClient(server, clusterAdmin)
  // Together, as the cluster stores them.
  const { store: storeEvents } = createEventStore(server, clusterAdmin, client)
  const contextFor = (/** @type {{ name: string }} */ { name }) => ({
    ...{ client, clock, random: server.random },
    recorder: createEventRecorder({ client, clock, component: name, store: storeEvents }),
    state: createState(store, name),
  })
  let scheduler = createScheduler()
  return {
    client,
    close,
    /** Creates objects one after the other. @param {object[]} objects */
    async create(objects) {
      for (const object of objects) await client.create(object.kind, object)
      await commit()
    },
    /** @param {object[]} objects */
    async remove(objects) {
      for (const { kind, metadata } of objects)
        await client.delete(kind, { namespace: metadata.namespace ?? '', name: metadata.name })
      await commit()
    },
    /** Lets the scheduler run until nothing is left to do; seconds of processor time, that of collecting garbage too. */
    async schedule() {
      const from = process.cpuUsage()
      await converge({ store, clock, reconcilers: [scheduler], contextFor, checkpoint: commit })
      await commit()
      const { user, system } = process.cpuUsage(from)
      return (user + system) / 1e6
    },
    /** From now on another scheduler acts, which asks and reads everything anew for each pod. */
    async actPlainly() {
      scheduler = createScheduler({ reuseAnswers: false })
    },
  }
}
