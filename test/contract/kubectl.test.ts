/** What of kubectl there is, held against the names of its commands and flags. `vitest run test/contract/kubectl -u` writes docs/kubectl.md anew. */
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { flagName } from '../../src/cli/flags/flag.ts'
import { globalFlags } from '../../src/cli/flags/global.ts'
import { createTestCli, type TestCli } from '../cli/test-cli.ts'
import kubectlFlags from './kubectl-flags.json' with { type: 'json' }

const document = fileURLToPath(new URL('../../docs/kubectl.md', import.meta.url))
const flagsByCommand: Readonly<Record<string, readonly string[]>> = kubectlFlags

/** What is said of a flag that there is not; undefined where there is one. */
async function refusalOf(cli: TestCli, path: string, flag: string): Promise<string | undefined> {
  // No flag takes this for a number, a time or a truth value: only what it is refused for is told.
  // What would serve until it is interrupted is given a port that is none.
  const ending = path === 'proxy' ? ['--port=-1'] : []
  const { stderr } = await cli.run([...path.split(' '), `--${flag}=x`, ...ending])
  const [line = ''] = stderr.split('\n')
  return /^error: (unknown (flag|command)|.*\bis not supported\b)/.test(line) ? line : undefined
}

/** Commands whose flags mean something else than the global ones of the same names. */
const isOwn = (path: string) => /^(config set-|create .*rolebinding|set subject|debug)/.test(path)

interface Row {
  path: string
  supported: string[]
  refused: [flag: string, message: string][]
  /** What is said of the command as a whole. */
  message?: string
}

async function rowOf(cli: TestCli, path: string): Promise<Row> {
  const row: Row = { path, supported: [], refused: [] }
  // What all commands take is told once.
  const flags = (flagsByCommand[path] ?? []).filter(
    (flag) => !flagsByCommand['']?.includes(flag) || isOwn(path),
  )
  for (const flag of flags) {
    const message = await refusalOf(cli, path, flag)
    if (message === undefined) row.supported.push(flag)
    else row.refused.push([flag, message])
  }
  const { stderr } = await cli.run([...path.split(' '), '--help'])
  if (stderr !== '') row.message = stderr.split('\n', 1)[0]!
  const messages = new Set(row.refused.map(([, message]) => message))
  if (flags.length > 1 && row.supported.length === 0 && messages.size === 1) row.message = [...messages][0]!
  return row
}

const code = (text: string) => `\`${text}\``

function commandLine({ path, supported, refused, message }: Row): string {
  const name = code(`kubectl ${path}`)
  if (message !== undefined) return `| ${name} | not there: ${code(message)} | |`
  const there = supported.map((flag) => code(`--${flag}`)).join(' ') || '(has none)'
  const gone = refused.map(([flag, said]) => `${code(`--${flag}`)} (${code(said)})`)
  return `| ${name} | ${there} | ${gone.join(' ')} |`
}

async function globalLine(cli: TestCli, flag: string): Promise<string> {
  const [key, definition] = Object.entries(globalFlags).find(([name]) => flagName(name) === flag) ?? []
  if (key === undefined || definition === undefined) return `| ${code(`--${flag}`)} | refused: unknown |`
  const message = await refusalOf(cli, 'version', flag)
  if (message !== undefined) return `| ${code(`--${flag}`)} | refused: ${code(message)} |`
  const meaning = definition.hidden ? 'accepted; there is nothing that it could change' : definition.help
  return `| ${code(`--${flag}`)} | ${meaning} |`
}

const count = (rows: readonly Row[], what: (row: Row) => number) =>
  rows.reduce((sum, row) => sum + what(row), 0)

describe('docs/kubectl.md', () => {
  it('tells of all commands and flags', async () => {
    await using cli = createTestCli()
    const rows: Row[] = []
    for (const path of Object.keys(flagsByCommand)) if (path !== '') rows.push(await rowOf(cli, path))
    const globals: string[] = []
    for (const flag of flagsByCommand[''] ?? []) globals.push(await globalLine(cli, flag))
    const there = rows.filter(({ message }) => message === undefined)
    const text = `# kubelite and kubectl

What of kubectl 1.35 there is in kubelite, found out by trying each flag of each command. This text is made by a test
(\`npx vitest run test/contract/kubectl -u\`), and the test fails where it is no longer true. A flag that there is not is
an error that says so; none is ignored silently.

${there.length} of ${rows.length} commands are there, with ${count(there, ({ supported }) => supported.length)} of their ${count(there, ({ supported, refused }) => supported.length + refused.length)} flags.

\`npm run compare\` runs hundreds of command lines through kubectl itself and through kubelite, and tells where their
output differs.

## Commands

| command | flags that are there | refused |
| --- | --- | --- |
${rows.map(commandLine).join('\n')}

## Flags of all commands

| flag | what it does |
| --- | --- |
${globals.join('\n')}

kubelite has \`--data-dir\` besides: the folder that holds the cluster.

## Contexts

A kubeconfig is optional. Without one there is the context \`kubelite\` of the cluster \`kubelite\` and the user
\`kubernetes-admin\`; the first \`config set-…\` that changes something writes it to the file \`config\` in the folder of the
cluster. \`--kubeconfig\` and \`KUBECONFIG\` name other files, and are read and changed as by kubectl. \`~/.kube/config\` is
not touched unless one of them names it.

    kubelite config set-context --current --namespace=shop     # the namespace of all commands from here on

All contexts lead to the cluster of \`--data-dir\`, whatever server they name. The credentials of a context's user count
where its cluster has the server of the built-in context (\`https://127.0.0.1:6443\`), or where \`--kubeconfig\` or \`--user\`
names them: a KUBECONFIG for real clusters gives its namespace and nothing else.

## Plug-ins

A program on the PATH named \`kubelite-foo\` or \`kubectl-foo\` is called by \`kubelite foo\`, as kubectl calls it: the longest
name that the words make counts, and dashes within a word stand as underscores. It gets the words after its name, the
environment and the streams, and its exit code is that of the call. \`kubelite plugin list\` shows them.

## Completion

\`source <(kubelite completion bash)\`, or \`zsh\`; \`kubelite completion --help\` tells how for fish, PowerShell and aliases.
`
    await expect(text).toMatchFileSnapshot(document)
  }, 120_000)

  it('knows that flags are refused', async () => {
    await using cli = createTestCli()
    expect(await refusalOf(cli, 'get', 'nosuch')).toBe('error: unknown flag: --nosuch')
    expect(await refusalOf(cli, 'get', 'output')).toBeUndefined()
    expect(await refusalOf(cli, 'get', 'server')).toMatch(/^error: --server is not supported: /)
  })
})
