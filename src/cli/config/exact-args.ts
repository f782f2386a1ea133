/** The arguments of commands that take a certain number of them. */
import type { CommandContext } from '../command.ts'
import { CliError } from '../errors.ts'

interface Arguments {
  1: readonly [string]
  2: readonly [string, string]
}

/** The arguments, if there are as many as that. Shows the command's help and throws if not. */
export async function exactArgs<Count extends keyof Arguments>(
  context: CommandContext,
  args: readonly string[],
  count: Count,
): Promise<Arguments[Count]> {
  if (args.length === count) return args as unknown as Arguments[Count]
  await context.showHelp()
  throw new CliError(`Unexpected args: [${args.join(' ')}]`)
}
