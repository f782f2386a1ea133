/** The life of one run of a container, told ahead: when it has started, is ready, fails its probes, ends by itself. */
import { memoryExceedsAt } from '../api/behaviour/usage.ts'
import type { Container, Probe } from '../generated/types.ts'
import type { ContainerRun } from './run.ts'

/** The kinds of probes. */
export type ProbeKind = 'startup' | 'liveness' | 'readiness'

/** How an application meets a probe that it fails: there is nobody, it says no, or it does not answer. */
export type Refusal = 'refused' | 'unready' | 'timeout'

/** A probe that fails for the first time, or for the last time that is allowed. */
export interface ProbeFailure {
  kind: ProbeKind
  age: number
  refusal: Refusal
  /** What a command has printed. */
  output?: string
}

/** How a probe is answered from an age (ms) on: it passes, or fails in this way. */
export interface ProbeAnswer {
  from: number
  refusal?: Refusal
  output?: string
}

/** The answers to the probes of a container, in the order of their time, where it is known what they find. */
export type ProbeAnswers = Partial<Record<ProbeKind, readonly ProbeAnswer[]>>

/** Ages in ms since the start; Infinity for what does not happen. */
export interface Life {
  started: number
  /** When it becomes ready, and when its readiness probe has failed as often as is allowed, in turns. */
  turns: readonly { age: number; ready: boolean }[]
  /** A startup or liveness probe has failed as often as is allowed. */
  killed?: ProbeFailure
  /** The first failures of each kind of probe. */
  failures: readonly ProbeFailure[]
  /** It ends by itself. */
  end?: { age: number; exitCode: number; reason: string }
}

/** The application's side: from when to when it answers, and when it says that it is ready. */
interface Application {
  opens: number
  ready: number
  hangs: number
}

/** How this run of the container goes. `endsByItself` if containers of its kind are to come to an end. */
export function lifeOf(container: ContainerRun, endsByItself: boolean): Life {
  const { spec, behaviour } = container
  const end = ownEnd(container, endsByItself)
  const { startupProbe, livenessProbe, readinessProbe } = spec
  const application = {
    opens: behaviour.startup ?? 0,
    hangs: behaviour['hang-after'] ?? Infinity,
    ready: behaviour['ready-after'] === 'never' ? Infinity : (behaviour['ready-after'] ?? 0),
  }
  if (!startupProbe && !livenessProbe && !readinessProbe)
    return { started: 0, failures: [], turns: readyFrom(application.ready), ...(end && { end }) }
  return { ...probed(spec, application, container.answers ?? {}), ...(end && { end }) }
}

function readyFrom(age: number): Life['turns'] {
  return age === Infinity ? [] : [{ age, ready: true }]
}

/** The first of its ends: it exits, or needs more memory than it may have. */
function ownEnd(
  { spec, behaviour, status, script, todo = [] }: ContainerRun,
  endsByItself: boolean,
): Life['end'] {
  const { 'exit-after': after, 'exit-code': code, 'exit-times': times = Infinity } = behaviour
  const isRepeated = status.restartCount < times
  const exits = script
    ? script.end?.age
    : isRepeated
      ? (after ?? (code === undefined ? undefined : 0))
      : undefined
  const oom = Math.min(
    (isRepeated ? behaviour['oom-after'] : undefined) ?? Infinity,
    Math.ceil(memoryExceedsAt(spec, behaviour) ?? Infinity),
  )
  // What a script does is all that a container does.
  const endsAtOnce = endsByItself && oom === Infinity && script === undefined && !todo.includes('start')
  const exit = exits ?? (endsAtOnce ? 0 : Infinity)
  const exitCode = script?.end?.exitCode ?? (exits === undefined ? 0 : (code ?? 0))
  if (oom <= exit && oom !== Infinity) return { age: oom, exitCode: 137, reason: 'OOMKilled' }
  return exit === Infinity
    ? undefined
    : { age: exit, exitCode, reason: exitCode === 0 ? 'Completed' : 'Error' }
}

/** A probe's moments, from the first on, as prober/worker.go has them; thresholds as the API's defaults. */
interface Ticks {
  first: number
  period: number
  timeout: number
  failures: number
  successes: number
}

function ticksOf(probe: Probe, started: number): Ticks {
  return {
    first: Math.max((probe.initialDelaySeconds ?? 0) * 1000, started),
    period: (probe.periodSeconds ?? 10) * 1000,
    timeout: (probe.timeoutSeconds ?? 1) * 1000,
    failures: probe.failureThreshold ?? 3,
    successes: probe.successThreshold ?? 1,
  }
}

