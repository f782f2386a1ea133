/** create's generators, run, and set --local: what kubectl 1.35 prints of the same flags, byte for byte. */
import { cpSync, readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { parseTranscript } from '../support/transcripts.ts'
import { createTestCli, splitWords } from './test-cli.ts'

const blocks = parseTranscript(readFileSync(new URL('create-generators.txt', import.meta.url), 'utf8'))
const cli = createTestCli()
cpSync(new URL('create-files', import.meta.url), cli.folder, { recursive: true })
afterAll(() => cli[Symbol.asyncDispose]())

describe('what flags alone make', () => {
  it.each(blocks)('$line: $command', async ({ command, stdout, stderr, exitCode }) => {
    const [, ...words] = splitWords(command)
    const result = await cli.run(words)
    expect({ ...result, stderr: result.stderr.replaceAll('kubelite', 'kubectl') }).toEqual({
      stdout,
      stderr,
      exitCode,
    })
  })
})
