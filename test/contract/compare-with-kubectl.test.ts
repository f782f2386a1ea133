/** What needs no server, held against kubectl itself where it is at hand: the lines of `npm run compare`. */
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { diskClusters } from '../../src/cli/cluster-access.ts'
import { runCli } from '../../src/cli/program.ts'
import { createFakeTime } from '../cli/fake-time.ts'
import { NOW, type Result } from '../cli/test-cli.ts'

/** The modules are JavaScript: scripts run without a build. */
interface Line {
  line: string
  reason?: string
}
type Program = (
  words: readonly string[],
  options: { cwd: string; env: Record<string, string> },
) => Promise<Result>
interface Comparison extends Line {
  kubectl: Result
  kubelite: Result
  differs: boolean
}
interface Comparing {
  readSections(): { subject: string; lines: Line[] }[]
  compareSections(
    sections: unknown[],
    programs: Record<'kubectl' | 'kubelite', Program>,
  ): Promise<Comparison[]>
}

const script = (name: string) =>
  String(new URL(`../../scripts/compare-with-kubectl/${name}.js`, import.meta.url))
const { readSections, compareSections } = (await import(script('compare'))) as Comparing
const { findKubectl, VERSION } = (await import(script('kubectl'))) as {
  findKubectl(): string | undefined
  VERSION: string
}
const program = findKubectl()

async function kubectl(args: readonly string[], options: { cwd: string; env: Record<string, string> }) {
  const child = spawn(program!, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = new Promise((resolve) => child.on('close', resolve))
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exited])
  return { stdout, stderr, exitCode: Number(exitCode) }
}

const kubelite: Program = async (words, { cwd, env }) => {
  const written = { stdout: '', stderr: '' }
  const streams = {
    stdout(text: string) {
      written.stdout += text
    },
    stderr(text: string) {
      written.stderr += text
    },
    readStdin: async () => Buffer.of(),
    readLine: async () => undefined,
    isTerminal: () => false,
  }
  const host = { streams, env, cwd, platform: process.platform, home: () => cwd }
  const clusters = diskClusters(streams)
  const exitCode = await runCli(words, { ...host, clusters, waiting: createFakeTime(NOW) })
  return { ...written, exitCode }
}

const title = `what kubectl ${VERSION} prints`

describe.skipIf(program === undefined)(
  program === undefined ? `${title} (skipped: there is no such kubectl on the PATH or in the cache)` : title,
  () => {
    describe.each(readSections())('$subject', (section) => {
      it('is what kubelite prints, save where it is known to differ', async () => {
        const found = await compareSections([section], { kubectl, kubelite })
        const wrong = found.filter(({ reason, differs }) => reason === undefined && differs)
        const said = (by: 'kubectl' | 'kubelite') => wrong.map((each) => ({ line: each.line, ...each[by] }))
        expect(said('kubelite')).toEqual(said('kubectl'))
        expect(found.filter(({ reason, differs }) => reason && !differs).map(({ line }) => line)).toEqual([])
      })
    })
  },
)

it('has several hundred lines', () => {
  expect(readSections().flatMap(({ lines }) => lines).length).toBeGreaterThan(300)
})
