/** Stories at the command line: what is typed, and what the cluster looks like then, as one text. */
import { expect } from 'vitest'
import { createTestCli, type TestCli } from '../cli/test-cli.ts'

/** What chance decides about, and what stands for it in stories. */
const masks: readonly [RegExp, string][] = [
  [/\b10\.244\.\d+\.\d+\b/g, 'POD-IP'],
  [/(?<=Successfully assigned \S+ to )\S+/g, 'NODE'],
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'UID'],
  [
    /(?<=\b[a-z]\w*)-(?!\d{8}\b)[bcdfghjklmnpqrstvwxz2456789]{5,10}-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g,
    '-SET-POD',
  ],
  [/(?<=\b[a-z]\w*)-(?!\d{8}\b)[bcdfghjklmnpqrstvwxz2456789]{8,10}\b/g, '-SET'],
  [/(?<=\b[a-z]+(-\d+)?)-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-POD'],
]

/**
 * Plays a story: lines that begin with `> ` are run and must go well without a word on stderr, of lines that begin with
 * `$ ` the output stands below. There, runs of blanks count as one, equal lines are told once as `3x line`, and the lines of
 * tables are sorted. Lines of stderr begin with `[stderr] `, `[exit 1]` stands for the exit code, `# ` begins a remark.
 * Files are objects by their names.
 */
export async function expectStory(files: Readonly<Record<string, object>>, story: string): Promise<void> {
  await using cli = createTestCli()
  for (const [name, content] of Object.entries(files)) cli.file(name, manifest(content))
  const expected = story.split('\n').map(tidy).filter(isTold)
  const told: string[] = []
  for (const line of expected) {
    if (line.startsWith('> ')) await runQuietly(cli, line.slice(2))
    if (/^[>$#] /.test(line)) told.push(line)
    if (line.startsWith('$ ')) told.push(...(await tell(cli, line.slice(2))))
  }
  expect(told.join('\n')).toBe(expected.join('\n'))
}

function manifest(content: object): string {
  const items = Array.isArray(content) ? content : [content]
  return items.map((item) => JSON.stringify(item)).join('\n---\n')
}

async function runQuietly(cli: TestCli, line: string): Promise<void> {
  const { stderr, exitCode } = await cli.run(line)
  expect({ line, stderr, exitCode }).toEqual({ line, stderr: '', exitCode: 0 })
}

async function tell(cli: TestCli, line: string): Promise<string[]> {
  const { stdout, stderr, exitCode } = await cli.run(line)
  const lines = stdout.split('\n').map(mask).filter(isTold)
  return [
    ...fold(line.startsWith('get ') ? sortRows(lines, line.includes('--no-headers')) : lines),
    ...stderr
      .split('\n')
      .map(mask)
      .filter(isTold)
      .map((each) => `[stderr] ${each}`),
    ...(exitCode === 0 ? [] : [`[exit ${exitCode}]`]),
  ]
}

/** Names are made by chance, so the order of rows is, too. Headers stay with the rows below them. */
function sortRows(lines: readonly string[], hasNoHeaders: boolean): string[] {
  if (hasNoHeaders) return lines.toSorted()
  if (!lines[0]?.startsWith('NAME ')) return [...lines]
  const tables: string[][] = []
  for (const line of lines)
    if (line.startsWith('NAME')) tables.push([line])
    else tables.at(-1)?.push(line)
  return tables.flatMap(([header = '', ...rows]) => [header, ...rows.toSorted()])
}

function fold(lines: readonly string[]): string[] {
  const told: { line: string; count: number }[] = []
  for (const line of lines) {
    const last = told.at(-1)
    if (last?.line === line) last.count++
    else told.push({ line, count: 1 })
  }
  return told.map(({ line, count }) => (count === 1 ? line : `${count}x ${line}`))
}

function mask(line: string): string {
  return tidy(masks.reduce((text, [find, mask]) => text.replace(find, mask), line))
}

function tidy(line: string): string {
  return line.trim().replace(/\s+/g, ' ')
}

function isTold(line: string): boolean {
  return line !== ''
}
