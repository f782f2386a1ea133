/** Runs a script of a container ahead: what it prints, writes and asks when, and how it ends. */
import type { Bookkeeping } from './bookkeeping.ts'
import type { ExtraCommand } from './commands.ts'
import type { LogLine } from './logs.ts'
import { type OpenNetwork, openAnswers } from './network.ts'
import { openShell, type Shell } from './shell.ts'
import { createSignals, type Signals } from './signals.ts'
import type { ContainerView } from './view.ts'

/** With what a script runs. */
export interface RunOptions {
  books: Bookkeeping
  network: OpenNetwork | undefined
  /** When it begins, cluster time in ms. */
  start: number
  /** Up to when what happened to it is known already: it is told again. The start for one that begins. */
  now: number
  /** Who it is, for what it writes and asks. */
  writer: string
  /** The age (ms) at which it gets SIGTERM. */
  signalled?: number
}

/** How a script goes. Ages in ms. */
export interface TimedOutcome {
  lines: LogLine[]
  /** Without an end it goes on for ever. */
  end?: { age: number; exitCode: number }
  /** From this age on it handles SIGTERM. */
  trapsFrom?: number
  /** The questions that it asked the network. */
  asked: string[]
}

/** A script that sleeps more goes on without being followed. */
const MAX_SLEEPS = 1000
/** After so many, what is told again skips what is past anyway. */
const MANY_SLEEPS = MAX_SLEEPS / 2

/** To sleep leaves a mark in the output, by which it is known when each line came. */
const MARK = '\u0001'
const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 }

/** `sleep` while the shell waits for it ends at once with a signal; a sleep of its own is waited for before. */
const NAP = /\bsleep\s+(\S+)\s*&\s*[\n;]?\s*wait\b(\s+("?\$!"?|\$\{?\w+\}?))?/g

const PRELUDE = `sleep() { kubelite-sleep "$@" || exit 0; }
tail() { case " $* " in *" -f "*|*" -F "*|*" --follow"*) kubelite-sleep infinity || exit 0;; *) command tail "$@";; esac; }
trap() { kubelite-trap "$@"; }
kubelite_nap() { kubelite-nap "$@" || exit 0; }
`
const SIGNALLED = `sleep() { kubelite-sleep "$@" || exit 0; eval "$(kubelite-signal)"; }
kubelite_nap() { kubelite-nap "$@" || exit 0; eval "$(kubelite-signal)"; }
`

/** How far a script has come. */
interface Course {
  elapsed: number
  sleeps: number
  isEndless: boolean
}

/** Runs it in the container; undefined if it calls programs that cannot be simulated. */
export async function runTimed(
  view: ContainerView,
  script: string,
  options: RunOptions,
): Promise<TimedOutcome | undefined> {
  const { books, start, now, writer, signalled } = options
  const course: Course = { elapsed: 0, sleeps: 0, isEndless: false }
  const signals = createSignals(() => course.elapsed, signalled)
  const age = () => course.elapsed
  const network = await options.network?.(view.pod, () => start + course.elapsed)
  const answers = await openAnswers(view.pod, view.container.name, writer, { age, live: now - start }, books)
  const asking = Object.entries(network?.commands ?? {}).map(([name, command]): [string, ExtraCommand] => [
    name,
    answers.recorded(name, command),
  ])
  const shell: Shell = await openShell(view, {
    books,
    writer,
    now: start,
    passed: age,
    slept: (ms) => {
      course.elapsed += ms
    },
    ...(network && { resolvConf: network.resolvConf }),
    extra: {
      ...Object.fromEntries(asking),
      ...signals.commands,
      'kubelite-sleep': async (args) => pause(args, false),
      'kubelite-nap': async (args) => pause(args, true),
    },
  })
  const pause = async (args: readonly string[], isNap: boolean) => {
    await shell.files.mark(start + course.elapsed)
    passTime(course, args, { now: now - start, wakeAt: isNap ? signals.wakeAt() : Infinity })
    await shell.files.advance(start + course.elapsed)
    const mark = `${MARK}${course.elapsed}${MARK}`
    return { stdout: mark, stderr: mark, exitCode: course.isEndless ? 1 : 0 }
  }
  const text = script.replace(NAP, (_, time: string) => `kubelite_nap ${time}`)
  if (!(await shell.knows(PRELUDE + text))) return undefined
  const output = await runToEnd(
    shell,
    `${PRELUDE}${signalled === undefined ? '' : SIGNALLED}${text}`,
    signals,
  )
  const isEndless = course.isEndless || output.isCut
  await shell.files.save(start + course.elapsed, !isEndless && course.elapsed === 0)
  await answers.keep()
  return {
    lines: [...linesOf(output.stdout), ...linesOf(output.stderr)].sort((a, b) => a.age - b.age),
    asked: answers.asked(),
    ...(!isEndless && { end: { age: course.elapsed, exitCode: output.exitCode } }),
    ...(signals.trapsFrom() !== undefined && { trapsFrom: signals.trapsFrom()! }),
  }
}

/** What it set for its end runs last. */
async function runToEnd(shell: Shell, text: string, signals: Signals) {
  const result = await shell.script(text)
  const last = signals.atExit()
  if (last === undefined || result.isCut) return result
  const { stdout, stderr } = await shell.script(`${PRELUDE}${last}`, result.env)
  return { ...result, stdout: result.stdout + stdout, stderr: result.stderr + stderr }
}

function passTime(
  course: Course,
  args: readonly string[],
  { now, wakeAt }: { now: number; wakeAt: number },
): void {
  const ms = args.map(secondsOf).reduce((sum, each) => sum + each, 0) * 1000
  course.sleeps += 1
  const isWoken = wakeAt > course.elapsed && wakeAt < course.elapsed + ms
  course.isEndless ||= !isWoken && (ms === Infinity || course.sleeps > MAX_SLEEPS)
  if (course.isEndless) return
  course.elapsed = isWoken ? wakeAt : course.elapsed + ms
  const skipped = course.sleeps > MANY_SLEEPS && ms > 0 ? Math.floor((now - course.elapsed) / ms) : 0
  if (skipped > 0) course.elapsed += skipped * ms
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
