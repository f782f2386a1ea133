/** Plug-ins on the PATH. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

/** Tells of itself, its words and its environment in a file, and ends with a code of its own. */
const script = '#!/bin/sh\nfor word in "$0" "$@" "$COLOR"; do echo "$word"; done > called\nexit 3\n'

let bin: string
beforeAll(() => {
  bin = mkdtempSync(join(tmpdir(), 'kubelite-plugins-'))
  const names = [
    ...['a/kubectl-foo', 'a/kubectl-foo-bar_baz', 'a/kubectl-mine-not', 'a/kubectl-get', 'a/other'],
    ...['b/kubectl-foo', 'b/kubectl-create-x', 'b/kubelite-mine', 'b/kubectl-mine', 'b/kubectl-noexec'],
    ...['c/kubectl-one'],
  ]
  for (const name of names) {
    mkdirSync(dirname(join(bin, name)), { recursive: true })
    writeFileSync(join(bin, name), script)
    chmodSync(join(bin, name), name.endsWith('noexec') ? 0o644 : 0o755)
  }
})
afterAll(() => rmSync(bin, { recursive: true }))

async function withPath(folders: readonly string[], work: (cli: TestCli) => Promise<void>) {
  const PATH = [...folders.map((folder) => join(bin, folder)), '/bin'].join(':')
  await using cli = createTestCli({ env: { PATH, COLOR: 'blue' } })
  await work(cli)
}

const windows = process.platform === 'win32'

describe.skipIf(windows)('a call that names no command', () => {
  const rows: [line: string, called: string[]][] = [
    ['foo a b --x', ['a/kubectl-foo', 'a', 'b', '--x', 'blue']],
    ['foo bar-baz z', ['a/kubectl-foo-bar_baz', 'z', 'blue']],
    ['foo bar baz', ['a/kubectl-foo', 'bar', 'baz', 'blue']],
    ['foo -h', ['a/kubectl-foo', '-h', 'blue']],
    ['mine x', ['b/kubelite-mine', 'x', 'blue']],
    ['create x y --z', ['b/kubectl-create-x', 'y', '--z', 'blue']],
  ]
  it.each(rows)('runs the plug-in with the longest name: %s', (line, [file = '', ...words]) =>
    withPath(['a', 'b'], async (cli) => {
      expect(await cli.run(line)).toEqual({ stdout: '', stderr: '', exitCode: 3 })
      const called = readFileSync(join(cli.folder, 'called'), 'utf8').trim().split('\n')
      expect(called).toEqual([join(bin, file), ...words])
    }),
  )

  it.each([
    ['noexec', 'error: unknown command "noexec" for "kubelite"\n\nDid you mean this?\n\texec\n'],
    ['get nosuch', `error: the server doesn't have a resource type "nosuch"\n`],
    ['-n x foo', 'Error: flags cannot be placed before plugin name: -n\n'],
    ['--nosuch get pods', 'Error: flags cannot be placed before plugin name: --nosuch\n'],
  ])('does not run what cannot be run or is a command: %s', (line, stderr) =>
    withPath(['a', 'b'], async (cli) => {
      expect(await cli.run(line)).toEqual({ stdout: '', stderr, exitCode: 1 })
    }),
  )
})

describe.skipIf(windows)('the list of plug-ins', () => {
  it('tells of each what keeps it from being called', () =>
    withPath(['a', 'b', 'none'], async (cli) => {
      expect(await cli.run('plugin list --name-only')).toEqual({
        stdout:
          'The following compatible plugins are available:\n\nkubectl-foo\nkubectl-foo-bar_baz\nkubectl-get\nkubectl-mine-not\nkubectl-create-x\nkubectl-foo\nkubectl-mine\nkubectl-noexec\nkubelite-mine\n',
        stderr: `Unable to read directory "${bin}/none" from your PATH: open ${bin}/none: no such file or directory. Skipping...
  - warning: kubectl-get overwrites existing command: "kubelite get"
  - warning: ${bin}/b/kubectl-foo is overshadowed by a similarly named plugin: ${bin}/a/kubectl-foo
  - warning: ${bin}/b/kubectl-noexec identified as a kubectl plugin, but it is not executable
error: 3 plugin warnings were found
`,
        exitCode: 1,
      })
    }))

  it('has their paths', () =>
    withPath(['c'], async (cli) => {
      const stdout = `The following compatible plugins are available:\n\n${bin}/c/kubectl-one\n`
      expect(await cli.run('plugin list')).toEqual({ stdout, stderr: '', exitCode: 0 })
    }))

  it('may be empty', () =>
    withPath([], async (cli) => {
      const stderr = 'error: unable to find any kubectl plugins in your PATH\n'
      expect(await cli.run('plugin list')).toEqual({ stdout: '', stderr, exitCode: 1 })
    }))

  it('stands in the help of the program', () =>
    withPath(['c'], async (cli) => {
      expect((await cli.run('--help')).stdout).toContain(
        '\n\nSubcommands provided by plugins:\n  one           The command one is a plugin installed by the user\n\nOther Commands:\n',
      )
    }))
})
