/** Builds dist: the command line with its code cache, the library with its types. */
import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { bundleCli, bundleLibrary, root, scriptsApart, writeScript } from './build/bundles.js'
import { ALL, CONVERGE, CORE, cacheFile, scriptFile, WRITE } from './build/launch.cjs'
import { divide } from './build/layers.js'
import { emitTypes } from './build/types.js'

// Made aside and put in place when whole, so that a build that fails leaves the one before it.
const target = join(root, 'dist')
const aside = join(root, 'node_modules/.cache/kubelite', String(process.pid))
const dist = join(aside, 'dist')
mkdirSync(dist, { recursive: true })
try {
  copyFileSync(join(root, 'scripts/build/launch.cjs'), join(dist, 'launch.cjs'))
  const [parts] = await Promise.all([bundleCli(dist), bundleLibrary(dist), emitTypes(dist)])
  const scripts = await divideAmongScripts(parts)
  await writeCodeCaches([...scripts, ALL, ...scriptsApart])
  rmSync(target, { recursive: true, force: true })
  renameSync(dist, target)
} finally {
  rmSync(aside, { recursive: true, force: true })
}

/** Writes the scripts by which commands start soon; gives their names. @param {Map<string, string>} parts of the program */
async function divideAmongScripts(parts) {
  const answer = join(aside, 'usage')
  if (!(await warmUp('home')) || !(await warmUp('usage', answer))) return []
  const { usage, faults } = JSON.parse(readFileSync(answer, 'utf8'))
  for (const [command, fault] of Object.entries(faults))
    process.stderr.write(`${command} will start slower: it cannot be tried out:\n${fault}\n`)
  const scripts = divide(usage)
  const others = new Map([WRITE, CONVERGE].map((name) => [name, scripts.get(name) ?? []]))
  for (const [name, used] of scripts) {
    const some = new Map([...used].map((part) => [part, parts.get(part) ?? '']))
    writeScript(scriptFile(name, dist), some, name === CORE ? others : undefined)
  }
  return scripts.keys()
}

/** What V8 compiles of the scripts. @param {string[]} names */
async function writeCodeCaches(names) {
  const left = [...names]
  const worker = async () => {
    for (let name = left.pop(); name !== undefined; name = left.pop())
      await warmUp('cache', name, cacheFile(name, dist))
  }
  await Promise.all(Array.from({ length: availableParallelism() }, worker))
}

/**
 * Runs typical calls of commands. Without what that finds they work as well, only slower: a machine that cannot run them
 * still gets a build.
 * @param {string} task @param {string[]} args
 */
async function warmUp(task, ...args) {
  const words = [join(root, 'scripts/build/warm-up.cjs'), aside, task, ...args]
  try {
    // What the commands print is nobody's concern here.
    await promisify(execFile)(process.execPath, words)
    return true
  } catch (error) {
    process.stderr.write(`commands will start slower: ${error}\n`)
    return false
  }
}
