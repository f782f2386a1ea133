/**
 * Containers whose command is a shell script or a common tool are what that does: its output is their log, its end is
 * theirs. It is run once, when the container starts, and time passes for it at once; what it writes is there from then on.
 */
import type { Container } from '../generated/types.ts'
import type { Bookkeeping } from './bookkeeping.ts'
import { quoteWord } from './commands.ts'
import { expand } from './expand.ts'
import type { LogLine } from './logs.ts'
import { openShell } from './shell.ts'
import type { ContainerView } from './view.ts'

/** How a run goes: what it prints, and how it ends; without an end it goes on for ever. */
export interface ScriptOutcome {
  lines: LogLine[]
  end?: { age: number; exitCode: number }
}

/** So much of a log is simulated; a script that prints or sleeps more goes on without being followed. */
const MAX_LINES = 1000
const MAX_SLEEPS = 1000

/** Tools that are taken for what they are when they are a container's command. */
const TOOLS = new Set(
  'cat date echo env false hostname ls printenv printf pwd seq sleep tail test true'.split(' '),
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

/** The text that a shell is to run. */
function scriptOf(words: readonly string[]): string | undefined {
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

/** To sleep leaves a mark in the output, by which it is known when each line came. */
const MARK = '\u0001'
const PRELUDE = `sleep() { kubelite-sleep "$@" || exit 0; }
tail() { case " $* " in *" -f "*|*" -F "*|*" --follow"*) kubelite-sleep infinity || exit 0;; *) command tail "$@";; esac; }
`
const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 }

/** Runs it in the container; undefined if it calls programs that cannot be simulated. */
export async function runScript(
  view: ContainerView,
  books: Bookkeeping,
  now: number,
): Promise<ScriptOutcome | undefined> {
  const words = wordsOf(view.container)?.map((word) => expand(word, (name) => view.environment.get(name)))
  const script = words && scriptOf(words)
  if (script === undefined) return undefined
  let elapsed = 0
  let sleeps = 0
  let isEndless = false
  const shell = await openShell(view, {
    books,
    now,
    passed: () => elapsed,
    slept: (ms) => {
      elapsed += ms
    },
    extra: {
      'kubelite-sleep': async (args) => {
        const seconds = args.map(secondsOf).reduce((sum, each) => sum + each, 0)
        sleeps += 1
        isEndless ||= seconds === Infinity || sleeps > MAX_SLEEPS
        if (!isEndless) elapsed += seconds * 1000
        const mark = `${MARK}${elapsed}${MARK}`
        return { stdout: mark, stderr: mark, exitCode: isEndless ? 1 : 0 }
      },
    },
  })
  if (!(await shell.knows(script))) return undefined
  const { stdout, stderr, exitCode, isCut } = await shell.script(PRELUDE + script)
  await shell.files.save()
  const lines = [...linesOf(stdout), ...linesOf(stderr)].sort((a, b) => a.age - b.age)
  const endless = isEndless || isCut || lines.length > MAX_LINES
  return { lines: lines.slice(0, MAX_LINES), ...(!endless && { end: { age: elapsed, exitCode } }) }
}

function secondsOf(text: string): number {
  if (text === 'infinity' || text === 'inf') return Infinity
  const [, number = '', unit = ''] = /^(\d*\.?\d*)([smhd]?)$/.exec(text) ?? []
  return Number(number) * (UNITS[unit] ?? 1)
}

function linesOf(output: string): LogLine[] {
  const lines: LogLine[] = []
  let age = 0
  let begun = ''
  for (const [index, part] of output.split(MARK).entries()) {
    if (index % 2 === 1) {
      age = Number(part)
      continue
    }
    const texts = (begun + part).split('\n')
    begun = texts.pop() ?? ''
    for (const text of texts) lines.push({ age, text })
  }
  return begun === '' ? lines : [...lines, { age, text: begun }]
}
