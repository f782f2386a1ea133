/** Starts real child processes that use a store (child.ts). */
import type { ChildProcess } from 'node:child_process'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { afterAll, onTestFinished } from 'vitest'

const require = createRequire(import.meta.url)
const packages = /^(lmdb|msgpackr|sorted-btree)$/

/** Bundles child.ts for node, outside of the source tree; to be called once in a test file. */
export async function buildChild(): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), 'kubelite-child-'))
  afterAll(() => rmSync(dir, { recursive: true, force: true }))
  const outfile = join(dir, 'child.mjs')
  await build({
    entryPoints: [new URL('./child.ts', import.meta.url).pathname],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outfile,
    plugins: [
      {
        name: 'packages-from-here',
        setup: ({ onResolve }) =>
          onResolve({ filter: packages }, ({ path }) => ({
            path: pathToFileURL(require.resolve(path)).href,
            external: true,
          })),
      },
    ],
  })
  return outfile
}

/** A running child. */
export interface Child {
  process: ChildProcess
  /** Lines that it has written to its standard output so far. */
  lines: string[]
  /** Resolves with the next line. */
  nextLine(): Promise<string>
  /** Resolves with the exit code, or the signal that ended it; all lines have come by then. */
  ended: Promise<number | string>
}

/** Starts a task on the store in a folder. A child that still runs when the test ends is killed. */
export function startChild(script: string, dir: string, task: string, ...args: (string | number)[]): Child {
  const child = spawn(process.execPath, [script, dir, task, ...args.map(String)], {
    env: environment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines: string[] = []
  const reader = createInterface(child.stdout)
  reader.on('line', (line) => lines.push(line))
  return {
    process: child,
    lines,
    nextLine: async () => (await once(reader, 'line'))[0],
    ended: Promise.all([once(child, 'close'), once(reader, 'close')]).then(
      ([[code, signal]]) => code ?? signal,
    ),
  }
}

/** Runs a task to its end while this process stands still. */
export function runChildNow(script: string, dir: string, task: string, ...args: string[]): void {
  execFileSync(process.execPath, [script, dir, task, ...args], { env: environment() })
}

/** The environment without what makes every start of node slow. */
function environment(): NodeJS.ProcessEnv {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env
  return env
}
