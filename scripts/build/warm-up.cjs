// Runs typical calls of one command in one process. Where the command has no bundle yet, tells which parts of the
// program they use; else keeps what V8 has compiled of that bundle by then, lazy functions included.
// Arguments: the folder of the build, the command, a folder for a cluster that is thrown away, the file for the answer.
'use strict'
const { existsSync, writeFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const { join } = require('node:path')
const { calls, reaching } = require('./warm-up-calls.cjs')

const [, , dist, command, home, answer] = process.argv
const { compileBundle, runScript, WHOLE, bundleOf } = require(join(dist, 'launch.cjs'))

async function warmUp() {
  process.env.KUBELITE_HOME = home
  const typical = calls[command]
  if (existsSync(bundleOf(command))) return writeFileSync(answer, await compiled(command, typical))
  const script = compileBundle(WHOLE)
  const used = new Set()
  for (const call of [...typical, ...(reaching[command] ?? [])])
    for (const part of await run(script, call)) used.add(part)
  writeFileSync(answer, JSON.stringify([...used]))
}

/** What V8 knows of a bundle after some calls. */
async function compiled(bundle, typical) {
  const script = compileBundle(bundle)
  for (const call of typical) await run(script, call)
  return script.createCachedData()
}

/** The parts that a call has loaded. */
async function run(script, call) {
  process.argv = [process.argv[0], 'kubelite', ...call]
  const { done, loaded } = runScript(script, createRequire(join(dist, 'launch.cjs')))
  await done
  if (process.exitCode) throw new Error(`kubelite ${call.join(' ')} failed`)
  return Object.keys(loaded)
}

warmUp().catch((error) => {
  process.stderr.write(`${error.stack}\n`)
  process.exitCode = 1
})
