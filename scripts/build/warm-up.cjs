// Runs typical commands in one process and keeps what V8 has compiled by then, lazy functions included.
// Arguments: a folder for a cluster that is thrown away.
'use strict'
const { writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { compileBundle, runScript, cache } = require('../../dist/launch.cjs')

const manifest = join(__dirname, 'warm-up.yaml')
const commands = [
  ['apply', '-f', manifest],
  ['get', 'pods'],
  ['get', 'pods,svc', '-o', 'wide'],
  ['get', 'deploy', 'warm-up', '-o', 'yaml'],
  ['apply', '-f', manifest],
  ['get', 'pods', '-A'],
]

async function warmUp() {
  process.env.KUBELITE_HOME = process.argv[2]
  const script = compileBundle()
  for (const command of commands) {
    process.argv = [process.argv[0], 'kubelite', ...command]
    await runScript(script, require).done
    if (process.exitCode) throw new Error(`kubelite ${command.join(' ')} failed`)
  }
  writeFileSync(cache, script.createCachedData())
}

warmUp().catch((error) => {
  process.stderr.write(`${error.stack}\n`)
  process.exitCode = 1
})
