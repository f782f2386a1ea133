// Runs the command line out of scripts of parts, with V8's code cache beside each. Copied to dist as it is.
'use strict'
const { existsSync, readFileSync } = require('node:fs')
const { join } = require('node:path')
const { Script } = require('node:vm')

const ENTRY = './main.js'

/** Scripts that commands share: what all use; those that open a cluster; those that write; what acts then; every part. */
const FRONT = 'front'
const CORE = 'core'
const WRITE = 'write'
const CONVERGE = 'converge'
const ALL = 'all'

/** Packages and data with scripts of their own have this before their names. */
const APART = 'apart:'

/** Beside these, each command has a script with what its own typical calls use. Most calls need no more than three. */
function scriptFile(name, folder = __dirname) {
  return join(folder, `cli.${name}.cjs`)
}

/** What V8 has compiled of a script in typical calls. */
function cacheFile(name, folder = __dirname) {
  return join(folder, `cli.${name}.cache`)
}

/** Without a cache, or with one that another version of Node made, V8 compiles as usual. */
function compile(name, cachedData) {
  const filename = scriptFile(name)
  return new Script(readFileSync(filename, 'latin1'), { filename, cachedData })
}

function compileAhead(name) {
  return compile(name, existsSync(cacheFile(name)) ? readFileSync(cacheFile(name)) : undefined)
}

/**
 * The script for the command that is called; where none is, the commands will be listed. A word behind a flag may be the
 * flag's value, as in `-n get`: it counts only where no other word will do.
 */
function commandIn(words, hasScript = (word) => existsSync(scriptFile(word))) {
  const isCommand = (word) => /^[a-z][a-z-]*$/.test(word) && hasScript(word)
  const isValue = (index) => /^-[^=]*$/.test(words[index - 1] ?? '')
  return words.find((word, index) => !isValue(index) && isCommand(word)) ?? words.find(isCommand) ?? 'help'
}

/**
 * Loads main, and gives what it exports and the parts that it has loaded, in order, which become more.
 * @param {string} own the script of the command
 * @param {(name: string) => Script} scriptOf
 */
function runProgram(own, require, scriptOf = compileAhead) {
  const opened = {}
  const loaded = {}
  /** The parts in a script: by name, functions as Node wraps modules. */
  const partsIn = (name) =>
    (opened[name] ??= existsSync(scriptFile(name))
      ? scriptOf(name).runInThisContext()(require, scriptFile(name), __dirname)
      : {})
  function find(part) {
    if (part.startsWith(APART)) return partsIn(part.slice(APART.length))[part]
    if (!part.startsWith('./')) return undefined
    const near = partsIn(FRONT)[part] ?? partsIn(own)[part]
    if (near) return near
    return partsIn(CORE)[part] ?? partsIn(partsIn(CORE).where?.(part) ?? ALL)[part]
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

/** Runs the command of the process's arguments, and ends the process: to take the heap down in order would take longer. */
function runBundle(require) {
  const { done, isFlushed } = runProgram(commandIn(process.argv.slice(2)), require)
  done.then(() => {
    if (isFlushed()) process.exit()
  })
}

module.exports = {
  runBundle,
  commandIn,
  compile,
  runProgram,
  scriptFile,
  cacheFile,
  FRONT,
  CORE,
  WRITE,
  CONVERGE,
  ALL,
  APART,
}
