/** Runs commands in this process over a cluster in memory, with streams that are kept. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ClusterAccess, ProgressListener } from '../../src/cli/cluster-access.ts'
import { runCli } from '../../src/cli/program.ts'
import type { Waiting } from '../../src/cli/waiting.ts'
import type { Cluster } from '../../src/cluster/cluster.ts'
import { createFakeTime } from './fake-time.ts'

/** What a command left behind. */
export interface Result {
  stdout: string
  stderr: string
  exitCode: number
}

export interface TestCli extends AsyncDisposable {
  /** Runs a line as a shell would split it, or words as they are. */
  run(
    line: string | readonly string[],
    input?: { stdin?: string | Uint8Array; terminal?: boolean },
  ): Promise<Result>
  /** Writes a file into the folder that commands run in. */
  file(path: string, text: string | Uint8Array): void
  /** The folder that commands run in. */
  folder: string
  cluster(): Promise<Cluster>
}

/** The moment at which cluster time stands. */
export const NOW = Date.UTC(2026, 10, 22, 12)

/** A program over the cluster that is given, or one of its own, which is made at first use. */
export function createTestCli({
  env = {},
  cluster,
  waiting = createFakeTime(NOW),
}: {
  env?: Record<string, string>
  cluster?: Cluster
  /** The machine's time: what cluster time goes by. */
  waiting?: Waiting
} = {}): TestCli {
  const folder = mkdtempSync(join(tmpdir(), 'kubelite-cli-'))
  const clusters = memoryClusters(waiting.now, cluster)
  return {
    folder,
    cluster: () => clusters.open('', {}),
    file(path, text) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    },
    async run(line, { stdin = '', terminal = false } = {}) {
      const written = { stdout: '', stderr: '' }
      const lines = Buffer.from(stdin).toString().split('\n')
      const exitCode = await runCli(typeof line === 'string' ? splitWords(line) : line, {
        streams: {
          stdout(text) {
            written.stdout += text
          },
          stderr(text) {
            written.stderr += text
          },
          readStdin: async () => Buffer.from(stdin),
          readLine: async () => lines.shift(),
          isTerminal: () => terminal,
        },
        env,
        cwd: folder,
        platform: 'linux',
        home: () => '/home/user',
        clusters,
        waiting,
      })
      return { ...written, exitCode }
    },
    async [Symbol.asyncDispose]() {
      rmSync(folder, { recursive: true, force: true })
      await clusters.closeAll()
    },
  }
}

function memoryClusters(now: () => number, given?: Cluster): ClusterAccess & { closeAll(): Promise<void> } {
  let opened: Promise<Cluster> | undefined = given && Promise.resolve(given)
  // Of the command that opened the cluster last.
  let listener: ProgressListener | undefined
  const open = async (nodes?: Parameters<ClusterAccess['create']>[2]) => {
    const { openCluster } = await import('../../src/cluster/open.ts')
    const onProgress: ProgressListener = (progress) => listener?.(progress)
    return openCluster({ store: 'memory', seed: 'cli', now, onProgress, ...(nodes && { nodes }) })
  }
  // Commands close what they opened; here the cluster lives on for the next one.
  const kept = async (cluster: Promise<Cluster>): Promise<Cluster> => ({
    ...(await cluster),
    close: async () => {},
  })
  return {
    open(_dir, _env, onProgress) {
      listener = onProgress
      opened ??= open()
      return kept(opened)
    },
    create(_dir, _env, nodes, onProgress) {
      listener = onProgress
      opened = open(nodes)
      return kept(opened)
    },
    async remove() {
      const existed = opened !== undefined
      opened = undefined
      return existed
    },
    closeAll: async () => (await opened)?.close(),
  }
}

/** Words of a line: quotes keep spaces, and are taken off. */
export function splitWords(line: string): string[] {
  const words = line.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? []
  return words.map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double))
}
