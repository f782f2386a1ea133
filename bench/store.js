/** The store's cost as ratios against a floor measured in the same run: node bench/store.js [pods]. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const pods = Number(process.argv[2] ?? 150_000)
const BATCH = 1000
const require = createRequire(import.meta.url)
const work = mkdtempSync(join(tmpdir(), 'kubelite-bench-'))
process.on('exit', () => rmSync(work, { recursive: true, force: true }))

/** Bundles a script over src into the work folder; packages are taken from this project. */
async function bundle(name, contents) {
  const outfile = join(work, name)
  await build({
    stdin: { contents, resolveDir: new URL('..', import.meta.url).pathname, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outfile,
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
  return outfile
}

const store = await import(
  pathToFileURL(
    await bundle(
      'store.mjs',
      `export { openLmdb } from './src/store/backends/lmdb.ts'
       export { openMemory } from './src/store/backends/memory.ts'
       export { openOverlay } from './src/store/backends/overlay.ts'
       export { acquireLease } from './src/store/lease.ts'`,
    ),
  ).href
)

/** A pod of about 2.6 KB of JSON in one of three phases of its life. */
function makePod(n, phase) {
  const name = `web-${(n * 7919) % pods}-${n.toString(36)}`
  const node = `worker-${n % 5000}`
  const condition = (type) => ({
    type,
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: '2026-01-01T00:00:00Z',
  })
  const container = (name) => ({
    name,
    image: `registry.example.com/team/${name}:1.27.${n % 10}`,
    command: ['/bin/server', '--listen=:8080', '--config=/etc/server/config.yaml'],
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
    env: [{ name: 'POD_IP', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } } }],
    resources: { limits: { cpu: '500m', memory: '256Mi' }, requests: { cpu: '100m', memory: '128Mi' } },
    volumeMounts: [
      { name: 'token', readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
    ],
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
  })
  const status = (name) => ({
    name,
    ready: true,
    restartCount: 0,
    started: true,
    image: `registry.example.com/team/${name}:1.27`,
    imageID: `registry.example.com/team/${name}@sha256:${'0123456789abcdef'.repeat(4)}`,
    state: { running: { startedAt: '2026-01-01T00:00:02Z' } },
    lastState: {},
  })
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: `ns-${n % 150}`,
      uid: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
      generateName: 'web-',
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: { app: 'web', 'pod-template-hash': '5d9c7b8f6', team: `t${n % 20}` },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: 'web-5d9c7b8f6',
          uid: 'u',
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: {
      volumes: [
        {
          name: 'token',
          projected: {
            defaultMode: 420,
            sources: [{ serviceAccountToken: { expirationSeconds: 3607, path: 'token' } }],
          },
        },
      ],
      containers: [container('server'), container('sidecar')],
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      serviceAccountName: 'default',
      securityContext: {},
      schedulerName: 'default-scheduler',
      priority: 0,
      enableServiceLinks: true,
      preemptionPolicy: 'PreemptLowerPriority',
      tolerations: [
        {
          key: 'node.kubernetes.io/not-ready',
          operator: 'Exists',
          effect: 'NoExecute',
          tolerationSeconds: 300,
        },
      ],
      ...(phase > 0 && { nodeName: node }),
    },
    status:
      phase < 2
        ? { phase: 'Pending', qosClass: 'Burstable' }
        : {
            phase: 'Running',
            qosClass: 'Burstable',
            hostIP: '10.0.0.1',
            podIP: '10.1.2.3',
            podIPs: [{ ip: '10.1.2.3' }],
            startTime: '2026-01-01T00:00:00Z',
            conditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(condition),
            containerStatuses: [status('server'), status('sidecar')],
          },
  }
}

const keyOf = (pod) => `/registry/pods/${pod.metadata.namespace}/${pod.metadata.name}`

function putOf(pod) {
  const node = pod.spec.nodeName
  return {
    type: 'put',
    key: keyOf(pod),
    value: pod,
    indexes: [
      ['pods.node', node ?? '', { cpu: 200, memory: 268435456 }],
      ['owner', 'u'],
      ['pods.label', `app=${pod.metadata.labels.app}`],
    ],
  }
}

/** Seconds of wall and processor time that a function takes. */
async function measure(fn) {
  const cpu = process.cpuUsage()
  const from = performance.now()
  await fn()
  const wall = (performance.now() - from) / 1000
  const { user, system } = process.cpuUsage(cpu)
  return { wall, cpu: (user + system) / 1e6 }
}

const show = (name, ...parts) => console.log(`${name.padEnd(46)}${parts.join('  ')}`)
const times = ({ wall, cpu }) => `${wall.toFixed(2)} s wall, ${cpu.toFixed(2)} s cpu`
const micro = (seconds, count) => `${((seconds / count) * 1e6).toFixed(1)} µs`
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`

/** Each batch goes through its three phases, as a cluster's pods do; a commit for each phase. */
function* batches() {
  for (let from = 0; from < pods; from += BATCH)
    for (let phase = 0; phase < 3; phase++)
      yield Array.from({ length: Math.min(BATCH, pods - from) }, (_, i) => makePod(from + i, phase))
}

/** What making the pods costs by itself; taken off both sides. */
const making = await measure(() => {
  for (const _ of batches());
})
const less = (a, b) => ({ wall: a.wall - b.wall, cpu: a.cpu - b.cpu })

async function floorLoad() {
  const { open } = require('lmdb')
  const raw = open({
    path: join(work, 'raw'),
    noSubdir: false,
    sharedStructuresKey: Symbol.for('structures'),
  })
  const taken = await measure(() => {
    for (const batch of batches())
      raw.transactionSync(() => {
        for (const pod of batch) raw.put(keyOf(pod), pod)
      })
  })
  await raw.close()
  return less(taken, making)
}

const dir = join(work, 'store')

async function storeLoad() {
  const lmdb = store.openLmdb({ dir })
  const overlay = store.openOverlay(lmdb)
  const taken = await measure(async () => {
    for (const batch of batches()) {
      for (const pod of batch) await overlay.txn({ ops: [putOf(pod)] })
      await overlay.commit()
    }
  })
  await overlay.close()
  await lmdb.close()
  return less(taken, making)
}

console.log(`${pods} pods of ${JSON.stringify(makePod(1, 2)).length} bytes of JSON, three versions each`)
const floor = await floorLoad()
show(
  'floor: serialise, write to raw lmdb',
  times(floor),
  micro(floor.cpu, pods),
  megabytes(statSync(join(work, 'raw/data.mdb')).size),
)
const load = await storeLoad()
show(
  'store: a txn each in an overlay, group commits',
  times(load),
  micro(load.cpu, pods),
  megabytes(statSync(join(dir, 'data.mdb')).size),
)
show('  ratio', `${(load.wall / floor.wall).toFixed(2)} wall, ${(load.cpu / floor.cpu).toFixed(2)} cpu`)

const lmdb = store.openLmdb({ dir })
const sample = Array.from({ length: 1000 }, (_, i) => keyOf(makePod((i * 7907) % pods, 2)))
for (const title of ['get, first', 'get, cached'])
  show(
    title,
    micro(
      (
        await measure(async () => {
          for (const key of sample) await lmdb.get(key)
        })
      ).wall,
      sample.length,
    ),
  )
const namespace = { start: '/registry/pods/ns-7/', end: '/registry/pods/ns-70' }
const range = { ...namespace, limit: 1000 }
for (const title of ['range of 1,000, first', 'range of 1,000, cached'])
  show(title, `${((await measure(() => lmdb.range(range))).wall * 1000).toFixed(1)} ms`)
const keys = await measure(() => lmdb.range({ ...range, keysOnly: true }))
show('range of 1,000, keys only', `${(keys.wall * 1000).toFixed(1)} ms`)
const lookups = await measure(async () => {
  for (let n = 0; n < 1000; n++) await lmdb.aggregate('pods.node', `worker-${n}`)
})
show('aggregate', micro(lookups.wall, 1000))

async function durable(count, write) {
  const taken = await measure(async () => {
    for (let n = 0; n < count; n++) await write(n)
  })
  return `${(count / taken.wall).toFixed(0)} a second, ${micro(taken.cpu, count)} cpu`
}
const rawSmall = require('lmdb').open({
  path: join(work, 'raw'),
  noSubdir: false,
  sharedStructuresKey: Symbol.for('structures'),
})
show(
  'floor: durable single writes',
  await durable(500, (n) => rawSmall.transactionSync(() => rawSmall.put(`/x${n}`, makePod(n, 2)))),
)
await rawSmall.close()
show(
  'store: durable single writes',
  await durable(500, (n) => lmdb.txn({ ops: [putOf(makePod(n * 31, 2))] })),
)
show(
  'lease, taken and given back',
  micro(
    (
      await measure(async () => {
        for (let n = 0; n < 500; n++) await (await store.acquireLease(lmdb, 'x')).release()
      })
    ).wall,
    500,
  ),
)
const compaction = await measure(async () => lmdb.compact(await lmdb.revision()))
show('compaction of all of it', times(compaction))
await lmdb.close()

const memory = store.openMemory()
const inMemory = less(
  await measure(async () => {
    for (let n = 0; n < 100_000; n++) await memory.txn({ ops: [putOf(makePod(n, 2))] })
  }),
  { wall: (making.wall / pods / 3) * 100_000, cpu: (making.cpu / pods / 3) * 100_000 },
)
show('memory: 100,000 puts', times(inMemory), micro(inMemory.cpu, 100_000))
const memoryGets = await measure(async () => {
  for (const key of sample) await memory.get(key)
})
show('memory: get', micro(memoryGets.wall, sample.length))

/** Median milliseconds of whole processes, taken in turns. */
function processes(scripts) {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env
  const taken = scripts.map(() => [])
  for (let round = 0; round < 15; round++)
    scripts.forEach((script, i) => {
      const from = performance.now()
      execFileSync(process.execPath, [script], { env, stdio: 'ignore' })
      taken[i].push(performance.now() - from)
    })
  return taken.map((all) => all.sort((a, b) => a - b)[7])
}

const lmdbUrl = pathToFileURL(require.resolve('lmdb')).href
const loadOnly = join(work, 'load.mjs')
writeFileSync(loadOnly, `import '${lmdbUrl}'`)
const oneGet = await bundle(
  'get.mjs',
  `import { openLmdb } from './src/store/backends/lmdb.ts'
   await openLmdb({ dir: ${JSON.stringify(dir)} }).get(${JSON.stringify(sample[3])})`,
)
const [bare, opened] = processes([loadOnly, oneGet])
show('fresh process: the package / and one get', `${bare.toFixed(1)} ms / ${opened.toFixed(1)} ms`)
