/** What becomes of a call whose command there is not: a plug-in may have it. */
import type { CommandList } from './command.ts'
import type { Host } from './context.ts'
import { CliError } from './errors.ts'

/** Runs the plug-in that the call means; throws if there is none. `name` is the first word that is no flag. */
export async function runUnknown(
  name: string,
  words: readonly string[],
  { commands, program, host }: { commands: CommandList; program: string; host: Host },
): Promise<void> {
  if (words[0]?.startsWith('-'))
    throw new CliError(`Error: flags cannot be placed before plugin name: ${words[0]}`, { bare: true })
  const { runPlugin } = await import('./plugins/run-plugin.ts')
  if (!(await runPlugin(words, host))) throw await unknownCommand(name, commands, program)
}

async function unknownCommand(name: string, commands: CommandList, program: string): Promise<CliError> {
  const { suggest } = await import('./help/suggest.ts')
  const similar = suggest(name, Object.keys(commands))
  const hint =
    similar.length === 0 ? '' : `\n\nDid you mean this?\n${similar.map((each) => `\t${each}\n`).join('')}`
  return new CliError(`unknown command "${name}" for "${program}"${hint}`)
}
