/** Follows what a container prints, until its run has ended. */
import { nameOf } from '../apiserver/client.ts'
import type { Sleep } from '../base/sleep.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { type LogSource, readLines, type TimedLine } from '../container/log-source.ts'
import { statusOf } from '../container/view.ts'

/** So often it looks for new lines, in the machine's time. */
const POLL_MS = 1000

/** Gives the lines that come after a moment (ms), each when its time has come, until the signal aborts. */
export async function* followLines(
  source: LogSource,
  after: number,
  { cluster, sleep, signal }: { cluster: Cluster; sleep: Sleep; signal: AbortSignal },
): AsyncGenerator<TimedLine[]> {
  const { container } = source
  const run = statusOf(source.pod, container)?.containerID
  let told = after
  for (let isOver = false; !isOver && !signal.aborted; ) {
    const seen = await cluster.read(async (client, books) => {
      const pod = await client.find('Pod', nameOf(source.pod))
      const status = pod && statusOf(pod, container)
      const isRunning = status?.containerID === run && status?.state?.running !== undefined
      const now = cluster.clock.now()
      // The run is known by how the pod stood when it began: that of now may be another one.
      return { isRunning, now, lines: await readLines(source, false, books, now) }
    })
    const from = told
    yield seen.lines.filter(({ at }) => at > from)
    told = Math.max(told, seen.now)
    isOver = !seen.isRunning
    if (!isOver) await sleep(POLL_MS, signal)
  }
}
