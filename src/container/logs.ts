/** What containers have printed: kept with their pod, the present run and the one before. */
import type { Bookkeeping } from './bookkeeping.ts'
import { podPrefix } from './data.ts'

/** A line without its end, and when it came, in ms after the start of the container. */
export interface LogLine {
  age: number
  text: string
}

/** What one run of a container prints, told ahead. */
export interface ContainerLog {
  containerID: string
  /** When the container started, ms. */
  startedAt: number
  lines: readonly LogLine[]
}

interface Kept {
  uid: string
  current: ContainerLog
  previous?: ContainerLog
}

type PodName = { namespace?: string; name?: string; uid?: string }

function logKey(pod: PodName, container: string): string {
  return `data/${podPrefix(pod)}log/${container}`
}

/** Keeps the log of a run that begins; that of the run before stays, older ones go. */
export async function beginLog(
  pod: PodName,
  container: string,
  log: ContainerLog,
  books: Bookkeeping,
): Promise<void> {
  const key = logKey(pod, container)
  const kept = (await books.get(key)) as Kept | undefined
  const own = kept?.uid === pod.uid ? kept : undefined
  const previous = own?.current.containerID === log.containerID ? own.previous : own?.current
  await books.set(key, { uid: pod.uid ?? '', current: log, ...(previous && { previous }) } satisfies Kept)
}

/** The log of the present run of a container, or of the one before; undefined if it prints nothing. */
export async function readLog(
  pod: PodName,
  container: string,
  containerID: string,
  books: Bookkeeping,
): Promise<ContainerLog | undefined> {
  const kept = (await books.get(logKey(pod, container))) as Kept | undefined
  if (kept?.uid !== pod.uid) return undefined
  return [kept?.current, kept?.previous].find((log) => log?.containerID === containerID)
}
