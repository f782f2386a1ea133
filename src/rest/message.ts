/** Requests and responses of the API, as they are before and after any socket. */

/** One request. */
export interface RestRequest {
  method: string
  /** Path and query, as they stand in the request line. */
  url: string
  /** By names in lower case; each value of a header that is given several times. */
  headers: Readonly<Record<string, readonly string[] | undefined>>
  body: Uint8Array
  /** Aborts when nobody waits for the answer any more: streams end then. */
  signal: AbortSignal
}

/** What is answered: all at once, or bit by bit. */
export interface RestResponse {
  status: number
  headers: Readonly<Record<string, string | readonly string[]>>
  body: string | Uint8Array | AsyncIterable<string>
  /** What is done with the connection of a request that asked for another protocol; with the status 101. */
  connect?(connection: Connection): Promise<void>
}

/** A connection that goes on after its first answer, in both directions. */
export interface Connection {
  /** What the client sends, until it ends or is lost. */
  input: AsyncIterable<Uint8Array>
  write(bytes: Uint8Array): void
  end(): void
}

/** The first value of a header; '' without one. */
export function headerOf({ headers }: Pick<RestRequest, 'headers'>, name: string): string {
  return headers[name]?.[0] ?? ''
}

/** What `application/json; charset=utf-8` says before the semicolon, in lower case. */
export function mediaTypeOf(value: string): string {
  return (value.split(';')[0] ?? '').trim().toLowerCase()
}
