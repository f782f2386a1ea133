// Runs the bundle of the command line with V8's code cache beside it. Copied to dist as it is.
'use strict'
const { existsSync, readFileSync } = require('node:fs')
const { join } = require('node:path')
const { Script } = require('node:vm')

const bundle = join(__dirname, 'cli.cjs')

/** What V8 compiled of the bundle for a command: reading what other commands need would take longer than they save. */
function cacheFile(command) {
  return join(__dirname, `cli.${command}.cache`)
}

/** The cache for the command that is called, if there is one. */
function readCache(words) {
  const command = words.find((word) => /^[a-z][a-z-]*$/.test(word) && existsSync(cacheFile(word)))
  try {
    return readFileSync(cacheFile(command ?? 'help'))
  } catch {
    return undefined
  }
}

/** The bundle as a script. A cache that another version of Node made is ignored: V8 compiles as usual then. */
function compileBundle(cachedData) {
  return new Script(readFileSync(bundle, 'latin1'), { filename: bundle, cachedData })
}

/** Runs a compiled bundle; gives what it exports. */
function runScript(script, require) {
  const module = { exports: {} }
  script.runInThisContext().call(module.exports, module.exports, require, module, bundle, __dirname)
  return module.exports
}

/** Runs the bundle with the arguments of the process, and ends it: to take the heap down in order would take longer. */
function runBundle(require) {
  const { done, isFlushed } = runScript(compileBundle(readCache(process.argv.slice(2))), require)
  done.then(() => {
    if (isFlushed()) process.exit()
  })
}

module.exports = { runBundle, compileBundle, runScript, cacheFile }
