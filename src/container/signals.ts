/** What a script does about signals: `trap`, and SIGTERM at some moment. */
import type { CommandResult, ExtraCommand } from './commands.ts'

/** The handlers of a script. */
export interface Signals {
  commands: Readonly<Record<string, ExtraCommand>>
  /** The age at which the signal ends a `wait`; Infinity without one that is handled. */
  wakeAt(): number
  /** From which age on it handles SIGTERM. */
  trapsFrom(): number | undefined
  /** What it does at its end. */
  atExit(): string | undefined
}

const TERM = new Set(['TERM', 'SIGTERM', '15'])
const EXIT = new Set(['EXIT', '0'])

/**
 * Handlers of a script that is `age` ms old and gets SIGTERM at the age `signalled`. A shell handles a signal when the
 * program that it waits for has ended; without a handler the first process of a container does not get it at all.
 */
export function createSignals(age: () => number, signalled: number | undefined): Signals {
  let term: string | undefined
  let exit: string | undefined
  let from: number | undefined
  let isHandled = false
  const trap = (args: readonly string[]) => {
    const [handler = '', ...names] = args.filter((word) => word !== '--')
    const text = handler === '-' ? undefined : handler
    for (const name of names) {
      if (TERM.has(name)) {
        term = text
        from ??= age()
      }
      if (EXIT.has(name)) exit = text
    }
    return said('')
  }
  const handle = () => {
    if (isHandled || signalled === undefined || term === undefined || age() < signalled) return said('')
    isHandled = true
    return said(term)
  }
  return {
    commands: { 'kubelite-trap': async (args) => trap(args), 'kubelite-signal': async () => handle() },
    wakeAt: () => (signalled === undefined || term === undefined || isHandled ? Infinity : signalled),
    trapsFrom: () => from,
    atExit: () => exit,
  }
}

function said(stdout: string): CommandResult {
  return { stdout, stderr: '', exitCode: 0 }
}
