/** One line on a terminal that tells how far long work has come; in a pipe, and of short work, nothing is told. */
import { formatTime } from '../apimachinery/time.ts'
import type { Progress } from '../cluster/cluster.ts'
import type { Streams } from './streams.ts'
import type { Waiting } from './waiting.ts'

/** Work that is done within this time says nothing of itself; a longer pause was no work, but waiting. Ms. */
const PATIENCE = 1000
/** The time between two states of the line, ms. */
const PAUSE = 200

/** The line of one command. */
export interface ProgressLine {
  /** Those to write through while the line may stand: it goes before anything else is written. */
  streams: Streams
  /** Tells how far the work is, if it is time to. Cheap: it is called with every write. */
  show(progress: Progress): void
  /** Takes the line away. */
  clear(): void
}

/** A line on the standard error of the streams. Work begins when it is first told of. */
export function createProgressLine(streams: Streams, { now }: Pick<Waiting, 'now'>): ProgressLine {
  let seen = Number.NEGATIVE_INFINITY
  let next = 0
  let isTerminal: boolean | undefined
  let width = 0
  const clear = () => {
    // By blanks rather than by an escape sequence: every terminal knows them.
    if (width > 0) streams.stderr(`\r${' '.repeat(width)}\r`)
    width = 0
  }
  const cleared = (write: (text: string) => void) => (text: string) => {
    clear()
    write(text)
  }
  return {
    clear,
    streams: { ...streams, stdout: cleared(streams.stdout), stderr: cleared(streams.stderr) },
    show(progress) {
      if (isTerminal === false) return
      const time = now()
      if (time - seen > PATIENCE) next = time + PATIENCE
      seen = time
      if (time < next) return
      isTerminal ??= streams.isTerminal('stderr')
      if (!isTerminal) return
      next = time + PAUSE
      const text = textOf(progress)
      streams.stderr(`\r${text.padEnd(width)}`)
      width = Math.max(width, text.length)
    },
  }
}

function textOf({ writes, time }: Progress): string {
  return `working: ${writes} ${writes === 1 ? 'write' : 'writes'} so far, cluster time ${formatTime(time)}`
}
