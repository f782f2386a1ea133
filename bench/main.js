/** The benchmarks: `npm run bench [-- CASE… [--OPTION=VALUE…]]`. Without a case, all that speak of the whole program. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** By name, what a case tells. Each is a file in this folder that can be run by itself. */
const cases = {
  'start-up': 'what a command takes, as a multiple of starting Node',
  'big-store':
    'what commands take in a store of 150,000 pods, as a multiple of one of 100 pods (--nodes, --pods)',
  build: 'how fast that store is made, as a multiple of writing the pods down (--nodes, --pods)',
  rollout: 'a Deployment of 10,000 pods rolled to a new image, and of a tenth of it (--pods, --growth)',
  cronjobs: 'how fast a day of CronJobs goes by (--cronjobs, --hours)',
  scheduler:
    "the scheduler in the cases of upstream's scheduler_perf (--case, --nodes, --pods, --sample, --curve)",
  network:
    'simulated requests, and what a changed pod costs its service (--services, --requests, --pods, --growth)',
  store: "the store's operations, as multiples of raw LMDB (a number of pods)",
  schema: 'checking a Deployment: the schema walker beside ajv',
}
/** `big-store` makes its store as `build` does, and tells the same on the way. */
const wholeProgram = ['start-up', 'big-store']

const words = process.argv.slice(2)
const named = words.filter((word) => Object.hasOwn(cases, word))
const options = words.filter((word) => !named.includes(word))
if (options.some((word) => !word.startsWith('--') && Number.isNaN(Number(word)))) {
  const list = Object.entries(cases).map(([name, about]) => `  ${name.padEnd(10)} ${about}\n`)
  process.stderr.write(`usage: npm run bench -- [CASE…] [--OPTION=VALUE…]\n\n${list.join('')}`)
  process.exit(1)
}

// Certificates that a machine adds make every start of Node slower, by more than what is measured.
delete process.env.NODE_EXTRA_CA_CERTS
run('../scripts/build.js')
for (const name of named.length > 0 ? named : wholeProgram) {
  console.log(`\n${name}: ${cases[name]}\n`)
  run(`./${name}.js`, ...options)
}

/** @param {string} file @param {string[]} args */
function run(file, ...args) {
  const path = fileURLToPath(new URL(file, import.meta.url))
  if (!existsSync(path)) throw new Error(`no such benchmark: ${path}`)
  const { status } = spawnSync(process.execPath, [path, ...args], { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
