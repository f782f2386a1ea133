/** A terminal that sends each key as it is typed: keys are shown, lines are run, as a shell does that reads from one. */
import type { CommandResult } from '../../container/commands.ts'

/** What stands at both ends of the terminal. */
export interface Terminal {
  show(text: string): void
  run(line: string): Promise<CommandResult>
}

const PROMPT = '# '
const [INTERRUPT, END, ESCAPE] = ['\x03', '\x04', '\x1b']

/** Runs what is typed, line by line, until `exit`, Ctrl-D or the end of all keys. Gives the exit code. */
export async function runTerminal(keys: AsyncIterable<string>, { show, run }: Terminal): Promise<number> {
  let [line, last] = ['', 0]
  show(PROMPT)
  for await (const typed of keys)
    for (const key of withoutSequences(typed)) {
      if (key === END && line === '') return last
      if (key === INTERRUPT) {
        line = ''
        show(`^C\r\n${PROMPT}`)
      } else if (key === '\r' || key === '\n') {
        show('\r\n')
        const exit = /^\s*exit\s*(\d*)\s*$/.exec(line)
        if (exit) return exit[1] === '' ? last : Number(exit[1])
        if (line.trim() !== '') {
          const { stdout, stderr, exitCode } = await run(line)
          show((stdout + stderr).replaceAll('\n', '\r\n'))
          last = exitCode
        }
        line = ''
        show(PROMPT)
      } else if (key === '\x7f' || key === '\b') {
        if (line !== '') show('\b \b')
        line = [...line].slice(0, -1).join('')
      } else if (key >= ' ') {
        line += key
        show(key)
      }
    }
  return last
}

/** Arrows and the like are of no use here. */
function withoutSequences(typed: string): string {
  return typed.replace(new RegExp(`${ESCAPE}(\\[[0-9;?]*[ -/]*[@-~]|O.|.)?`, 'g'), '')
}
