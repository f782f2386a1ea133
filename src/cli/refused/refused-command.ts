/** Commands of kubectl that there cannot be without a cluster: they say so, with whatever flags they are called. */
import { type Command, type CommandDefinition, defineCommand } from '../command.ts'
import { CliError } from '../errors.ts'
import type { Flag, Flags } from '../flags/flag.ts'

/** What a refused command is, and why; `flags` are kubectl's, with `short=long` for those that have a letter. */
export interface Refusal extends Omit<CommandDefinition<Flags>, 'flags' | 'run'> {
  flags: readonly string[]
  why: string
}

/** The command: every call of it ends with the reason. */
export function defineRefused({ flags, why, ...definition }: Refusal): Command {
  const refusal = (path: string) => new CliError(`${path} is not supported: ${why}`)
  return defineCommand({
    ...definition,
    flags: Object.fromEntries(flags.map(refusedFlag)),
    async run({ context: { path, program } }) {
      throw refusal(path.slice(program.length + 1))
    },
  })
}

/** Known, so that the call is refused for what it is, not for its flags. */
function refusedFlag(name: string): [key: string, flag: Flag<string>] {
  const [long = '', short] = name.split('=').reverse()
  const key = long.replace(/-[a-z]/g, (letters) => letters[1]!.toUpperCase())
  const parse = (text: string) => text
  return [
    key,
    { ...(short && { short }), default: '', shown: "''", help: '', hidden: true, alone: '', parse },
  ]
}
