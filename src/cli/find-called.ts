/** Which command a call means. */
import type { Command, CommandList } from './command.ts'
import { globalFlags } from './flags/global.ts'
import { takeCommandName } from './parse.ts'

/** A command, and by which names one comes to it. */
export interface Located {
  command: Command
  path: string
}

/** A call taken apart into the command and the rest. */
export interface Called extends Located {
  /** What stands in the call besides the names. */
  words: readonly string[]
}

/** Goes down to the command that the words name: `rollout` with `-n shop status web` is `rollout status`. */
export async function findCalled({ command, path }: Located, words: readonly string[]): Promise<Called> {
  const { name, rest } =
    command.subcommands === undefined
      ? { rest: [...words] }
      : takeCommandName(words, { ...globalFlags, ...command.flags })
  const load =
    name === undefined
      ? undefined
      : (findCommand(command.subcommands, name) ?? (await findAlias(command.subcommands, name)))
  if (load === undefined) return { command, path, words }
  const below = await load()
  return findCalled({ command: below, path: `${path} ${below.name}` }, rest)
}

/** Other names stand with the commands themselves, which are loaded for it: few have any, and few calls use one. */
async function findAlias(
  list: CommandList | undefined,
  name: string,
): Promise<(() => Promise<Command>) | undefined> {
  for (const load of Object.values(list ?? {})) if ((await load()).aliases?.includes(name)) return load
  return undefined
}

/** How to load the command of a name, if there is one. */
export function findCommand(
  list: CommandList | undefined,
  name: string,
): (() => Promise<Command>) | undefined {
  return list !== undefined && Object.hasOwn(list, name) ? list[name] : undefined
}
