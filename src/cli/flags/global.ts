/** The flags that every command takes. */
import { parseDuration } from '../../apimachinery/duration.ts'
import { CliError } from '../errors.ts'
import { bool, type Flag, int, type OptionsOf, string } from './flag.ts'

/** kubectl's flags that choose or reach a cluster elsewhere: there is none, and to ignore them would mislead. */
function elsewhere(name: string): Flag<string> {
  const parse = (): never => {
    throw new CliError(
      `--${name} is not supported: kubelite works on its own cluster, chosen by --data-dir or KUBELITE_HOME`,
    )
  }
  return { default: '', shown: "''", help: '', hidden: true, parse }
}

const SECONDS = /^\d+$/

/** A flag with a duration, or a number of seconds; its value is in ms, and 0 is no limit. */
function timeout(help: string): Flag<number> {
  return { default: Number.POSITIVE_INFINITY, shown: "'0'", help, parse: parseTimeout }
}

function parseTimeout(text: string): number {
  const ms = SECONDS.test(text) ? Number(text) * 1000 : parseOrRefuse(text)
  return ms > 0 ? ms : Number.POSITIVE_INFINITY
}

function parseOrRefuse(text: string): number {
  try {
    return parseDuration(text)
  } catch (error) {
    throw new CliError(
      'Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)',
      { cause: error },
    )
  }
}

/** Their definitions. */
export const globalFlags = {
  cluster: elsewhere('cluster'),
  context: elsewhere('context'),
  dataDir: string(
    '',
    'Folder that holds the cluster. Without it KUBELITE_HOME counts, then the data folder of the platform.',
  ),
  kubeconfig: elsewhere('kubeconfig'),
  namespace: string('', 'Namespace that the command works in, instead of "default".', { short: 'n' }),
  requestTimeout: timeout(
    'How long one request may take, as in 5s or 2m; 0 sets no limit. Only watches take any time: they end then.',
  ),
  server: { ...elsewhere('server'), short: 's' },
  token: elsewhere('token'),
  user: elsewhere('user'),
  v: int(0, 'Level of detail for log messages.', { short: 'v' }),
  warningsAsErrors: bool(false, 'End with exit code 1 if the API server sent a warning.'),
}

export type GlobalOptions = OptionsOf<typeof globalFlags>
