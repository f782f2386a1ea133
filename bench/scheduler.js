/**
 * The scheduler over a store in memory, in the cases of upstream's scheduler_perf: pods per second of processor time,
 * against upstream's thresholds, with the default store (a folder) in its place, and against the plain path, which asks
 * every plugin anew. With --curve=1 also how a pod's cost grows with the nodes.
 * scheduler.js [--case=NAME[,NAME…]] [--nodes=N] [--pods=N] [--sample=N] [--folder=0] [--curve=1]
 */
import { readOptions } from './support/options.js'
import { cases } from './support/scheduler-cases.js'
import { prepareWorlds } from './support/scheduler-world.js'

/** So often upstream's threshold is aimed at. */
const AIM = 10
const CURVE = [500, 1000, 5000, 15_000]
const ROUNDS = 10
/** So many of the pods that are there before are placed by the scheduler, which knows the cluster then. */
const WARM_UP = 100

const options = readOptions({ case: '', nodes: 0, pods: 0, sample: 20, folder: 1, curve: 0 })
const named = options.case === '' ? Object.keys(cases) : options.case.split(',')
const unknown = named.find((name) => !Object.hasOwn(cases, name))
if (unknown !== undefined) throw new Error(`no case ${unknown}; there are ${Object.keys(cases).join(', ')}`)
const open = await prepareWorlds()

row('CASE', 'NODES', 'PODS', 'PODS/S', 'UPSTREAM', 'TIMES', 'FOLDER/S', 'PLAIN/S', 'TIMES')
for (const name of named) {
  const each = cases[name]
  const nodes = options.nodes || each.nodes
  const share = nodes / each.nodes
  const pods = options.pods || Math.ceil(each.pods * share)
  const there = Math.ceil(each.there * share)
  const size = { nodes, pods, there }
  const { rate, plain } = await measure(each, { ...size, sample: options.sample })
  const inFolder = options.folder === 0 ? undefined : await measure(each, { ...size, sample: 0 }, true)
  const { threshold } = each
  const times =
    threshold === undefined
      ? ''
      : `${(rate / threshold).toFixed(1)} ${rate >= threshold * AIM ? 'met' : 'MISSED'}`
  row(
    name,
    nodes,
    pods,
    Math.round(rate),
    threshold ?? '',
    times,
    inFolder ? Math.round(inFolder.rate) : '',
    plain?.toFixed(1) ?? '',
    plain ? (rate / plain).toFixed(0) : '',
  )
}

if (options.curve !== 0) {
  console.log('\nmicroseconds a pod, by the number of nodes (2,000 pods beside 1,000 others)\n')
  row('CASE', ...CURVE)
  for (const name of named) {
    const figures = []
    for (const nodes of CURVE)
      figures.push(Math.round(1e6 / (await measure(cases[name], sizeFor(name, nodes))).rate))
    row(name, ...figures)
  }
}

/** So many pods that they have room, whatever the case. */
function sizeFor(name, nodes) {
  const most = name === 'SchedulingPodAntiAffinity' ? nodes / 2 : 2000
  const pods = Math.min(options.pods || 2000, cases[name].isFull ? nodes : most)
  const there = cases[name].isFull
    ? (cases[name].there / cases[name].nodes) * nodes
    : Math.min(1000, nodes / 4)
  return { nodes, pods, there: cases[name].there === 0 ? 0 : there, sample: 0 }
}

/** @param {import('./support/scheduler-cases.js').Case} each @param {Record<'nodes' | 'pods' | 'there' | 'sample', number>} size */
async function measure(each, { nodes, pods, there, sample }, inFolder = false) {
  const world = open({ inFolder })
  await world.create([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } }])
  await world.create([...(each.others ?? []), ...list(nodes, each.node)])
  const old = each.old ?? ((index) => rename(each.pod(index), `old-${index}`))
  const before = list(Math.floor(there), old)
  const bound = before.slice(0, -WARM_UP).map((pod, index) => bind(pod, nameOf(each.node(index % nodes))))
  await world.create([...bound, ...before.slice(-WARM_UP)])
  await world.schedule()
  let seconds = 0
  const rounds = each.churn ? ROUNDS : 1
  for (let round = 0; round < rounds; round++) {
    const { create = [], remove = [] } = each.churn?.(round) ?? {}
    await world.remove(remove)
    await world.create(create)
    const [from, to] = [round, round + 1].map((at) => Math.floor((at * pods) / rounds))
    await world.create(list(to - from, (index) => each.pod(from + index)))
    seconds += await world.schedule()
  }
  await check(world, each, pods)
  const plain = sample > 0 ? await measurePlainly(world, each, pods, sample) : undefined
  await world.close()
  return { rate: pods / seconds, plain }
}

/** Some more pods by the plain path. */
async function measurePlainly(world, each, pods, sample) {
  await world.actPlainly()
  let [seconds, placed] = [0, 0]
  for (; placed < sample && seconds < 10; placed++) {
    await world.create([each.pod(pods + placed)])
    seconds += await world.schedule()
  }
  return placed / seconds
}

async function check(world, each, pods) {
  const { namespace } = each.pod(0).metadata
  for (const index of [0, pods - 1]) {
    const { spec } = await world.client.get('Pod', { namespace, name: nameOf(each.pod(index)) })
    if (!spec.nodeName) throw new Error(`pod ${index} was not placed`)
  }
}

function list(count, make) {
  return Array.from({ length: count }, (_, index) => make(index))
}

function nameOf({ metadata }) {
  return metadata.name
}

function rename(pod, name) {
  return { ...pod, metadata: { ...pod.metadata, name } }
}

function bind(pod, nodeName) {
  return { ...pod, spec: { ...pod.spec, nodeName } }
}

function row(first, ...cells) {
  console.log(String(first).padEnd(36) + cells.map((cell) => String(cell).padStart(11)).join(''))
}
