/** What a container says of its end: what it wrote to a file for that, or the end of its log (kuberuntime_container.go). */
import type { Container, Pod, PodSpec } from '../generated/types.ts'
import type { Bookkeeping } from './bookkeeping.ts'
import { contentOf, readData, treeAt } from './data.ts'
import { readLog } from './logs.ts'
import { ownKey } from './view.ts'

/** So much of the file counts, and so much of the log: the last bytes, the last lines. */
const MAX_FILE_BYTES = 4096
const MAX_LOG_BYTES = 2048
const MAX_LOG_LINES = 80
/** So much counts of all containers of a pod together: each has the same share (status_manager.go, normalizeStatus). */
const MAX_POD_BYTES = 12 * 1024

/** A run of a container that has ended. */
export interface EndedRun {
  containerID: string
  /** In ms. */
  at: number
  exitCode: number
}

type PodName = { namespace?: string; name?: string; uid?: string }

/** The message of the end; undefined if there is none. */
export async function terminationMessage(
  { metadata: pod, spec }: Pick<Pod, 'metadata' | 'spec'>,
  container: Container,
  ended: EndedRun,
  books: Bookkeeping,
): Promise<string | undefined> {
  const { name, terminationMessagePath: path = '', terminationMessagePolicy: policy } = container
  const data = await readData(ownKey(pod, name, ended.containerID), books)
  const entry = treeAt(data, ended.at)[path]
  const said = entry?.type === 'file' ? lastBytes(contentOf(entry), MAX_FILE_BYTES) : ''
  const isLogAsked = said === '' && policy === 'FallbackToLogsOnError' && ended.exitCode !== 0
  const message = isLogAsked ? await endOfLog(pod, name, ended, books) : said
  return message === '' ? undefined : shareOf(message, spec)
}

/** What counts of a message where the containers of the pod have much to say: its beginning. */
function shareOf(message: string, spec: PodSpec | undefined): string {
  const { containers = [], initContainers = [], ephemeralContainers = [] } = spec ?? {}
  const count = containers.length + initContainers.length + ephemeralContainers.length
  const most = Math.floor(MAX_POD_BYTES / Math.max(1, count))
  const data = Buffer.from(message)
  return data.length <= most ? message : data.subarray(0, most).toString()
}

async function endOfLog(
  pod: PodName,
  name: string,
  { containerID, at }: EndedRun,
  books: Bookkeeping,
): Promise<string> {
  const log = await readLog(pod, name, containerID, books)
  if (log === undefined) return ''
  const lines = log.lines.filter(({ age }) => log.startedAt + age <= at).slice(-MAX_LOG_LINES)
  return lastBytes(Buffer.from(lines.map(({ text }) => `${text}\n`).join('')), MAX_LOG_BYTES)
}

function lastBytes(data: Buffer, most: number): string {
  return data.subarray(Math.max(0, data.length - most)).toString()
}
