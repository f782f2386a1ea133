/** Runs the command line as whole processes, and measures them against each other. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { text } from 'node:stream/consumers'
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
 * Runs a call and tells what it used: peak resident memory, with the pages of the store's file that are mapped and
 * without them (the system takes those back when it likes; known on Linux only), and processor time.
 * @param {Call} call
 * @returns {Promise<{ ms: number, megabytes: number, ownMegabytes: number, cpuSeconds: number }>}
 */
export async function runWithUsage(call) {
  const from = performance.now()
  const child = spawn(process.execPath, ['--require', memoryReporter, ...argumentsOf(call)], {
    env: environment(call),
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  let own = 0
  const watching = setInterval(() => {
    own = Math.max(own, ownMemory(child.pid))
  }, 20)
  const [stderr, usage, [status]] = await Promise.all([
    text(child.stdio[2]),
    text(child.stdio[3]),
    once(child, 'close'),
  ])
  clearInterval(watching)
  if (status !== 0) throw new Error(`${JSON.stringify(call)} failed:\n${stderr}`)
  const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(usage)
  return {
    ms: performance.now() - from,
    megabytes: maxRSS / 1024,
    ownMegabytes: own / 1024,
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
  }
}

/** Kilobytes of memory that are a process's own; 0 where that is not told. @param {number | undefined} pid */
function ownMemory(pid) {
  try {
    return Number(/^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
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
