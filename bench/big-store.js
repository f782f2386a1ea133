/** What commands take in a large store, against one of 100 pods: big-store.js [--nodes=N] [--pods=N] [--rounds=N]. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeStore } from './support/big-store.js'
import { buildAndTell } from './support/build-and-tell.js'
import { deployment, jsonFile } from './support/manifests.js'
import { readOptions } from './support/options.js'
import { compare, run, runWithUsage } from './support/processes.js'
import { against, milliseconds, tell } from './support/report.js'

const MEMORY_BAR = 300

const { rounds, ...size } = readOptions({ nodes: 5000, pods: 150_000, rounds: 15 })
const work = mkdtempSync(join(tmpdir(), 'kubelite-bench-'))
process.on('exit', () => rmSync(work, { recursive: true, force: true }))

const small = await makeStore(work, { nodes: 3, pods: 100 })
const homes = { small: small.home, big: await buildAndTell(work, size) }
console.log('')

/** The calls of one kind in both stores. @param {(home: string) => string[]} args */
function inBoth(args) {
  return Object.fromEntries(
    Object.entries(homes).map(([name, home]) => [name, () => ({ kubelite: args(home), home })]),
  )
}

/** @param {string} title @param {number} bar @param {(home: string) => string[]} args */
async function measure(title, bar, args) {
  const found = compare(inBoth(args), { rounds, reference: 'small' })
  tell(title, milliseconds(found.small.ms), milliseconds(found.big.ms), against(found.big.ratio, bar))
  const { megabytes } = await runWithUsage({ kubelite: args(homes.big), home: homes.big })
  tell('  memory', against(megabytes, MEMORY_BAR, 'MB'))
}

const pods = Object.fromEntries(
  Object.values(homes).map((home) => {
    const listing = ['get', 'pods', '-n', 'team-0', '-o', 'name', '--chunk-size=500']
    return [home, run({ kubelite: listing, home }).stdout.split('\n', 1)[0] ?? '']
  }),
)
let count = 0
/** Each time another Deployment. */
function newDeployment() {
  const file = join(work, 'one.json')
  writeFileSync(file, jsonFile([deployment(`new-${count++}`, 1, 'team-0')]))
  return file
}

await measure('get POD', 1.2, (home) => ['get', pods[home], '-n', 'team-0'])
await measure('apply of a new Deployment of one pod', 3, () => ['apply', '-f', newDeployment()])