function probed(
  { startupProbe, livenessProbe, readinessProbe }: Container,
  application: Application,
  answers: ProbeAnswers,
): Life {
  const asked = (kind: ProbeKind, probe: Probe, since: number) =>
    groupsOf(ticksOf(probe, since), answers[kind] ?? answersOf(kind, application))
  const startup = startupProbe
    ? startupOf(ticksOf(startupProbe, 0), asked('startup', startupProbe, 0))
    : { started: 0, failures: [] }
  const { started } = startup
  if (started === Infinity) return { ...startup, turns: [] }
  const liveness = livenessProbe
    ? livenessOf('liveness', ticksOf(livenessProbe, started), asked('liveness', livenessProbe, started))
    : undefined
  const readiness = readinessProbe
    ? readinessOf(ticksOf(readinessProbe, started), asked('readiness', readinessProbe, started))
    : { turns: readyFrom(Math.max(started, application.ready)), failures: [] }
  return {
    started,
    turns: readiness.turns,
    ...(liveness?.killed && { killed: liveness.killed }),
    failures: [...startup.failures, ...(liveness?.failures ?? []), ...readiness.failures],
  }
}

/** What an application answers of which only the behaviours are known. */
function answersOf(kind: ProbeKind, { opens, ready, hangs }: Application): ProbeAnswer[] {
  const passes = kind === 'readiness' ? Math.max(opens, ready) : opens
  const answers: ProbeAnswer[] = [
    { from: 0, refusal: 'refused' },
    ...(kind === 'readiness' ? [{ from: opens, refusal: 'unready' as const }] : []),
    { from: passes },
    { from: hangs, refusal: 'timeout' },
  ]
  // Of several at one moment the last holds; nothing comes after the end.
  return answers.filter(
    ({ from }, index) => from !== Infinity && answers.slice(index + 1).every((each) => each.from > from),
  )
}

/** Probes in a row that end alike: the first at `tick`, one each `pause`, `count` of them. */
interface Group extends ProbeAnswer {
  tick: number
  pause: number
  count: number
}

/** All probes by their answers. Who has to wait for the end of one begins the next later. */
function groupsOf({ first, period, timeout }: Ticks, answers: readonly ProbeAnswer[]): Group[] {
  const groups: Group[] = []
  let tick = first
  for (const [index, answer] of answers.entries()) {
    const until = answers[index + 1]?.from ?? Infinity
    if (tick >= until) continue
    const pause = answer.refusal === 'timeout' ? Math.max(period, timeout) : period
    const count = Math.ceil((until - tick) / pause)
    groups.push({ ...answer, tick, pause, count })
    tick += count * pause
  }
  return groups
}

/** A startup probe passes once; or it fails too often, and the container is restarted. */
function startupOf(
  ticks: Ticks,
  groups: readonly Group[],
): Pick<Life, 'started' | 'failures'> & Partial<Pick<Life, 'killed'>> {
  const passes = groups.findIndex(({ refusal }) => refusal === undefined)
  const until = passes < 0 ? groups : groups.slice(0, passes)
  const { failures, killed } = livenessOf('startup', ticks, until)
  if (killed) return { started: Infinity, failures, killed }
  return { started: groups[passes]?.tick ?? Infinity, failures }
}

/** A liveness probe fails too often in a row, or never does. */
function livenessOf(
  kind: ProbeKind,
  ticks: Ticks,
  groups: readonly Group[],
): Pick<Life, 'failures'> & Partial<Pick<Life, 'killed'>> {
  const failures: ProbeFailure[] = []
  let inRow = 0
  for (const group of groups) {
    if (group.refusal === undefined) inRow = 0
    else {
      failures.push(failureAt(kind, ticks, group, 0))
      const last = ticks.failures - inRow - 1
      if (last < group.count) return { failures, killed: failureAt(kind, ticks, group, last) }
      inRow += group.count
    }
  }
  return { failures }
}

/** Ready when the probe has passed as often as is asked for, not any more when it has failed as often as is allowed. */
function readinessOf(ticks: Ticks, groups: readonly Group[]): Pick<Life, 'turns' | 'failures'> {
  const failures: ProbeFailure[] = []
  const turns: { age: number; ready: boolean }[] = []
  let inRow = 0
  let before: boolean | undefined
  for (const group of groups) {
    const ready = group.refusal === undefined
    if (ready !== before) inRow = 0
    before = ready
    if (!ready) failures.push(failureAt('readiness', ticks, group, 0))
    const last = Math.max(0, (ready ? ticks.successes : ticks.failures) - inRow - 1)
    const isTurn = (turns.at(-1)?.ready ?? false) !== ready && last < group.count
    if (isTurn) turns.push({ age: ageOf(ticks, group, last), ready })
    inRow += group.count
  }
  return { turns, failures }
}

/** What is not answered is known to fail only when the time for the answer is over. */
function ageOf({ timeout }: Ticks, { tick, pause, refusal }: Group, index: number): number {
  return tick + index * pause + (refusal === 'timeout' ? timeout : 0)
}

function failureAt(kind: ProbeKind, ticks: Ticks, group: Group, index: number): ProbeFailure {
  const { refusal = 'refused', output } = group
  return { kind, age: ageOf(ticks, group, index), refusal, ...(output !== undefined && { output }) }
}
