/** The place of the cursor in a call. */
import type { Command, CommandContext } from '../command.ts'

export interface Place {
  context: CommandContext
  command: Command
  /** The arguments before the cursor. */
  args: readonly string[]
}
