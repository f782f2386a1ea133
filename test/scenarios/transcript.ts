/** Sessions at the command line as tests: what is typed, and what the program answers. */
import { expect } from 'vitest'
import type { TestCli } from '../cli/test-cli.ts'

/** What chance decides about, and what stands for it in transcripts. */
const masks: readonly [RegExp, string][] = [
  [/\b10\.244\.\d+\.\d+\b/g, 'POD-IP'],
  [/\b10\.(9[6-9]|10\d|11[01])\.\d+\.\d+\b/g, 'SERVICE-IP'],
  [/:3[0-2]\d{3}\//g, ':NODE-PORT/'],
  [/-[bcdfghjklmnpqrstvwxz2456789]{5,10}-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-HASH-SUFFIX'],
  [/(?<=(replicaset\.apps\/|RS )\S+-)[bcdfghjklmnpqrstvwxz2456789]{8,10}\b/g, 'HASH'],
]

/**
 * Runs each line that begins with `$ ` and compares what comes with the lines below it. Lines of stderr begin with
 * `[stderr] `, and `[exit 1]` stands for the exit code. Runs of blanks, blank lines and the order of lines do not count.
 */
export async function expectSession(cli: TestCli, transcript: string, stdin = ''): Promise<void> {
  for (const block of transcript.split(/^\s*\$ /m).slice(1)) {
    const [command = '', ...expected] = block.split('\n')
    const { stdout, stderr, exitCode } = await cli.run(command.trim(), { stdin })
    const actual = [
      ...stdout.split('\n'),
      ...stderr.split('\n').map((line) => (line === '' ? '' : `[stderr] ${line}`)),
      ...(exitCode === 0 ? [] : [`[exit ${exitCode}]`]),
    ]
    expect({ command, lines: tidy(actual) }).toEqual({ command, lines: tidy(expected) })
  }
}

function tidy(lines: readonly string[]): string[] {
  return lines
    .map((line) => masks.reduce((text, [find, mask]) => text.replace(find, mask), line.trim()))
    .map((line) => line.replace(/ {2,}/g, '  '))
    .filter((line) => line !== '')
    .sort()
}
