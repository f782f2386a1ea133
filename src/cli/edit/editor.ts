/** The user's editor: which one it is, and how a text is edited with it. Source: kubectl, cmd/util/editor/editor.go. */
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quote } from '../../apimachinery/go-format.ts'
import type { CommandContext } from '../command.ts'
import { CliError } from '../errors.ts'
import type { Environment } from '../streams.ts'

/** A text as the user left it, and the file that it is in. */
export interface EditedText {
  text: string
  path: string
}

/** Lets the user edit the text, in a file with this ending. The file stays; not so if the editor fails. */
export function editText(text: string, ending: string, context: CommandContext): EditedText {
  const path = writeTemporary(text, ending, context)
  try {
    launch(path, context)
    return { text: readFileSync(path, 'utf8'), path }
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  }
}

/** A file that nobody else may read, of a name that nothing has yet. */
function writeTemporary(text: string, ending: string, { env, program }: CommandContext): string {
  const folder = env.TMPDIR || tmpdir()
  for (let number = process.pid; ; number++) {
    const path = join(folder, `${program}-edit-${number}${ending}`)
    try {
      writeFileSync(path, text, { flag: 'wx', mode: 0o600 })
      return path
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

function launch(path: string, { env, cwd }: CommandContext): void {
  const editor = env.KUBE_EDITOR || env.EDITOR || (isWindows ? 'notepad' : 'vi')
  const [command = '', ...args] = commandLine(editor, path, env)
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', cwd, env: env as NodeJS.ProcessEnv })
  if (status === 0) return
  const isMissing = (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT' && !command.includes('/')
  throw new CliError(
    isMissing
      ? `unable to launch the editor ${quote(editor)}`
      : `there was a problem with the editor ${quote(editor)}`,
  )
}

const isWindows = process.platform === 'win32'

/** An editor with arguments is split at blanks; what is quoted in them, only the shell understands. */
function commandLine(editor: string, path: string, env: Environment): string[] {
  if (!/["'\\]/.test(editor) || !editor.includes(' ')) return [...editor.split(' '), path]
  const shell = env.SHELL || (isWindows ? 'cmd' : '/bin/bash')
  return [shell, shell === 'cmd' ? '/C' : '-c', `${editor} ${quote(path)}`]
}
