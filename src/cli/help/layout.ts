/** kubectl's layout of help: description, examples, options, usage. */
import type { Command, Example } from '../command.ts'
import { type Flags, flagName } from '../flags/flag.ts'

/** The help of one command. `path` is `kubelite rollout status`; `subcommands` are those below it, loaded. */
export function commandHelp(
  command: Command,
  program: string,
  path: string,
  subcommands: readonly Command[] = [],
): string {
  const sections = [
    command.long.map((paragraph, index) => (index === 0 ? paragraph : ` ${paragraph}`)).join('\n\n'),
    command.aliases === undefined ? '' : `Aliases:\n${[command.name, ...command.aliases].join(', ')}`,
    command.examples.length === 0 ? '' : `Examples:\n${exampleLines(command.examples, program)}`,
    subcommandSection(subcommands),
    optionSection(command.flags),
    usageSection(command, path),
    hints(command, program, path, subcommands.length > 0),
  ]
  return `${sections.filter(Boolean).join('\n\n')}\n`
}

/** A command that only holds others has no usage of its own, as cobra has it. */
function usageSection({ usage, withoutSubcommand }: Command, path: string): string {
  if (withoutSubcommand === 'help' && usage === '') return ''
  const options = usage.includes('[options]') ? '' : '[options]'
  return `Usage:\n  ${[path, usage, options].filter(Boolean).join(' ')}`
}

function hints(command: Command, program: string, path: string, above: boolean): string {
  const lines = [above ? subcommandHint(path) : '', usageSection(command, path) && globalHint(program)]
  return lines.filter(Boolean).join('\n')
}

/** How to get the help of what is below a command. */
export function subcommandHint(path: string): string {
  return `Use "${path} <command> --help" for more information about a given command.`
}

/** Names are padded to this width, or to the longest one (cobra's NamePadding), and a gap. */
const NAME_WIDTH = 11

function subcommandSection(subcommands: readonly Command[]): string {
  if (subcommands.length === 0) return ''
  const sorted = [...subcommands].sort((a, b) => (a.name < b.name ? -1 : 1))
  const width = Math.max(NAME_WIDTH, ...sorted.map(({ name }) => name.length))
  const lines = sorted.map(({ name, short }) => `  ${name.padEnd(width)}   ${short}`)
  return `Available Commands:\n${lines.join('\n')}`
}

/** The line that ends every command's help. */
export function globalHint(program: string): string {
  return `Use "${program} options" for a list of global command-line options (applies to all commands).`
}

/** The list of flags under `Options:`; empty without any. */
export function optionSection(flags: Flags): string {
  const shown = Object.entries(flags).filter(([, flag]) => flag.hidden !== true)
  const entries = shown.map(([key, flag]) => ({ name: flagName(key), flag }))
  if (entries.length === 0) return ''
  entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  const texts = entries.map(({ name, flag }) => {
    const short = flag.short === undefined || flag.short === name ? '' : `-${flag.short}, `
    return `    ${short}--${name}=${flag.shown}:\n\t${flag.help}`
  })
  return `Options:\n${texts.join('\n\n')}`
}

function exampleLines(examples: readonly Example[], program: string): string {
  const texts = examples.map(({ about, line }) => {
    const shell = line.includes('{program}') ? line.replaceAll('{program}', program) : `${program} ${line}`
    return `  # ${about}\n  ${shell}`
  })
  return texts.join('\n  \n')
}
