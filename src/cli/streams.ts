/** What a command has of the process it runs in: streams, environment, folder. Tests inject their own. */

/** Where a command reads and writes. */
export interface Streams {
  /** Writes text as it is. */
  stdout(text: string): void
  stderr(text: string): void
  /** The whole of standard input. */
  readStdin(): Promise<Uint8Array>
  /** One line of standard input without its end; undefined when there is no more. */
  readLine(): Promise<string | undefined>
  /** May colours be used, may questions be asked? Asked only when needed: finding out costs time. */
  isTerminal(stream: 'stdin' | 'stdout' | 'stderr'): boolean
}

/** Variables of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Lines of output in their order, collected to be written later: for work that may run twice. */
export interface Output {
  stdout(text: string): void
  stderr(text: string): void
}

/** An Output that keeps what it is given until it is flushed to the streams. */
export interface CollectedOutput extends Output {
  /** A warning of the API server: told once, however often it comes. */
  warn(message: string): void
  readonly warningCount: number
  flush(streams: Output): void
}

/** An empty CollectedOutput. */
export function collectOutput(): CollectedOutput {
  const written: ['stdout' | 'stderr', string][] = []
  const warnings = new Set<string>()
  const stderr = (text: string) => void written.push(['stderr', text])
  return {
    stdout: (text) => void written.push(['stdout', text]),
    stderr,
    warn(message) {
      if (!warnings.has(message)) stderr(`Warning: ${message}\n`)
      warnings.add(message)
    },
    get warningCount() {
      return warnings.size
    },
    flush(streams) {
      for (const [stream, text] of written.splice(0)) streams[stream](text)
    },
  }
}
