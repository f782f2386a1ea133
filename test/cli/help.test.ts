/** Help texts: complete, and laid out as kubectl's. */
import { describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands/index.ts'
import { flagName } from '../../src/cli/flags/flag.ts'
import { globalFlags } from '../../src/cli/flags/global.ts'
import { createTestCli, splitWords } from './test-cli.ts'

const names = Object.keys(commands)

async function run(line: string) {
  await using cli = createTestCli()
  return cli.run(line)
}

describe.each(names)('the help of %s', (name) => {
  it('stands under its own name', async () => {
    expect((await commands[name]!()).name).toBe(name)
  })
  it('is complete', async () => {
    const command = await commands[name]!()
    expect(command.short).toMatch(/^[A-Z].*[^.]$/)
    expect(command.long.length).toBeGreaterThan(0)
    expect(command.examples.length).toBeGreaterThan(0)
    for (const text of command.long) expect(text).toMatch(/\.$/)
    for (const flag of Object.values(command.flags))
      if (!flag.hidden) expect(flag.help).toMatch(/^[^-].*[.)]$/)
  })
  it('has examples that begin with the command and use flags that exist', async () => {
    const command = await commands[name]!()
    const known = Object.entries({ ...globalFlags, ...command.flags }).flatMap(([key, { short }]) => [
      `--${flagName(key)}`,
      ...(short ? [`-${short}`] : []),
    ])
    for (const { line } of command.examples) {
      const words = splitWords(line.replace(/^.*\{program\} /, ''))
      expect(words[0]).toBe(name)
      for (const word of words.slice(1)) if (/^-./.test(word)) expect(known).toContain(word.split('=')[0])
    }
  })
  it('has flags whose names and letters do not clash', async () => {
    const command = await commands[name]!()
    expect(Object.keys(command.flags).filter((key) => Object.hasOwn(globalFlags, key))).toEqual([])
    const letters = Object.values({ ...globalFlags, ...command.flags }).flatMap(({ short }) => short ?? [])
    expect(new Set(letters).size).toBe(letters.length)
  })
  it('is the same for --help, -h and help', async () => {
    const { stdout, exitCode } = await run(`${name} --help`)
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/\n\nUsage:\n {2}kubelite .*\[options\]\n\nUse "kubelite options"/)
    expect((await run(`${name} -h`)).stdout).toBe(stdout)
    expect((await run(`help ${name}`)).stdout).toBe(stdout)
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
    expect([stdout, exitCode]).toEqual(['', 1])
    expect(stderr).toMatch(/^Unknown help topic \[`nosuch`\]\n\n\nBasic Commands/)
  })
  it('tells of the flags of all commands', async () => {
    const { stdout } = await run('options')
    expect(stdout).toContain("    -n, --namespace='':\n\t")
    expect(stdout).not.toContain('--kubeconfig')
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
