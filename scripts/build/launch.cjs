// Runs the bundle of the command line with V8's code cache beside it. Copied to dist as it is.
'use strict'
const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { Script } = require('node:vm')

const bundle = join(__dirname, 'cli.cjs')
const cache = join(__dirname, 'cli.cache')

/** The cache, if there is one. */
function readCache() {
  try {
    return readFileSync(cache)
  } catch {
    return undefined
  }
}

/** The bundle as a script. A cache that another version of Node made is ignored: V8 compiles as usual then. */
function compileBundle(cachedData) {
  const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(bundle, 'latin1')}\n})`
  return new Script(source, { filename: bundle, cachedData })
}

/** Runs a compiled bundle; gives what it exports. */
function runScript(script, require) {
  const module = { exports: {} }
  script.runInThisContext().call(module.exports, module.exports, require, module, bundle, __dirname)
  return module.exports
}

/** Runs the bundle with the arguments of the process. */
function runBundle(require) {
  return runScript(compileBundle(readCache()), require)
}

module.exports = { runBundle, compileBundle, runScript, cache }
