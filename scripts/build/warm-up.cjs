// Runs typical calls of commands in one process. Arguments: a folder that has the build in dist, and the task:
//   home               makes the cluster in the folder's home that each command begins with
//   usage FILE         writes which parts of the program the commands use
//   cache SCRIPT FILE  writes what V8 has compiled of a script by then, lazy functions included
'use strict'
const { cpSync, mkdtempSync, readFileSync, writeFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const { join } = require('node:path')
const { calls, manifest, reaching, shared } = require('./warm-up-calls.cjs')

const [, , folder, task, ...rest] = process.argv
const dist = join(folder, 'dist')
const home = join(folder, 'home')
const changed = join(folder, 'changed.yaml')
const { ALL, APART, compile, runProgram } = require(join(dist, 'launch.cjs'))
const tasks = { home: makeHome, usage: writeUsage, cache: writeCache }

/** A cluster to begin with, and what is to change in it. */
async function makeHome() {
  process.env.KUBELITE_HOME = home
  await run(ALL, ['apply', '-f', manifest], compileOnce())
  const text = readFileSync(manifest, 'utf8')
  writeFileSync(
    changed,
    text.replace('replicas: 2', 'replicas: 3').replace(':1.27', ':1.28').replace('blue', 'green'),
  )
}

/** By command the parts that its calls load, or what is wrong with one of them. */
async function writeUsage(answer) {
  const scriptOf = compileOnce()
  const partsOf = (list) => inOwnHome(list, (call) => run(ALL, call, scriptOf))
  const usage = {}
  const faults = {}
  for (const [command, typical] of Object.entries(calls))
    try {
      usage[command] = { typical: await partsOf(typical), besides: await partsOf(reaching[command] ?? []) }
    } catch (error) {
      faults[command] = error.stack
    }
  writeFileSync(answer, JSON.stringify({ usage, faults }))
}

async function writeCache(name, answer) {
  const scriptOf = compileOnce()
  // Scripts that commands share must serve those whose own have less.
  const own = calls[name] ? name : ''
  await inOwnHome(calls[name] ?? shared[name] ?? [], (call) => run(own, call, scriptOf))
  scriptOf(name).runInThisContext()(require, __filename, __dirname)
  writeFileSync(answer, scriptOf(name).createCachedData())
}

/** Without caches, so that V8 knows of a script in the end just what the calls have used. */
function compileOnce() {
  const scripts = {}
  return (name) => (scripts[name] ??= compile(name))
}

/** Makes the calls in a copy of the cluster. */
async function inOwnHome(list, call) {
  process.env.KUBELITE_HOME = mkdtempSync(join(folder, 'home-'))
  cpSync(home, process.env.KUBELITE_HOME, { recursive: true })
  const answers = []
  const fill = (word) =>
    word.replace('NEW', () => mkdtempSync(join(folder, 'new-'))).replace('CHANGED', changed)
  for (const words of list) answers.push(await call(words.map(fill)))
  return answers
}

/** The parts of the program that a call has loaded, in order. */
async function run(own, call, scriptOf) {
  process.argv = [process.argv[0], 'kubelite', ...call]
  const { done, loaded } = runProgram(own, createRequire(join(dist, 'launch.cjs')), scriptOf)
  await done
  if (process.exitCode) {
    process.exitCode = 0
    throw new Error(`kubelite ${call.join(' ')} failed`)
  }
  return Object.keys(loaded).filter((part) => !part.startsWith(APART))
}

// Nothing of the one who builds: no kubeconfig, no editor; and a time at which nothing falls due between the calls.
const environment = {
  HOME: folder,
  KUBECONFIG: '',
  KUBE_EDITOR: 'true',
  KUBELITE_NOW: '2026-01-01T00:00:00Z',
}
Object.assign(process.env, environment)
tasks[task](...rest).catch((error) => {
  process.stderr.write(`${error.stack}\n`)
  process.exitCode = 1
})
