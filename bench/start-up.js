/** What commands take from start to end, as multiples of `node -e 0` in the same round: start-up.js [--rounds=N]. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deployment, jsonFile, tenObjects, yamlFile } from './support/manifests.js'
import { readOptions } from './support/options.js'
import { compare, run } from './support/processes.js'
import { against, milliseconds, tell } from './support/report.js'
import { typicalCalls } from './support/typical-calls.js'

const { rounds } = readOptions({ rounds: 31 })
const work = mkdtempSync(join(tmpdir(), 'kubelite-bench-'))
process.on('exit', () => rmSync(work, { recursive: true, force: true }))

/** A store with 100 pods. */
function storeOf100Pods() {
  const home = join(work, 'store')
  const file = join(work, 'hundred.json')
  writeFileSync(file, jsonFile([deployment('web', 100)]))
  run({ kubelite: ['apply', '-f', file], home })
  return home
}

/** @param {string} name @param {string} text */
function file(name, text) {
  writeFileSync(join(work, name), text)
  return join(work, name)
}

const home = storeOf100Pods()
const kubelite = (/** @type {string[]} */ ...args) => ({ kubelite: args, home })
const pod =
  run(kubelite('get', 'pods', '-o', 'name', '--field-selector=status.phase=Running')).stdout.split(
    '\n',
    1,
  )[0] ?? ''
const same = file('same.yaml', yamlFile(tenObjects('same').map((object) => renamed(object, 'same-'))))
let setting = 0

/** So that the two files do not undo each other. */
function renamed(object, prefix) {
  return { ...object, metadata: { ...object.metadata, name: prefix + object.metadata.name } }
}

const bars = {
  'get pods, 100 of them': [1.6, () => kubelite('get', 'pods')],
  'apply of 10 objects, some changed': [
    3,
    () => kubelite('apply', '-f', file('changed.yaml', yamlFile(tenObjects(`${setting++}`)))),
  ],
  'apply of 10 objects, none changed': [3, () => kubelite('apply', '-f', same)],
}
const others = {
  'get POD': () => kubelite('get', pod),
  'get pods -o wide': () => kubelite('get', 'pods', '-o', 'wide'),
  'get pods -o yaml': () => kubelite('get', 'pods', '-o', 'yaml'),
  'get pods -o json': () => kubelite('get', 'pods', '-o', 'json'),
  'get all -A': () => kubelite('get', 'all', '-A'),
  'describe pod': () => kubelite('describe', pod),
  'describe node': () => kubelite('describe', 'node', 'worker-1'),
  explain: () => kubelite('explain', 'deployment.spec.template'),
  'api-resources': () => kubelite('api-resources'),
  version: () => kubelite('version'),
  '--help': () => kubelite('--help'),
  'scale --replicas': () => kubelite('scale', 'deployment', 'front', `--replicas=${1 + (setting++ % 3)}`),
  'first command in an empty folder': () => ({
    kubelite: ['get', 'nodes'],
    home: join(work, `new-${setting++}`),
  }),
}

const calls = Object.fromEntries(Object.entries(bars).map(([name, [, call]]) => [name, call]))
const node = { 'node -e 0': () => ({ node: ['-e', '0'] }) }
const found = compare({ ...node, ...calls }, { rounds, reference: 'node -e 0' })
tell('node -e 0', milliseconds(found['node -e 0'].ms))
for (const [name, [bar]] of Object.entries(bars))
  tell(name, milliseconds(found[name].ms), against(found[name].ratio, bar))

console.log('\nother calls, the slowest first')
const rest = compare({ ...node, ...others }, { rounds: Math.ceil(rounds / 3), reference: 'node -e 0' })
for (const [name, { ms, ratio }] of slowestFirst(rest)) tell(name, milliseconds(ms), `${ratio.toFixed(2)} ×`)

console.log('\nevery command once, the slowest first')
const every = compare(
  { ...node, ...callsOfCommands() },
  { rounds: Math.ceil(rounds / 8), reference: 'node -e 0' },
)
const all = slowestFirst(every)
for (const [name, { ms, ratio }] of all) tell(name, milliseconds(ms), `${ratio.toFixed(2)} ×`)
const [[slowest = '', { ms, ratio }]] = all
tell('slowest command by start-up', slowest, milliseconds(ms), `${ratio.toFixed(2)} ×`)

/** @param {Record<string, { ms: number, ratio: number }>} found */
function slowestFirst(found) {
  return Object.entries(found)
    .filter(([name]) => name !== 'node -e 0')
    .sort(([, a], [, b]) => b.ratio - a.ratio)
}

/** A call of each command that the program has, as it names them itself; its help where it is not known how to call it. */
function callsOfCommands() {
  const typical = typicalCalls({ pod, file: same })
  const names = run(kubelite('__completeNoDesc', ''))
    .stdout.split('\n')
    .filter((name) => /^[a-z]/.test(name))
  return Object.fromEntries(names.map((name) => [name, callOf(name, typical[name])]))
}

/** @param {string} name @param {string | undefined} line */
function callOf(name, line) {
  const words = line?.split(' ') ?? [name, '--help']
  if (name !== 'init' && name !== 'reset') return () => kubelite(...words)
  return () => ({ kubelite: words, home: freshHome(name === 'reset') })
}

/** @param {boolean} filled */
function freshHome(filled) {
  const home = join(work, `fresh-${setting++}`)
  if (filled) run({ kubelite: ['get', 'nodes'], home })
  return home
}
