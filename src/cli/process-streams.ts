/**
 * The streams of this very process. Writes go straight to the file descriptors: making Node's own streams costs
 * several milliseconds at start, and a command needs neither their buffers nor their events.
 */
import { fstatSync, readFileSync, readSync, writeSync } from 'node:fs'
import type { Streams } from './streams.ts'

const DESCRIPTORS = { stdin: 0, stdout: 1, stderr: 2 } as const

/** Streams that can tell whether all that was written has left the process. */
export interface ProcessStreams extends Streams {
  /** True unless some output still waits for a slow reader. */
  isFlushed(): boolean
}

/** Descriptors whose output waits in Node's stream: what comes later must wait behind it. */
const waiting = new Set<number>()

/** Streams over descriptors 0, 1 and 2. A reader that went away ends the process quietly. */
export function processStreams(): ProcessStreams {
  return {
    isFlushed: () => waiting.size === 0,
    stdout: (text) => writeAll(DESCRIPTORS.stdout, text),
    stderr: (text) => writeAll(DESCRIPTORS.stderr, text),
    readStdin: async () => readFileSync(DESCRIPTORS.stdin),
    readLine: async () => readLine(),
    isTerminal: (stream) => isTerminal(DESCRIPTORS[stream]),
  }
}

function writeAll(descriptor: 1 | 2, text: string): void {
  const bytes = Buffer.from(text)
  if (waiting.has(descriptor)) {
    writeLater(descriptor, bytes)
    return
  }
  let offset = 0
  while (offset < bytes.length) {
    try {
      offset += writeSync(descriptor, bytes, offset)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      if (code === 'EPIPE') process.exit(0)
      if (code !== 'EAGAIN') throw error
      writeLater(descriptor, bytes.subarray(offset))
      return
    }
  }
}

/** A pipe that is full and does not block: Node's stream waits for room, and keeps the process until then. */
function writeLater(descriptor: 1 | 2, bytes: Uint8Array): void {
  waiting.add(descriptor)
  const stream = descriptor === 1 ? process.stdout : process.stderr
  if (stream.listenerCount('error') === 0) stream.on('error', () => process.exit(0))
  stream.write(bytes)
}

function readLine(): string | undefined {
  const byte = Buffer.alloc(1)
  const line: number[] = []
  while (readSync(DESCRIPTORS.stdin, byte, 0, 1, null) === 1) {
    if (byte[0] === 0x0a) return Buffer.from(line).toString()
    line.push(byte[0]!)
  }
  return line.length === 0 ? undefined : Buffer.from(line).toString()
}

/** Asks for the terminal module only where the descriptor may be one at all. */
function isTerminal(descriptor: number): boolean {
  try {
    if (!fstatSync(descriptor).isCharacterDevice()) return false
  } catch {
    return false
  }
  const { isatty } = process.getBuiltinModule('node:tty')
  return isatty(descriptor)
}
