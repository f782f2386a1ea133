/** kubelite proxy: serves the Kubernetes API over HTTP, for kubectl, helm and clients in any language. */
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Listening, ListenOptions, RestHandler } from '../../rest/listen.ts'
import { type CommandContext, defineCommand, type Invocation } from '../command.ts'
import { CliError } from '../errors.ts'
import { bool, duration, int, type OptionsOf, string } from '../flags/flag.ts'

const DEFAULT_PORT = 8001

const flags = {
  acceptHosts: string('^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$', 'Patterns of the hosts that are let in.'),
  acceptPaths: string('^.*', 'Patterns of the paths that are let in.'),
  address: string('127.0.0.1', 'The address to serve on.'),
  apiPrefix: string('/', 'The path that the API is served below.'),
  appendServerPath: bool(false, 'Taken for compatibility: there is no path before that of the API.'),
  disableFilter: bool(false, 'Let all requests in. Dangerous where others reach the port.'),
  keepalive: duration('0s', 'Taken for compatibility: there is no connection to a server.'),
  port: int(DEFAULT_PORT, 'The port to serve on. 0 takes any that is free.', { short: 'p' }),
  rejectMethods: string('^$', "Patterns of the methods that are refused: 'POST,PUT,PATCH'."),
  rejectPaths: string(
    '^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach',
    'Patterns of the paths that are refused, also of those that --accept-paths lets in.',
  ),
  unixSocket: string('', 'Serve on this socket of the file system instead of a port.', { short: 'u' }),
  www: string('', 'Serve the files of this folder, too.', { short: 'w' }),
  wwwPrefix: string('/static/', 'The path that the files are served below.', { short: 'P' }),
}

type Options = OptionsOf<typeof flags>

export const proxy = defineCommand({
  name: 'proxy',
  group: 'Troubleshooting and Debugging Commands',
  usage: '[--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]',
  short: 'Run a proxy to the Kubernetes API server',
  long: [
    'Serves the Kubernetes API of the cluster over HTTP, until you interrupt: for kubectl, helm, operators, and clients in any language.',
    'Requests may bear the token of a service account, or impersonate somebody; all others are made by you. While it serves, time passes in the cluster as it does here, and what other kubelite commands change is seen at once.',
  ],
  examples: [
    { about: 'Serve the API on port 8001', line: 'proxy' },
    { about: 'Serve the API on a port that is free, which is told', line: 'proxy --port=0' },
    { about: 'Serve the API below another path', line: 'proxy --api-prefix=/custom/' },
    { about: 'Serve the files of a folder, too', line: 'proxy --port=8011 --www=./local/www/' },
    {
      about: 'Serve part of the API, and files',
      line: 'proxy --www=/my/files --www-prefix=/static/ --api-prefix=/api/',
    },
  ],
  flags,
  async run(invocation) {
    const { context, options } = invocation
    const where = validate(invocation)
    const around = await createFront(options, context)
    const listening = await open(context, where, around)
    try {
      context.streams.stdout(`Starting to serve on ${listening.where}\n`)
      await untilInterrupted(context)
    } finally {
      await listening.close()
    }
  },
})

function validate({ context, options }: Invocation<typeof flags>): ListenOptions {
  const { port, unixSocket, address, disableFilter, www } = options
  if (port !== DEFAULT_PORT && unixSocket !== '')
    throw new CliError('cannot set --unix-socket and --port at the same time')
  if (disableFilter && unixSocket === '')
    context.streams.stderr(
      'Request filter disabled, your proxy is vulnerable to XSRF attacks, please be cautious\n',
    )
  if (www !== '') warnOfFolder(www, context)
  if (unixSocket !== '') return { path: resolve(context.cwd, unixSocket) }
  if (port < 0 || port > 65535) throw new CliError(`listen tcp: address ${port}: invalid port`)
  return { port, address }
}

function warnOfFolder(www: string, { streams, cwd }: CommandContext): void {
  const found = statSync(resolve(cwd, www), { throwIfNoEntry: false })
  if (found === undefined)
    streams.stderr(`Failed to stat static file directory ${www}: stat ${www}: no such file or directory\n`)
  else if (!found.isDirectory()) streams.stderr(`Static file directory ${www} is not a directory\n`)
}

/** What stands between the sockets and the API. */
async function createFront(
  options: Options,
  { cwd }: CommandContext,
): Promise<(api: RestHandler) => RestHandler> {
  const [{ filtered }, { asPrefix, below, byPrefix }, { staticFiles }] = await Promise.all([
    import('../proxy/filter.ts'),
    import('../proxy/prefixes.ts'),
    import('../proxy/static-files.ts'),
  ])
  const filter = options.disableFilter ? (api: RestHandler) => api : filtered(options)
  const [apiPrefix, wwwPrefix] = [asPrefix(options.apiPrefix), asPrefix(options.wwwPrefix)]
  const files = options.www === '' ? {} : { [wwwPrefix]: staticFiles(resolve(cwd, options.www), wwwPrefix) }
  return (api) => byPrefix({ [apiPrefix]: below(apiPrefix, filter(api)), ...files })
}

async function open(
  context: CommandContext,
  where: ListenOptions,
  around: (api: RestHandler) => RestHandler,
): Promise<Listening> {
  const [{ serveCluster }, { sharedCluster }, { listenProblem }] = await Promise.all([
    import('../../rest/serve.ts'),
    import('../../cluster/shared-cluster.ts'),
    import('../network/listen-problem.ts'),
  ])
  const cluster = sharedCluster(await context.cluster())
  try {
    return await serveCluster(cluster, where, around)
  } catch (error) {
    const [network, at] = 'path' in where ? ['unix', where.path] : ['tcp', `${where.address}:${where.port}`]
    throw new CliError(listenProblem(error as Error, network, at), { cause: error })
  }
}

function untilInterrupted({ waiting }: CommandContext): Promise<void> {
  return new Promise((resolve) => {
    waiting.onInterrupt(resolve)
  })
}
