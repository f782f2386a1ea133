/** One container whose log is wanted: where it stands, and which of its lines are to be shown. */
import { badRequest } from '../apimachinery/status-error.ts'
import { parseTime } from '../apimachinery/time.ts'
import type { Pod } from '../generated/types.ts'
import type { Bookkeeping } from './bookkeeping.ts'
import { readLog } from './logs.ts'
import { statusOf } from './view.ts'

/** A container of a pod. */
export interface LogSource {
  pod: Pod
  container: string
}

/** A line and its time, ms. */
export interface TimedLine {
  at: number
  text: string
}

/** Which lines are shown, and how. */
export interface LogFilter {
  /** The last so many; all if undefined. */
  tail?: number
  /** Not before this moment, ms. */
  from: number
  limitBytes: number
  timestamps: boolean
}

/** All lines that a container has printed by now, oldest first. Throws as the kubelet refuses. */
export async function readLines(
  { pod, container }: LogSource,
  previous: boolean,
  books: Bookkeeping,
  now: number,
): Promise<TimedLine[]> {
  const containerID = runOf(pod, container, previous)
  const log = containerID && (await readLog(pod.metadata, container, containerID, books))
  if (!log) return []
  const { startedAt, lines } = log
  const end = endOf(pod, container, containerID)
  return lines
    .map(({ age, text }) => ({ at: startedAt + age, text }))
    .filter(({ at }) => at <= now && at <= end)
}

/** The id of the run whose log is meant (validateContainerLogStatus); undefined where nothing can have been printed. */
function runOf(pod: Pod, container: string, previous: boolean): string | undefined {
  if (!pod.spec?.nodeName) return undefined
  const { state, lastState, containerID } = statusOf(pod, container) ?? {}
  const place = `container "${container}" in pod "${pod.metadata.name}"`
  const before = lastState?.terminated?.containerID
  if (previous) {
    if (before !== undefined) return before
    throw badRequest(`previous terminated ${place} not found`)
  }
  if (state?.running) return containerID
  if (state?.terminated) return state.terminated.containerID
  if (before !== undefined) return before
  const reason = state?.waiting?.reason ?? 'ContainerCreating'
  const isPulling = reason === 'ImagePullBackOff' || reason === 'ErrImagePull'
  throw badRequest(`${place} is waiting to start: ${isPulling ? 'trying and failing to pull image' : reason}`)
}

/** Nothing is printed after a container was killed. */
function endOf(pod: Pod, container: string, containerID: string): number {
  const { state, lastState } = statusOf(pod, container) ?? {}
  const ended = [state?.terminated, lastState?.terminated].find((each) => each?.containerID === containerID)
  const at = parseTime(ended?.finishedAt)
  return at === undefined ? Infinity : at + 999
}

/** The lines as they are printed, each behind the prefix. */
export function renderLines(lines: readonly TimedLine[], filter: LogFilter, prefix: string): string {
  const { tail, from, limitBytes, timestamps } = filter
  const wanted = lines.filter(({ at }) => at >= from)
  const shown = tail === undefined ? wanted : tail === 0 ? [] : wanted.slice(-tail)
  const texts = shown.map(({ at, text }) => `${prefix}${timestamps ? `${nanoTime(at)} ` : ''}${text}\n`)
  const all = texts.join('')
  return limitBytes > 0 ? Buffer.from(all).subarray(0, limitBytes).toString() : all
}

function nanoTime(at: number): string {
  return new Date(at).toISOString().replace('Z', '000000Z')
}
