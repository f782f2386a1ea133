// Runs the bundle of the command line with V8's code cache beside it. Copied to dist as it is.
'use strict'
const { existsSync, readFileSync } = require('node:fs')
const { join } = require('node:path')
const { Script } = require('node:vm')

/** The bundle of all parts: for commands without one of their own, and for what those lack. */
const WHOLE = 'all'
const ENTRY = './main.js'

/** The parts that typical calls of a command use: reading those of all commands would take longer than running many. */
function bundleOf(command, folder = __dirname) {
  return join(folder, `cli.${command}.cjs`)
}

/** What V8 compiled of a command's bundle. */
function cacheOf(command, folder = __dirname) {
  return join(folder, `cli.${command}.cache`)
}

/** A bundle as a script. A cache that another version of Node made is ignored: V8 compiles as usual then. */
function compileBundle(name, cachedData) {
  const filename = bundleOf(name)
  return new Script(readFileSync(filename, 'latin1'), { filename, cachedData })
}

/** The same with its cache, if there is one. */
function compileAhead(name) {
  return compileBundle(name, existsSync(cacheOf(name)) ? readFileSync(cacheOf(name)) : undefined)
}

/** The bundle for the command that is called. */
function bundleFor(words) {
  return words.find((word) => /^[a-z][a-z-]*$/.test(word) && existsSync(bundleOf(word))) ?? WHOLE
}

/** The parts in a script: by name, functions as Node wraps modules. */
function partsIn(script, require) {
  return script.runInThisContext()(require, bundleOf(WHOLE), __dirname)
}

/** Runs the program out of a compiled bundle: what it exports, and the parts that it has loaded, which become more. */
function runScript(script, require) {
  const parts = partsIn(script, require)
  const loaded = {}
  let others
  function find(name) {
    if (parts[name] !== undefined || !name.startsWith('./')) return parts[name]
    others ??= partsIn(compileAhead(WHOLE), require)
    return others[name]
  }
  function load(name) {
    if (loaded[name] !== undefined) return loaded[name].exports
    const define = find(name)
    if (define === undefined) return require(name)
    const part = { exports: {} }
    loaded[name] = part
    define(part.exports, load, part)
    return part.exports
  }
  return { ...load(ENTRY), loaded }
}

/** Runs the bundle with the arguments of the process, and ends it: to take the heap down in order would take longer. */
function runBundle(require) {
  const { done, isFlushed } = runScript(compileAhead(bundleFor(process.argv.slice(2))), require)
  done.then(() => {
    if (isFlushed()) process.exit()
  })
}

module.exports = { runBundle, compileBundle, runScript, WHOLE, bundleOf, cacheOf }
