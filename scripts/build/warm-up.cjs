// Runs typical calls of one command in one process and keeps what V8 has compiled by then, lazy functions included.
// Arguments: the folder of the build, the command, a folder for a cluster that is thrown away.
'use strict'
const { writeFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const { join } = require('node:path')
const { calls } = require('./warm-up-calls.cjs')

const [, , dist, command, home] = process.argv
const { compileBundle, runScript, cacheFile } = require(join(dist, 'launch.cjs'))

async function warmUp() {
  process.env.KUBELITE_HOME = home
  const script = compileBundle()
  const requireFromBin = createRequire(join(dist, 'launch.cjs'))
  for (const call of calls[command]) {
    process.argv = [process.argv[0], 'kubelite', ...call]
    await runScript(script, requireFromBin).done
    if (process.exitCode) throw new Error(`kubelite ${call.join(' ')} failed`)
  }
  writeFileSync(cacheFile(command), script.createCachedData())
}

warmUp().catch((error) => {
  process.stderr.write(`${error.stack}\n`)
  process.exitCode = 1
})
