/** What is told on standard error before a container is talked to. Source: kubectl, cmd/exec and cmd/attach. */
import type { Streams } from '../streams.ts'

/** Before the output of a container that runs already. */
export const ATTACHED =
  "All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\nIf you don't see a command prompt, try pressing enter.\n"

/** What the user asked for of input and terminal. */
export interface TerminalWish {
  stdin: boolean
  tty: boolean
}

/** Tells that there is no terminal where one was asked for; mostly empty. */
export function missingTerminal({ stdin, tty }: TerminalWish, streams: Pick<Streams, 'isTerminal'>): string {
  if (!stdin || !tty || streams.isTerminal('stdin')) return ''
  return 'Unable to use a TTY - input is not a terminal or the right kind of file\n'
}

/** Writes at once, so that it is told also if what follows fails; but once only, since a write may run again. */
export function tellOnce(streams: Pick<Streams, 'stderr'>, { quiet }: { quiet: boolean }) {
  const told = new Set<string>()
  return (text: string): void => {
    if (quiet || text === '' || told.has(text)) return
    told.add(text)
    streams.stderr(text)
  }
}
