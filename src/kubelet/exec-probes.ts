/** What probes find in a container whose command is simulated. */
import type { Bookkeeping } from '../container/bookkeeping.ts'
import type { CommandResult, ExtraCommand } from '../container/commands.ts'
import { isAnswerSaid } from '../container/listening.ts'
import type { OpenNetwork } from '../container/network.ts'
import { scriptOf } from '../container/script.ts'
import { openShell, type Shell } from '../container/shell.ts'
import type { ContainerView } from '../container/view.ts'
import type { Probe } from '../generated/types.ts'
import type { ProbeAnswer, ProbeAnswers, ProbeKind } from './life.ts'
import type { ContainerRun } from './run.ts'

/** With what probes run. */
export interface ProbeSurroundings {
  books: Bookkeeping
  network: OpenNetwork | undefined
  /** Cluster time, ms. */
  now: number
}

const KINDS: readonly ProbeKind[] = ['startup', 'liveness', 'readiness']

/** So many moments at which the files change are looked at. */
const MOST_LOOKS = 100
/** So much of what a command prints is told (prober.go, maxProbeRetries; exec.go, maxReadLength). */
const MOST_OUTPUT = 1024

/** What was found, and what the probes asked the network. */
export interface FoundAnswers {
  answers: ProbeAnswers
  asked: string[]
}

/**
 * What probes find from now on, as the container's files are and will be; before, what they found. Nobody listens in what
 * is simulated. Undefined where that is not known, or said by annotations.
 */
export async function findAnswers(
  container: ContainerRun,
  view: ContainerView,
  around: ProbeSurroundings,
): Promise<FoundAnswers | undefined> {
  const { spec, script, behaviour, answers: before = {} } = container
  if (script === undefined || isAnswerSaid(behaviour)) return undefined
  const answers: ProbeAnswers = {}
  const asked = new Set<string>()
  for (const kind of KINDS) {
    const probe = spec[`${kind}Probe`]
    if (probe === undefined) continue
    const found = probe.exec
      ? await runProbe(probe, container, view, { ...around, before: before[kind] ?? [], asked })
      : NOBODY
    if (found !== undefined) answers[kind] = found
  }
  return { answers, asked: [...asked] }
}

const NOBODY: readonly ProbeAnswer[] = [{ from: 0, refusal: 'refused' }]

interface Look extends ProbeSurroundings {
  before: readonly ProbeAnswer[]
  asked: Set<string>
}

/** Undefined if the command calls programs that are not simulated. */
async function runProbe(
  { exec, timeoutSeconds = 1 }: Probe,
  { since }: ContainerRun,
  view: ContainerView,
  { books, network, now, before, asked }: Look,
): Promise<ProbeAnswer[] | undefined> {
  const command = exec?.command ?? []
  let [slept, at] = [0, now]
  const { commands = {}, resolvConf } = (await network?.(view.pod, () => at)) ?? {}
  const shell = await openShell(view, {
    books,
    now,
    slept: (ms) => {
      slept += ms
    },
    extra: noting(commands, asked),
    ...(resolvConf !== undefined && { resolvConf }),
  })
  if (!(await shell.knows(scriptOf(command) ?? ''))) return undefined
  const answers = before.filter(({ from }) => from < now - since)
  for (at of [now, ...shell.files.laterThan(now)].slice(0, MOST_LOOKS)) {
    await shell.files.advance(at)
    if (at > now && !shell.files.isOutdated()) continue
    slept = 0
    const result = await runOnce(shell, command)
    const answer = answerOf(result, slept > timeoutSeconds * 1000)
    const last = answers.at(-1)
    if (last?.refusal !== answer.refusal || last?.output !== answer.output || answers.length === 0)
      answers.push({ from: at - since, ...answer })
  }
  return answers
}

async function runOnce(shell: Shell, command: readonly string[]): Promise<CommandResult> {
  const problem = await shell.problem(command[0] ?? '')
  return problem === undefined
    ? shell.run(command)
    : {
        stdout: '',
        stderr: `OCI runtime exec failed: exec failed: unable to start container process: ${problem}`,
        exitCode: 1,
      }
}

function answerOf({ exitCode, stdout, stderr }: CommandResult, isLate: boolean): Omit<ProbeAnswer, 'from'> {
  if (isLate) return { refusal: 'timeout' }
  return exitCode === 0 ? {} : { refusal: 'unready', output: (stdout + stderr).slice(0, MOST_OUTPUT) }
}

function noting(
  commands: Readonly<Record<string, ExtraCommand>>,
  asked: Set<string>,
): Record<string, ExtraCommand> {
  return Object.fromEntries(
    Object.entries(commands).map(([name, command]) => [
      name,
      (args, stdin) => {
        asked.add([name, ...args].join(' '))
        return command(args, stdin)
      },
    ]),
  )
}
