/** A shell in a container to which somebody talks: exec -i -t, run -i -t. */
import type { CommandResult } from '../../container/commands.ts'
import type { Shell } from '../../container/shell.ts'
import type { CommandContext } from '../command.ts'

/** Whether the words start a shell that reads what to do from its input. */
export function isShell(command: readonly string[]): boolean {
  return command.length === 1 && /^(.*\/)?(sh|bash|ash)$/.test(command[0] ?? '')
}

/** Lines are run one after the other, each at once, until the input ends or `exit`. */
export async function runSession(
  shell: Shell,
  { streams }: Pick<CommandContext, 'streams'>,
): Promise<CommandResult> {
  const prompt = () => streams.isTerminal('stdin') && streams.stdout('# ')
  prompt()
  for (let text = await streams.readLine(); text !== undefined; text = await streams.readLine()) {
    const exit = /^\s*exit\s*(\d*)\s*$/.exec(text)
    if (exit) return { stdout: '', stderr: '', exitCode: Number(exit[1] || 0) }
    const { stdout, stderr } = await shell.line(text)
    streams.stdout(stdout)
    streams.stderr(stderr)
    prompt()
  }
  return { stdout: '', stderr: '', exitCode: 0 }
}

/** What was written but cannot be kept is told as a program tells it. */
export async function saveFiles({ files }: Shell): Promise<string> {
  const refused = await files.save()
  return refused.map((text) => `sh: ${text}\n`).join('')
}
