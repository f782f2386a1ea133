/** Follows what a container prints, until its run has ended or the process is asked to end. */
import { nameOf } from '../../apiserver/client.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { type LogSource, readLines, type TimedLine } from '../../container/log-source.ts'
import { statusOf } from '../../container/view.ts'
import type { Waiting } from '../waiting.ts'

/** So often it looks for new lines, in the machine's time. */
const POLL_MS = 1000

/** Gives the lines that come after a moment (ms), each when its time has come. */
export async function followRun(
  source: LogSource,
  after: number,
  write: (lines: readonly TimedLine[]) => void,
  { cluster, waiting }: { cluster: Cluster; waiting: Waiting },
): Promise<void> {
  const { container } = source
  const run = statusOf(source.pod, container)?.containerID
  const stop = new AbortController()
  const forget = waiting.onInterrupt(() => stop.abort())
  let told = after
  try {
    for (let isOver = false; !isOver && !stop.signal.aborted; ) {
      const seen = await cluster.read(async (client, books) => {
        const pod = await client.find('Pod', nameOf(source.pod))
        const status = pod && statusOf(pod, container)
        const isRunning = status?.containerID === run && status?.state?.running !== undefined
        const now = cluster.clock.now()
        // The run is known by how the pod stood when it began: that of now may be another one.
        return { isRunning, now, lines: await readLines(source, false, books, now) }
      })
      write(seen.lines.filter(({ at }) => at > told))
      told = Math.max(told, seen.now)
      isOver = !seen.isRunning
      if (!isOver) await waiting.sleep(POLL_MS, stop.signal)
    }
  } finally {
    forget()
  }
}
