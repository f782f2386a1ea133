/**
 * The streams of this very process. Writes go straight to the file descriptors: making Node's own streams costs
 * several milliseconds at start, and a command needs neither their buffers nor their events.
 */
import { once } from 'node:events'
import { fstatSync, readSync, statSync, writeSync } from 'node:fs'
import type { Streams } from './streams.ts'

const DESCRIPTORS = { stdin: 0, stdout: 1, stderr: 2 } as const

/** Streams that can tell whether all that was written has left the process. */
export interface ProcessStreams extends Streams {
  /** True unless some output still waits for a slow reader. */
  isFlushed(): boolean
}

/** Descriptors whose output waits in Node's stream: what comes later must wait behind it. */
const waiting = new Set<number>()

/** Whether Node's stream reads the input: what it has taken is no longer at the descriptor. */
let isInputStreamed = false

/** Streams over descriptors 0, 1 and 2. A reader that went away ends the process quietly. */
export function processStreams(): ProcessStreams {
  return {
    isFlushed: () => waiting.size === 0,
    stdout: (text) => writeAll(DESCRIPTORS.stdout, text),
    stderr: (text) => writeAll(DESCRIPTORS.stderr, text),
    readStdin,
    readLine,
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

async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for (let chunk = await read(65_536); chunk.length > 0; chunk = await read(65_536)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function readLine(): Promise<string | undefined> {
  const line: number[] = []
  for (let [byte] = await read(1); byte !== undefined; [byte] = await read(1)) {
    if (byte === 0x0a) return Buffer.from(line).toString()
    line.push(byte)
  }
  return line.length === 0 ? undefined : Buffer.from(line).toString()
}

/** Some bytes of standard input, so many at most; none at its end. */
async function read(size: number): Promise<Uint8Array> {
  if (!isInputStreamed) {
    try {
      const bytes = Buffer.allocUnsafe(size)
      return bytes.subarray(0, readSync(DESCRIPTORS.stdin, bytes, 0, size, null))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      isInputStreamed = true
    }
  }
  return readLater(size)
}

/** Somebody else has made the descriptor one that does not block: Node's stream waits for what comes. */
async function readLater(size: number): Promise<Uint8Array> {
  const { stdin } = process
  for (;;) {
    const bytes: Buffer | null = stdin.read(size) ?? stdin.read()
    if (bytes !== null) return bytes
    if (stdin.readableEnded) return Buffer.alloc(0)
    await nextInput(stdin)
  }
}

/** Waits for more input, or for its end; whichever does not come is not listened for any longer. */
async function nextInput(stdin: typeof process.stdin): Promise<void> {
  const listening = new AbortController()
  const { signal } = listening
  stdin.ref?.()
  try {
    await Promise.race([once(stdin, 'readable', { signal }), once(stdin, 'end', { signal })])
  } finally {
    listening.abort()
    stdin.unref?.()
  }
}

/** Asks for the terminal module only where the descriptor may be one at all. */
function isTerminal(descriptor: number): boolean {
  try {
    const device = fstatSync(descriptor)
    if (!device.isCharacterDevice() || device.rdev === nullDevice()) return false
  } catch {
    return false
  }
  const { isatty } = process.getBuiltinModule('node:tty')
  return isatty(descriptor)
}

/** Where output that nobody wants goes to: a character device like a terminal. */
function nullDevice(): number | undefined {
  return statSync('/dev/null', { throwIfNoEntry: false })?.rdev
}
