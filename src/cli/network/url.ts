/** URLs and what else `curl` takes to say where a request goes. Exit codes are curl's. */
import { ipFamily } from '../../apimachinery/ip.ts'
import { readHostHeader as hostHeaderOf, RequestError, type Target, urlOf } from '../../network/url.ts'
import { CliError } from '../errors.ts'

/** Reads a URL; http is meant where it names no scheme. Throws CliError with curl's exit codes. */
export function readUrl(text: string): Target {
  return asCliError(() => urlOf(text), curlError)
}

/** The host that the headers name, without its port; undefined where they name none. */
export function readHostHeader(headers: readonly string[]): string | undefined {
  return asCliError(
    () => hostHeaderOf(headers),
    (_, message) => new CliError(message),
  )
}

function asCliError<T>(read: () => T, tell: (exitCode: number, message: string) => CliError): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof RequestError ? tell(error.exitCode, error.message) : error
  }
}

/** A failure as curl tells it: `curl: (6) Could not resolve host: x`. */
export function curlError(exitCode: number, message: string): CliError {
  return new CliError(`curl: (${exitCode}) ${message}`, { bare: true, exitCode })
}

/** `--resolve HOST:PORT:ADDRESS`, as 'host:port' and address. */
export function readResolve(texts: readonly string[]): Map<string, string> {
  return new Map(
    texts.map((text) => {
      const [, host = '', port = '', address = ''] = /^([^:]+):(\d+):(.+)$/.exec(text) ?? []
      if (ipFamily(address) === undefined)
        throw new CliError(
          `--resolve must be HOST:PORT:ADDRESS, such as shop.example.com:80:198.18.0.1, not '${text}'`,
        )
      return [`${host.toLowerCase()}:${port}`, address]
    }),
  )
}
