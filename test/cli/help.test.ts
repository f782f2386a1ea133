/** Help texts: complete, and laid out as kubectl's. */
import { describe, expect, it } from 'vitest'
import type { Command, CommandList } from '../../src/cli/command.ts'
import { commands } from '../../src/cli/commands/index.ts'
import { type Flag, type Flags, flagName } from '../../src/cli/flags/flag.ts'
import { globalFlags } from '../../src/cli/flags/global.ts'
import { createTestCli, splitWords } from './test-cli.ts'

const names = Object.keys(commands)

/** Each command with the names that lead to it, those below others after them. */
async function findAll(list: CommandList, above = ''): Promise<[path: string, command: Command][]> {
  const found: [string, Command][] = []
  for (const [name, load] of Object.entries(list)) {
    const command = await load()
    const path = `${above}${name}`
    found.push([path, command], ...(await findAll(command.subcommands ?? {}, `${path} `)))
  }
  return found
}

const all = await findAll(commands)

/** Flags that mean something else than the global ones of their names, as they do in kubectl. */
const OWN_MEANING: Readonly<Record<string, readonly string[]>> = {
  'config set-context': ['cluster', 'namespace', 'user'],
  'config set-credentials': ['token'],
  'create clusterrolebinding': ['user'],
  'create rolebinding': ['user'],
  'set subject': ['user'],
}

async function run(line: string) {
  await using cli = createTestCli()
  return cli.run(line)
}

describe.each(all)('the help of %s', (path, command) => {
  it('stands under its own name', () => {
    expect(path.split(' ').at(-1)).toBe(command.name)
  })
  it('is complete', () => {
    expect(command.short).toMatch(/^[A-Z].*[^.]$/)
    expect(command.long.length).toBeGreaterThan(0)
    // kubectl shows none where the commands below have theirs.
    if (command.run) expect(command.examples.length).toBeGreaterThan(0)
    for (const text of command.long) expect(text).toMatch(/\.$/)
    for (const flag of Object.values(command.flags))
      if (!flag.hidden) expect(flag.help).toMatch(/^[^-].*[.)]$/)
  })
  it('has examples that begin with the command and use flags that exist', () => {
    for (const { line } of command.examples) {
      const text = line.replace(/^.*\{program\} /, '')
      expect(`${text} `.startsWith(`${path} `)).toBe(true)
      const called = all.findLast(([other]) => `${text} `.startsWith(`${other} `))![1]
      const known = flagWords({ ...globalFlags, ...called.flags })
      for (const word of splitWords(text.replace(/ -- .*/, '')))
        if (/^-./.test(word)) expect(known).toContain(word.split('=')[0])
    }
  })
  it('has flags whose names and letters do not clash', () => {
    // A command may have a flag of its own where the global one of the name does nothing by itself.
    const global: Flags = Object.fromEntries(Object.entries(globalFlags).filter(([, { hidden }]) => !hidden))
    const clashing = Object.keys(command.flags).filter((key) => Object.hasOwn(global, key))
    expect(clashing).toEqual(OWN_MEANING[path] ?? [])
    const letters = Object.values<Flag<unknown>>({ ...globalFlags, ...command.flags }).flatMap(
      ({ short }) => short ?? [],
    )
    expect(new Set(letters).size).toBe(letters.length)
  })
  it('is the same for --help, -h and help', async () => {
    const { stdout, exitCode } = await run(`${path} --help`)
    expect(exitCode).toBe(0)
    if (path !== 'alpha') {
      expect(stdout).toMatch(new RegExp(`\\n\\nUsage:\\n {2}kubelite ${path} .*\\[options\\].*\\n\\n`))
      expect(stdout).toMatch(/\nUse "kubelite options" for a list of global command-line options/)
    }
    expect((await run(`${path} -h`)).stdout).toBe(stdout)
    expect((await run(`help ${path}`)).stdout).toBe(stdout)
  })
})

function flagWords(flags: Flags): string[] {
  return Object.entries(flags).flatMap(([key, { short }]) => [
    `--${flagName(key)}`,
    ...(short ? [`-${short}`] : []),
  ])
}

describe('the help of a command with others below it', () => {
  it('lists them', async () => {
    const { stdout } = await run('clock --help')
    expect(stdout).toContain(
      '\n\nAvailable Commands:\n  advance       Let cluster time pass\n  set           Let cluster time pass up to a moment\n\nOptions:\n',
    )
    expect(stdout).toMatch(
      /\n\nUse "kubelite clock <command> --help" for more information about a given command\.\nUse "kubelite options" for .*\n$/,
    )
  })
})

describe('the help of the program', () => {
  it('lists each command once, by group', async () => {
    const { stdout } = await run('')
    for (const name of names) expect(stdout.match(new RegExp(`^  ${name} +\\S`, 'gm'))).toHaveLength(1)
    expect(stdout).toContain(
      '\nBasic Commands (Intermediate):\n  explain         Get documentation for a resource\n',
    )
    expect((await run('--help')).stdout).toBe(stdout)
    expect((await run('help')).stdout).toBe(stdout)
  })
  it('comes on stderr for a topic that does not exist', async () => {
    const { stdout, stderr, exitCode } = await run('help nosuch')
    expect([stdout, exitCode]).toEqual(['', 0])
    expect(stderr).toMatch(/^Unknown help topic \[`nosuch`\]\n\n\nBasic Commands/)
  })
  it('tells of the flags of all commands', async () => {
    const { stdout } = await run('options')
    expect(stdout).toContain("    -n, --namespace='':\n\t")
    expect(stdout).not.toContain('--server')
  })
})

describe('the layout of options', () => {
  it('is kubectl’s: sorted, short form first, default, help behind a tab', async () => {
    const { stdout } = await run('delete --help')
    const options = [...stdout.matchAll(/^ {4}(?:-\w, )?--([\w-]+)=.*:\n\t\S/gm)].map((match) => match[1])
    expect(options).toEqual([...options].sort())
    expect(stdout).toContain('\n    -A, --all-namespaces=false:\n\t')
    expect(stdout).toContain("\n    --cascade='background':\n\t")
    expect(stdout).toContain('\n    --grace-period=-1:\n\t')
    expect(stdout).toContain('\n    --timeout=0s:\n\t')
    expect(stdout).toContain('\n    -f, --filename=[]:\n\t')
  })
})
