/** The same commands with the same seed and time give the same bytes, on stores of their own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runOnDisk } from '../cli/disk-cli.ts'
import { splitWords } from '../cli/test-cli.ts'

const guestbook = new URL('../../examples/guestbook', import.meta.url).pathname
const commands = [
  `apply -f ${guestbook}`,
  'get pods,svc,deploy -o wide',
  'scale deployment frontend --replicas=5',
  'delete node worker-1',
  'delete pod -l role=leader',
  'describe deployment frontend',
  'describe pods',
  'get events -A',
  `delete -f ${guestbook}/redis-follower.yaml`,
  'get all -A -o yaml',
  'get nodes,endpointslices,serviceaccounts,configmaps,namespaces -A -o yaml',
]

it.each(['a', 'another seed'])('with the seed %j two stores tell the same, byte for byte', async (seed) => {
  const first = await session(seed)
  expect(first.join('')).not.toContain('rror')
  expect(await session(seed)).toEqual(first)
})

it('another seed gives other names, but the same world', async () => {
  const [first = [], second = []] = [await session('a'), await session('b')]
  expect(second).not.toEqual(first)
  expect(second.map(lineCount).slice(0, 3)).toEqual(first.map(lineCount).slice(0, 3))
})

/** What each command writes, on a new store. Every command opens the store anew, as processes do. */
async function session(seed: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'kubelite-seed-'))
  try {
    const outputs: string[] = []
    for (const command of commands) outputs.push(await run(command, folder, seed))
    return outputs
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function run(command: string, folder: string, seed: string): Promise<string> {
  const env = {
    KUBELITE_HOME: join(folder, 'store'),
    KUBELITE_SEED: seed,
    KUBELITE_NOW: '2026-01-31T12:00:00Z',
  }
  const stderr = (text: string) => `[stderr] ${text}`
  const { text, exitCode } = await runOnDisk(splitWords(command), { env, cwd: folder, stderr })
  return `$ ${command}\n${text}[exit ${exitCode}]\n`
}

function lineCount(text: string): number {
  return text.split('\n').length
}
