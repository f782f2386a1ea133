/** Runs commands in this process over a cluster on disk, each as a process of its own would: it opens the store anew. */
import { diskClusters } from '../../src/cli/cluster-access.ts'
import { runCli } from '../../src/cli/program.ts'
import type { Environment } from '../../src/cli/streams.ts'
import { createFakeTime } from './fake-time.ts'
import { NOW } from './test-cli.ts'

/** What a command wrote, as a terminal shows it: both streams, in the order in which they were written. */
export interface Shown {
  text: string
  exitCode: number
}

/** Runs one command. The environment says where the cluster is: KUBELITE_HOME, and KUBELITE_SEED and KUBELITE_NOW. */
export async function runOnDisk(
  words: readonly string[],
  {
    env,
    cwd,
    stdin = '',
    stderr = (text) => text,
  }: { env: Environment; cwd: string; stdin?: string; stderr?(text: string): string },
): Promise<Shown> {
  let text = ''
  const streams = {
    stdout(written: string) {
      text += written
    },
    stderr(written: string) {
      text += stderr(written)
    },
    readStdin: async () => Buffer.from(stdin),
    readLine: async () => undefined,
    isTerminal: () => false,
  }
  const exitCode = await runCli(words, {
    streams,
    env,
    cwd,
    platform: 'linux',
    home: () => cwd,
    clusters: diskClusters(streams),
    waiting: createFakeTime(NOW),
  })
  return { text, exitCode }
}
