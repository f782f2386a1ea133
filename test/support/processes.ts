/** The built command line in processes of its own. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const program = `${root}/bin/kubelite.js`

/** Builds dist where it is missing or older than what it is made of. To be called before all tests of a file. */
export function buildOnce(): void {
  if (modified(`${root}/dist/cli.all.cache`) > newest(`${root}/src`)) return
  const { status, stderr } = spawnSync(process.execPath, [`${root}/scripts/build.js`], {
    cwd: root,
    env: environment({}),
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`the build failed:\n${stderr}`)
}

/** How a process ended. */
export interface Ended {
  stdout: string
  stderr: string
  exitCode: number | null
  signal: NodeJS.Signals | null
}

export interface Run {
  /** Ends the process at once, as `kill -9` does. */
  kill(): void
  /** What Ctrl-C does. */
  interrupt(): void
  /** Resolves when this text stands on standard output. */
  prints(text: string): Promise<void>
  ended: Promise<Ended>
}

/** Starts a command on the cluster of a folder; the same seed and time make all runs alike. */
export function startKubelite(home: string, ...args: string[]): Run {
  const child = spawn(process.execPath, [program, ...args], {
    env: environment({
      KUBELITE_HOME: home,
      KUBELITE_SEED: 'processes',
      KUBELITE_NOW: '2026-01-31T12:00:00Z',
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const written = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text) => {
    written.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    written.stderr += text
  })
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode, signal) => resolve({ ...written, exitCode, signal }))
  })
  return {
    kill: () => void child.kill('SIGKILL'),
    interrupt: () => void child.kill('SIGINT'),
    async prints(text) {
      while (!written.stdout.includes(text)) await once(child.stdout, 'data')
    },
    ended,
  }
}

/** Runs a command that must succeed without a word on stderr but warnings; gives what it says. */
export async function kubelite(home: string, ...args: string[]): Promise<string> {
  const { stdout, stderr, exitCode, signal } = await startKubelite(home, ...args).ended
  if (exitCode === 0 && stderr.replaceAll(/^Warning: .*\n/gm, '') === '') return stdout
  throw new Error(`kubelite ${args.join(' ')} ended with ${exitCode ?? signal}:\n${stderr}`)
}

/** Without what makes every start of node slow, and without what the user has set. */
function environment(own: Record<string, string>): NodeJS.ProcessEnv {
  const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...env } = process.env
  return { ...env, ...own }
}

function newest(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return Math.max(...files.map((file) => modified(`${folder}/${file}`)))
}

function modified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
