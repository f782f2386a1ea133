/** Follows what a container prints, until its run has ended or the process is asked to end. */
import type { Cluster } from '../../cluster/cluster.ts'
import type { LogSource, TimedLine } from '../../container/log-source.ts'
import { followLines } from '../../rest/follow-lines.ts'
import type { Waiting } from '../waiting.ts'

/** Gives the lines that come after a moment (ms), each when its time has come. */
export async function followRun(
  source: LogSource,
  after: number,
  write: (lines: readonly TimedLine[]) => void,
  { cluster, waiting }: { cluster: Cluster; waiting: Waiting },
): Promise<void> {
  const stop = new AbortController()
  const forget = waiting.onInterrupt(() => stop.abort())
  const { signal } = stop
  try {
    for await (const lines of followLines(source, after, { cluster, sleep: waiting.sleep, signal }))
      write(lines)
  } finally {
    forget()
  }
}
