/** Builds dist: the command line with its code cache, the library with its types. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleCli, bundleLibrary, root } from './build/bundles.js'
import { emitTypes } from './build/types.js'
import { calls } from './build/warm-up-calls.cjs'

// Made aside and put in place when whole, so that a build that fails leaves the one before it.
const target = join(root, 'dist')
const aside = join(root, 'node_modules/.cache/kubelite', String(process.pid))
const dist = join(aside, 'dist')
mkdirSync(dist, { recursive: true })
try {
  copyFileSync(join(root, 'scripts/build/launch.cjs'), join(dist, 'launch.cjs'))
  await Promise.all([bundleCli(dist), bundleLibrary(dist), emitTypes(dist)])
  writeCodeCaches()
  rmSync(target, { recursive: true, force: true })
  renameSync(dist, target)
} finally {
  rmSync(aside, { recursive: true, force: true })
}

/** Without the caches the command works as well, only slower: a machine that cannot run it still gets a build. */
function writeCodeCaches() {
  const home = mkdtempSync(join(tmpdir(), 'kubelite-'))
  try {
    for (const command of Object.keys(calls)) writeCodeCache(command, home)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** @param {string} command @param {string} home */
function writeCodeCache(command, home) {
  const args = [join(root, 'scripts/build/warm-up.cjs'), dist, command, home]
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) process.stderr.write(`no code cache, ${command} will start slower:\n${stderr}`)
}
