/** Runs the command line as whole processes, and measures them against each other. */
import { spawnSync } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'

const cli = fileURLToPath(new URL('../../bin/kubelite.js', import.meta.url))
const memoryReporter = fileURLToPath(new URL('report-memory.cjs', import.meta.url))

/**
 * A process to measure: `kubelite` arguments with the folder of its store; or `node` arguments alone.
 * @typedef {{ kubelite: string[], home: string } | { node: string[] }} Call
 */

/** The environment of a child; without certificates, which would cost every start more than what is measured. */
function environment(call) {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env
  return 'home' in call ? { ...env, KUBELITE_HOME: call.home, NO_COLOR: '1' } : env
}

/** @param {Call} call */
function argumentsOf(call) {
  return 'node' in call ? call.node : [cli, ...call.kubelite]
}

/**
 * Runs a call to its end. Throws if it fails.
 * @param {Call} call
 * @returns {{ ms: number, stdout: string }}
 */
export function run(call) {
  const env = environment(call)
  const from = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, argumentsOf(call), {
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  })
  const ms = performance.now() - from
  if (status !== 0) throw new Error(`${JSON.stringify(call)} failed:\n${stderr}`)
  return { ms, stdout }
}

/**
 * Runs a call and tells what it used: peak resident memory, processor time.
 * @param {Call} call
 * @returns {{ ms: number, megabytes: number, cpuSeconds: number }}
 */
export function runWithUsage(call) {
  const from = performance.now()
  const { status, output } = spawnSync(
    process.execPath,
    ['--require', memoryReporter, ...argumentsOf(call)],
    {
      env: environment(call),
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    },
  )
  const ms = performance.now() - from
  if (status !== 0) throw new Error(`${JSON.stringify(call)} failed:\n${output[2]}`)
  const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(output[3])
  return { ms, megabytes: maxRSS / 1024, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 }
}

/**
 * Measures calls in rounds: each round runs all of them in an order of its own, so that what else the machine does
 * meets all alike. `reference` names the call that the others are divided by, round by round.
 * @param {Record<string, () => Call>} calls
 * @param {{ rounds: number, reference: string }} options
 * @returns {Record<string, { ms: number, ratio: number }>} medians
 */
export function compare(calls, { rounds, reference }) {
  const names = Object.keys(calls)
  const times = Object.fromEntries(names.map((name) => [name, /** @type {number[]} */ ([])]))
  for (const name of names) run(calls[name]())
  for (let round = 0; round < rounds; round++)
    for (const name of shuffled(names)) times[name].push(run(calls[name]()).ms)
  return Object.fromEntries(
    names.map((name) => {
      const ratios = times[name].map((ms, round) => ms / times[reference][round])
      return [name, { ms: median(times[name]), ratio: median(ratios) }]
    }),
  )
}

/** @param {string[]} list */
function shuffled(list) {
  return list
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

/** @param {number[]} values */
export function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}
