/** The flags that every command takes. */
import { parseDuration } from '../../apimachinery/duration.ts'
import { CliError } from '../errors.ts'
import { bool, duration, type Flag, int, type OptionsOf, string, texts } from './flag.ts'

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

/**
 * Flags about the way to a server: kubectl would do the same without them where they are right, and nothing is sent
 * over a network here.
 */
const AWAY = { hidden: true } as const

/** --profile writes what Go's runtime measures of itself. */
const profile: Flag<string> = {
  ...string('none', ''),
  hidden: true,
  parse(text) {
    if (text !== 'none') throw new CliError(`--profile=${text} is not supported: only "none" is`)
    return text
  },
}

/** --kuberc names a file of aliases and defaults. */
const kuberc: Flag<string> = {
  ...string('', ''),
  hidden: true,
  parse(text) {
    if (text !== '') throw new CliError('--kuberc is not supported: kubelite has no file of preferences')
    return text
  },
}

/** Their definitions. */
export const globalFlags = {
  as: string('', 'Act as this user, or as the service account system:serviceaccount:NAMESPACE:NAME.'),
  asGroup: texts('Act as a member of this group, with --as. For several groups it is given several times.'),
  asUid: string('', 'Act with this uid, with --as.'),
  asUserExtra: texts('Act with this further attribute, KEY=VALUE, with --as. It may be given several times.'),
  cacheDir: string('', '', AWAY),
  certificateAuthority: elsewhere('certificate-authority'),
  clientCertificate: elsewhere('client-certificate'),
  clientKey: elsewhere('client-key'),
  cluster: string('', 'Cluster of the kubeconfig. It must be in it; all of them are the one of --data-dir.'),
  context: string('', 'Context of the kubeconfig to use, with its namespace.'),
  dataDir: string(
    '',
    'Folder that holds the cluster. Without it KUBELITE_HOME counts, then the data folder of the platform.',
  ),
  disableCompression: bool(false, '', AWAY),
  insecureSkipTlsVerify: bool(false, '', AWAY),
  kubeconfig: string(
    '',
    'Kubeconfig file to use, instead of those of KUBECONFIG or the one in the folder of the cluster.',
  ),
  kuberc,
  logFlushFrequency: duration('5s', '', AWAY),
  matchServerVersion: bool(false, 'Fail where the versions of client and server differ.'),
  namespace: string('', 'Namespace that the command works in, instead of the context\'s or "default".', {
    short: 'n',
  }),
  password: elsewhere('password'),
  profile,
  profileOutput: string('profile.pprof', '', AWAY),
  requestTimeout: timeout(
    'How long one request may take, as in 5s or 2m; 0 sets no limit. Only watches take any time: they end then.',
  ),
  server: { ...elsewhere('server'), short: 's' },
  tlsServerName: string('', '', AWAY),
  token: string('', 'Act as the service account that this token was made for.'),
  user: string('', 'User of the kubeconfig, instead of that of the context.'),
  username: elsewhere('username'),
  v: int(0, 'Level of detail for log messages.', { short: 'v' }),
  vmodule: string('', '', { hidden: true }),
  warningsAsErrors: bool(false, 'End with exit code 1 if the API server sent a warning.'),
}

/** Their values in one call. */
export type GlobalOptions = OptionsOf<typeof globalFlags>
