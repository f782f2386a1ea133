/** Runs the program that compares the folders: KUBECTL_EXTERNAL_DIFF, or `diff -u -N`. Source: kubectl, cmd/diff/diff.go. */
import { spawnSync } from 'node:child_process'
import { quote } from '../../apimachinery/go-format.ts'
import type { CommandContext } from '../command.ts'
import { CliError } from '../errors.ts'

/** What of an argument is passed on: everything else could be meant for a shell. */
const PLAIN = /^[a-zA-Z0-9-=]+$/

/** Runs it over the folders; its output is the command's. True if they differ. Throws CliError where it fails. */
export async function runDiff(from: string, to: string, context: CommandContext): Promise<boolean> {
  const external = context.env.KUBECTL_EXTERNAL_DIFF
  const [program = '', ...words] = (external || 'diff').split(' ')
  const args = external ? [from, to, ...words.filter((word) => PLAIN.test(word))] : ['-u', '-N', from, to]
  const { status, error } = spawn(program, args, context)
  if (error === undefined && (status === 0 || status === 1)) return status === 1
  if (isMissing(error) && !external) return compareFolders(from, to, context)
  throw new CliError(`failed to run ${quote(program)}: ${causeOf(error, status)}`)
}

/** A terminal is handed on, for programs that ask; otherwise the output is taken from a pipe. */
function spawn(
  program: string,
  args: readonly string[],
  { env, cwd, streams }: CommandContext,
): { status: number | null; error: NodeJS.ErrnoException | undefined } {
  const terminal = streams.isTerminal('stdout')
  const result = spawnSync(program, args, {
    stdio: terminal ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: Number.POSITIVE_INFINITY,
    cwd,
    env: env as NodeJS.ProcessEnv,
  })
  if (result.stdout) streams.stdout(result.stdout)
  if (result.stderr) streams.stderr(result.stderr)
  return { status: result.status, error: result.error }
}

function isMissing(error: NodeJS.ErrnoException | undefined): boolean {
  return error?.code === 'ENOENT'
}

function causeOf(error: NodeJS.ErrnoException | undefined, status: number | null): string {
  if (isMissing(error)) return 'executable file not found in $PATH'
  if (error?.code === 'EACCES') return 'permission denied'
  return error === undefined ? `exit status ${status ?? -1}` : error.message
}

/** Where the machine has no `diff`. */
async function compareFolders(from: string, to: string, { streams }: CommandContext): Promise<boolean> {
  const { compareAllFiles } = await import('./compare-folders.ts')
  const text = compareAllFiles(from, to)
  streams.stdout(text)
  return text !== ''
}
