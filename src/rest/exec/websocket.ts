/** The WebSocket protocol (RFC 6455), as far as a server needs it. */
import { createHash } from 'node:crypto'
import type { Connection } from '../message.ts'

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** What kinds of frames there are. */
const CONTINUATION = 0
const TEXT = 1
const BINARY = 2
const CLOSE = 8
const PING = 9
const PONG = 10

/** Longer messages are not taken. */
const MAX_MESSAGE = 4 * 1024 * 1024

/** The answer to the key of a client, by which it knows a server that speaks the protocol. */
export function acceptKey(key: string): string {
  return createHash('sha1')
    .update(key + GUID)
    .digest('base64')
}

/** A connection as messages. */
export interface Messages {
  /** What the client says, until it closes. */
  input: AsyncGenerator<Uint8Array>
  send(message: Uint8Array): void
  /** Says goodbye, and ends the connection. */
  close(code?: number): void
}

/** Speaks the protocol over a connection; pings are answered on the way. */
export function openMessages({ input, write, end }: Connection): Messages {
  return {
    input: messagesIn(input, (payload) => write(frame(PONG, payload))),
    send: (message) => write(frame(BINARY, message)),
    close(code = 1000) {
      write(frame(CLOSE, Buffer.from([code >> 8, code & 0xff])))
      end()
    },
  }
}

async function* messagesIn(
  input: AsyncIterable<Uint8Array>,
  pong: (payload: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  let [rest, parts]: [Buffer, Uint8Array[]] = [Buffer.alloc(0), []]
  for await (const bytes of input) {
    rest = Buffer.concat([rest, bytes])
    for (let read = readFrame(rest); read !== undefined; read = readFrame(rest)) {
      rest = rest.subarray(read.length)
      if (read.code === CLOSE) return
      if (read.code === PING) pong(read.payload)
      if (![CONTINUATION, TEXT, BINARY].includes(read.code)) continue
      parts.push(read.payload)
      if (!read.isLast) continue
      yield Buffer.concat(parts)
      parts = []
    }
    if (rest.length > MAX_MESSAGE) return
  }
}

interface Frame {
  code: number
  isLast: boolean
  payload: Uint8Array
  /** How many bytes the whole frame takes. */
  length: number
}

/** The first frame; undefined where it is not there as a whole yet. */
function readFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < 2) return undefined
  const [first = 0, second = 0] = bytes
  const short = second & 0x7f
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0
  const isMasked = second >= 0x80
  const start = 2 + extended + (isMasked ? 4 : 0)
  if (bytes.length < start) return undefined
  const size =
    extended === 2 ? bytes.readUInt16BE(2) : extended === 8 ? Number(bytes.readBigUInt64BE(2)) : short
  if (bytes.length < start + size) return undefined
  const payload = Buffer.from(bytes.subarray(start, start + size))
  if (isMasked) {
    const mask = bytes.subarray(start - 4, start)
    for (let index = 0; index < size; index++) payload[index]! ^= mask[index % 4]!
  }
  return { code: first & 0x0f, isLast: first >= 0x80, payload, length: start + size }
}

/** A frame that is a message of its own. Servers do not mask. */
function frame(code: number, payload: Uint8Array): Uint8Array {
  const size = payload.length
  const head = Buffer.alloc(size < 126 ? 2 : size < 65_536 ? 4 : 10)
  head[0] = 0x80 | code
  if (size < 126) head[1] = size
  else if (size < 65_536) {
    head[1] = 126
    head.writeUInt16BE(size, 2)
  } else {
    head[1] = 127
    head.writeBigUInt64BE(BigInt(size), 2)
  }
  return Buffer.concat([head, payload])
}
