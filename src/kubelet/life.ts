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
}

/** Ages in ms since the start; Infinity for what does not happen. */
export interface Life {
  started: number
  ready: number
  /** A readiness probe has failed as often as is allowed. */
  unready: number
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

const PLAIN: Life = { started: 0, ready: 0, unready: Infinity, failures: [] }

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
    return { ...PLAIN, ready: application.ready, ...(end && { end }) }
  return { ...probed(spec, application), ...(end && { end }) }
}

/** The first of its ends: it exits, or needs more memory than it may have. */
function ownEnd(
  { spec, behaviour, status, script, isFresh }: ContainerRun,
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
  const endsAtOnce = endsByItself && oom === Infinity && script === undefined && !isFresh
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

/** The first moment of the probe that is not before an age. */
function tickFrom({ first, period }: Ticks, age: number): number {
  return age <= first ? first : first + Math.ceil((age - first) / period) * period
}

function probed({ startupProbe, livenessProbe, readinessProbe }: Container, application: Application): Life {
  const startup = startupProbe
    ? startupOf(ticksOf(startupProbe, 0), application)
    : { started: 0, failures: [] }
  const { started } = startup
  if (started === Infinity) return { ...PLAIN, ...startup, ready: Infinity }
  const liveness = livenessProbe ? livenessOf(ticksOf(livenessProbe, started), application) : undefined
  const readiness = readinessProbe
    ? readinessOf(ticksOf(readinessProbe, started), application)
    : { ready: Math.max(started, application.ready), unready: Infinity, failures: [] }
  return {
    started,
    ...readiness,
    ...(liveness?.killed && { killed: liveness.killed }),
    failures: [...startup.failures, ...(liveness?.failures ?? []), ...readiness.failures],
  }
}

/** A startup probe passes once; or it fails too often, and the container is restarted. */
function startupOf(
  ticks: Ticks,
  { opens, hangs }: Application,
): Pick<Life, 'started' | 'failures'> & Partial<Pick<Life, 'killed'>> {
  const passes = tickFrom(ticks, opens)
  const isAnswered = passes < hangs
  const failed = isAnswered ? (passes - ticks.first) / ticks.period : Infinity
  if (failed === 0) return { started: passes, failures: [] }
  const refusal = ticks.first < opens ? 'refused' : 'timeout'
  const failures = [firstFailure('startup', ticks, ticks.first, refusal)]
  if (failed < ticks.failures) return { started: passes, failures }
  return { started: Infinity, failures, killed: lastFailure('startup', ticks, ticks.first, refusal) }
}

/** A liveness probe fails while nobody answers yet, and when the container hangs. */
function livenessOf(
  ticks: Ticks,
  { opens, hangs }: Application,
): Pick<Life, 'failures'> & Partial<Pick<Life, 'killed'>> {
  const failures: ProbeFailure[] = []
  const early = (tickFrom(ticks, opens) - ticks.first) / ticks.period
  if (early > 0) failures.push(firstFailure('liveness', ticks, ticks.first, 'refused'))
  if (early >= ticks.failures)
    return { failures, killed: lastFailure('liveness', ticks, ticks.first, 'refused') }
  if (hangs === Infinity) return { failures }
  const hanging = tickFrom(ticks, hangs)
  failures.push(firstFailure('liveness', ticks, hanging, 'timeout'))
  return { failures, killed: lastFailure('liveness', ticks, hanging, 'timeout') }
}

/** A readiness probe passes as often as is asked for from when the application is ready until it hangs. */
function readinessOf(
  ticks: Ticks,
  { opens, ready, hangs }: Application,
): Pick<Life, 'ready' | 'unready' | 'failures'> {
  const failures: ProbeFailure[] = []
  const from = Math.max(opens, ready)
  if (ticks.first < from)
    failures.push(firstFailure('readiness', ticks, ticks.first, ticks.first < opens ? 'refused' : 'unready'))
  const passes = from === Infinity ? Infinity : tickFrom(ticks, from) + (ticks.successes - 1) * ticks.period
  if (hangs === Infinity) return { ready: passes, unready: Infinity, failures }
  const hanging = tickFrom(ticks, hangs)
  failures.push(firstFailure('readiness', ticks, hanging, 'timeout'))
  const { age } = lastFailure('readiness', ticks, hanging, 'timeout')
  return { ready: passes < hangs ? passes : Infinity, unready: age, failures }
}

/** What is not answered is known to fail only when the time for the answer is over. */
function firstFailure(kind: ProbeKind, ticks: Ticks, tick: number, refusal: Refusal): ProbeFailure {
  return { kind, age: tick + (refusal === 'timeout' ? ticks.timeout : 0), refusal }
}

function lastFailure(kind: ProbeKind, ticks: Ticks, tick: number, refusal: Refusal): ProbeFailure {
  const pause = refusal === 'timeout' ? Math.max(ticks.period, ticks.timeout) : ticks.period
  return firstFailure(kind, ticks, tick + (ticks.failures - 1) * pause, refusal)
}
