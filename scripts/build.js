/** Builds dist: the command line with its code cache, the library with its types. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleCli, bundleLibrary, root, writeScript } from './build/bundles.js'
import { bundleOf, cacheOf, WHOLE } from './build/launch.cjs'
import { emitTypes } from './build/types.js'
import { calls } from './build/warm-up-calls.cjs'

// Made aside and put in place when whole, so that a build that fails leaves the one before it.
const target = join(root, 'dist')
const aside = join(root, 'node_modules/.cache/kubelite', String(process.pid))
const dist = join(aside, 'dist')
mkdirSync(dist, { recursive: true })
try {
  copyFileSync(join(root, 'scripts/build/launch.cjs'), join(dist, 'launch.cjs'))
  const [parts] = await Promise.all([bundleCli(dist), bundleLibrary(dist), emitTypes(dist)])
  writeCommandBundles(parts)
  writeCodeCaches()
  rmSync(target, { recursive: true, force: true })
  renameSync(dist, target)
} finally {
  rmSync(aside, { recursive: true, force: true })
}

/** For each command the parts that typical calls of it use. @param {Map<string, string>} parts of the program */
function writeCommandBundles(parts) {
  for (const [command, answer] of warmUp()) {
    if (command === WHOLE) continue
    /** @type {string[]} */
    const used = JSON.parse(readFileSync(answer, 'utf8'))
    writeScript(bundleOf(command, dist), new Map(used.map((name) => [name, parts.get(name) ?? ''])))
  }
}

/** What V8 compiles of these bundles. */
function writeCodeCaches() {
  for (const [command, answer] of warmUp()) renameSync(answer, cacheOf(command, dist))
}

/**
 * Runs typical calls of each command; gives the files with what that has found. Without it the command works as well,
 * only slower: a machine that cannot run it still gets a build.
 * @returns {[command: string, answer: string][]}
 */
function warmUp() {
  const home = mkdtempSync(join(tmpdir(), 'kubelite-'))
  try {
    return Object.keys(calls)
      .map((command) => /** @type {[string, string]} */ ([command, join(aside, `${command}.answer`)]))
      .filter(([command, answer]) => runCalls(command, home, answer))
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** @param {string} command @param {string} home @param {string} answer */
function runCalls(command, home, answer) {
  const args = [join(root, 'scripts/build/warm-up.cjs'), dist, command, home, answer]
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) process.stderr.write(`${command} will start slower: it cannot be tried out:\n${stderr}`)
  return status === 0
}
