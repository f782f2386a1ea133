/**
 * Containers whose command is a shell script or a common tool are what that does: its output is their log, its end is
 * theirs. It is run when the container starts, and time passes for it at once; what it writes is there from its moment
 * on. What it could not know then (the network, files that others write) is taken as it is; when that changes, the script
 * is told again, with the past as it was.
 */
import type { Container } from '../generated/types.ts'
import { quoteWord } from './commands.ts'
import { expand } from './expand.ts'
import { type RunOptions, runTimed, type TimedOutcome } from './timed-run.ts'
import type { ContainerView } from './view.ts'

/** How a run goes: what it prints, and how it ends; without an end it goes on for ever. */
export type ScriptOutcome = TimedOutcome

/** So much of a log is kept. */
const MAX_LINES = 1000

/** Tools that are taken for what they are when they are a container's command. */
const TOOLS = new Set(
  'cat curl date echo env false hostname ls nc nslookup printenv printf pwd seq sleep tail test true wget'.split(
    ' ',
  ),
)
const SHELL = /^(\/(usr\/)?(local\/)?bin\/)?(sh|bash|ash|dash)$/
/** Images that run their arguments as they are. */
const BARE_IMAGE = /(^|\/)(busybox|alpine|debian|ubuntu)([:@]|$)/

/** The words that the container runs, where the image does not decide; undefined where it does. */
function wordsOf({ command = [], args = [], image = '' }: Container): readonly string[] | undefined {
  if (command.length > 0) return [...command, ...args]
  return BARE_IMAGE.test(image) && args.length > 0 ? args : undefined
}

/** Whether the command looks like one that can be simulated. Cheap: nothing is loaded for it. */
export function isScripted(container: Container): boolean {
  const words = wordsOf(container)
  if (words === undefined) return false
  const [program = ''] = words
  return SHELL.test(program)
    ? scriptOf(words) !== undefined
    : TOOLS.has(program.replace(/^\/(usr\/)?bin\//, ''))
}

/** The script that the container's command is, with references to variables as they stand; undefined where there is none. */
export function scriptTextOf(container: Container): string | undefined {
  const words = wordsOf(container)
  return words && scriptOf(words)
}

/** Whether the container runs a shell that reads from its input what to do; such images do so of themselves. */
export function isInteractive({ command = [], args = [], image = '' }: Container): boolean {
  const [program, ...more] = [...command, ...args]
  return program === undefined ? BARE_IMAGE.test(image) : more.length === 0 && SHELL.test(program)
}

/** The text that a shell is to run; undefined for a shell that is not given one. */
export function scriptOf(words: readonly string[]): string | undefined {
  const [program = '', ...rest] = words
  if (!SHELL.test(program)) return words.map(quoteWord).join(' ')
  const at = rest.findIndex((word) => /^-[a-z]*c[a-z]*$/.test(word))
  const script = rest[at + 1]
  if (at < 0 || script === undefined) return undefined
  const flags = rest
    .slice(0, at + 1)
    .flatMap((word) => [...word.slice(1)].filter((letter) => 'eux'.includes(letter)))
  const [, ...parameters] = rest.slice(at + 2)
  const set = flags.length > 0 ? `set -${[...new Set(flags)].join('')}\n` : ''
  return `${parameters.length > 0 ? `set -- ${parameters.map(quoteWord).join(' ')}\n` : ''}${set}${script}`
}

/** Runs the container's command; undefined if it calls programs that cannot be simulated. */
export async function runScript(
  view: ContainerView,
  options: RunOptions,
): Promise<ScriptOutcome | undefined> {
  const words = wordsOf(view.container)?.map((word) => expand(word, (name) => view.environment.get(name)))
  const script = words && scriptOf(words)
  const outcome = script === undefined ? undefined : await runTimed(view, script, options)
  if (outcome === undefined) return undefined
  const { lines, end } = outcome
  // Of what has ended the last lines are kept, of what goes on the first.
  return { ...outcome, lines: end ? lines.slice(-MAX_LINES) : lines.slice(0, MAX_LINES) }
}
