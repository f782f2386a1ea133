/** What simulated requests cost (processor time), and what a changed pod costs the service that it is behind: network.js [--services=N] [--pods=N]. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { deployment, service } from './support/manifests.js'
import { readOptions } from './support/options.js'
import { against, milliseconds, tell } from './support/report.js'

const { services, requests, pods, growth } = readOptions({
  services: 1000,
  requests: 100_000,
  pods: 5000,
  growth: 5,
})
const APPLICATIONS = 100
const REPLICAS = 5
const CHANGES = 20
const MOST_MS = 1000
const MOST_GROWTH = 1.5

const work = mkdtempSync(join(tmpdir(), 'kubelite-bench-'))
process.on('exit', () => rmSync(work, { recursive: true, force: true }))
const require = createRequire(import.meta.url)
const { createNetworkView, createRandom, createTraffic, openCluster, planRequest, send } = await loadSource()

await measureRequests()
const small = await measureChanges(Math.round(pods / growth))
const large = await measureChanges(pods)
tell(`${growth} × as many pods behind the service`, against(large / small, MOST_GROWTH))

/** Requests to all services in turn, each found by name, with all that must be read for it. */
async function measureRequests() {
  const cluster = await openCluster({
    store: 'memory',
    seed: 'network',
    now: Date.UTC(2026, 0, 1),
    nodes: nodes(10),
  })
  const applications = Array.from({ length: APPLICATIONS }, (_, n) => deployment(`app-${n}`, REPLICAS))
  const named = Array.from({ length: services }, (_, n) => {
    const made = service(`app-${n % APPLICATIONS}`)
    return { ...made, metadata: { ...made.metadata, name: `service-${n}` } }
  })
  await create(cluster, [...applications, ...named, client()])
  const answered = await cluster.read(async (reader) => {
    const sender = await reader.get('Pod', { namespace: 'default', name: 'client' })
    const [begin, now] = [process.cpuUsage(), cluster.clock.now()]
    const view = createNetworkView(reader)
    const plans = []
    for (let n = 0; n < services; n++) plans.push(await planRequest(view, requestTo(`service-${n}`, sender)))
    const planning = cpuMilliseconds(process.cpuUsage(begin))
    const traffic = createTraffic(createRandom('network'))
    let count = 0
    for (let n = 0; n < requests; n++) if (send(plans[n % services], traffic, now).status === 200) count++
    const spent = cpuMilliseconds(process.cpuUsage(begin))
    tell(`${requests} requests over ${services} services`, against(spent, MOST_MS, 'ms'))
    tell('of that finding the ways', milliseconds(planning))
    return count
  })
  if (answered !== requests) throw new Error(`only ${answered} of ${requests} requests were answered`)
  await cluster.close()
}

/**
 * The processor time until all has settled after one pod of a deployment is or is no longer ready.
 * @param {number} count
 */
async function measureChanges(count) {
  const cluster = await openCluster({
    store: 'memory',
    seed: 'network',
    now: Date.UTC(2026, 0, 1),
    nodes: nodes(Math.ceil(count / 50)),
  })
  await create(cluster, [deployment('web', count), service('web')])
  const name = await cluster.read(async (reader) => {
    const { items } = await reader.list('Pod', { namespace: 'default' })
    return { namespace: 'default', name: items[0].metadata.name }
  })
  const times = []
  for (let n = 0; n < CHANGES; n++) {
    const annotations = { 'kubelite.dev/fail': n % 2 === 0 ? 'Unready' : null }
    const begin = process.cpuUsage()
    await cluster.write((writer) => writer.patch('Pod', name, 'merge', { metadata: { annotations } }))
    times.push(cpuMilliseconds(process.cpuUsage(begin)))
  }
  const ready = await cluster.read(async (reader) => {
    const slices = await reader.lookup('EndpointSlice', 'service', 'default/web')
    return slices.flatMap(({ endpoints }) => endpoints).filter(({ conditions }) => conditions.ready).length
  })
  if (ready !== count) throw new Error(`${ready} of ${count} endpoints are ready`)
  await cluster.close()
  const median = times.sort((a, b) => a - b)[CHANGES / 2]
  tell(`one of ${count} pods behind a service changes`, milliseconds(median))
  return median
}

/** @param {NodeJS.CpuUsage} usage */
function cpuMilliseconds({ user, system }) {
  return (user + system) / 1000
}

function client() {
  const spec = { containers: [{ name: 'client', image: 'busybox' }] }
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'client', namespace: 'default' }, spec }
}

/** @param {number} count */
function nodes(count) {
  return Array.from({ length: count }, (_, n) => ({
    name: `worker-${n}`,
    role: 'worker',
    cpu: '64',
    memory: '256Gi',
  }))
}

/** @param {any} cluster @param {any[]} objects */
async function create(cluster, objects) {
  await cluster.write(async (writer) => {
    for (const object of objects) await writer.create(object.kind, object)
  })
}

/** @param {string} host @param {any} sender */
function requestTo(host, sender) {
  const request = { scheme: 'http', host, port: 80, path: '/', hostHeader: host, sender }
  return { ...request, clientAddress: '203.0.113.10', resolved: new Map(), insecure: false }
}

/** The network is no part of the library: it is taken from the sources. @returns {Promise<any>} */
async function loadSource() {
  const outfile = join(work, 'network.mjs')
  const contents = `
    export { openCluster } from './src/cluster/open.ts'
    export { createNetworkView } from './src/network/view.ts'
    export { planRequest } from './src/network/plan.ts'
    export { createTraffic, send } from './src/network/send.ts'
    export { createRandom } from './src/base/random.ts'`
  await build({
    stdin: { contents, resolveDir: new URL('..', import.meta.url).pathname, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outfile,
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    plugins: [
      {
        name: 'packages-from-here',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^[a-z@]/ }, ({ path, kind }) =>
            kind === 'entry-point' || path.startsWith('node:')
              ? undefined
              : { path: pathToFileURL(require.resolve(path)).href, external: true },
          ),
      },
    ],
  })
  return import(pathToFileURL(outfile).href)
}
