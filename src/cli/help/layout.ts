/** kubectl's layout of help: description, examples, options, usage. */
import type { Command, Example } from '../command.ts'
import { type Flags, flagName } from '../flags/flag.ts'

/** The help of one command. */
export function commandHelp(command: Command, program: string): string {
  const sections = [
    command.long.map((paragraph, index) => (index === 0 ? paragraph : ` ${paragraph}`)).join('\n\n'),
    command.examples.length === 0 ? '' : `Examples:\n${exampleLines(command.examples, program)}`,
    optionSection(command.flags),
    `Usage:\n  ${[program, command.name, command.usage, '[options]'].filter(Boolean).join(' ')}`,
    globalHint(program),
  ]
  return `${sections.filter(Boolean).join('\n\n')}\n`
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
