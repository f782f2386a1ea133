/** Which process somebody is, and whether it still runs: a process number alone may have been given out again. */
import { readFileSync } from 'node:fs'

/** A process, told apart from all others that this host ever ran, where the system says enough. */
export interface ProcessIdentity {
  pid: number
  /** In the kernel's clock ticks; empty where there is no /proc. */
  startTime: string
  /** Changes when the host starts anew; empty where there is no /proc. */
  bootId: string
}

let own: ProcessIdentity | undefined

/** This process. */
export function ownIdentity(): ProcessIdentity {
  own ??= { pid: process.pid, startTime: readStat(process.pid)?.startTime ?? '', bootId: readBootId() }
  return own
}

/**
 * Whether the process still runs. A process of another container that cannot be seen from here counts as ended:
 * what rests on this must stay correct, if slower, when two believe themselves alone.
 */
export function isRunning({ pid, startTime, bootId }: ProcessIdentity): boolean {
  if (bootId !== ownIdentity().bootId) return false
  if (startTime === '') return canSignal(pid)
  const stat = readStat(pid)
  return stat !== undefined && stat.startTime === startTime && !ENDED_STATES.includes(stat.state)
}

/** Zombies and dead processes: ended, though their parent has not noticed. */
const ENDED_STATES = ['Z', 'X', 'x']

function canSignal(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** State and start time out of /proc/<pid>/stat, whose second field may itself hold blanks and brackets. */
function readStat(pid: number): { state: string; startTime: string } | undefined {
  const text = readSmallFile(`/proc/${pid}/stat`)
  if (text === undefined) return undefined
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return { state: fields[0]!, startTime: fields[19]! }
}

function readBootId(): string {
  return readSmallFile('/proc/sys/kernel/random/boot_id')?.trim() ?? ''
}

function readSmallFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
