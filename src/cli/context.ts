/** Makes what a command sees of its surroundings, out of the host and the global flags. */
import type { Cluster } from '../cluster/cluster.ts'
import type { ClusterAccess } from './cluster-access.ts'
import type { CommandContext } from './command.ts'
import { type ActiveContext, activeContext } from './config/active.ts'
import { type ConfigFiles, configFiles } from './config/files.ts'
import { dataDir } from './data-dir.ts'
import { CliError } from './errors.ts'
import type { GlobalOptions } from './flags/global.ts'
import { createProgressLine } from './progress.ts'
import type { CollectedOutput, Environment, Streams } from './streams.ts'
import type { Waiting } from './waiting.ts'

/** What the program runs in. Tests make their own. */
export interface Host {
  streams: Streams
  env: Environment
  cwd: string
  platform: NodeJS.Platform
  /** The user's home folder. */
  home(): string
  /** Opens, makes and removes the cluster of a folder. */
  clusters: ClusterAccess
  /** The clusters are those of the kubeconfig's user already: a command runs another one. */
  isActing?: boolean
  /** Lets the machine's time pass. */
  waiting: Waiting
}

/** A context, with what its maker is to do around the command. */
export interface CreatedContext {
  context: CommandContext
  /** Throws what is wrong with the kubeconfig's context, or with what the flags choose of it. */
  check(): void
  close(): Promise<void>
}

/**
 * The context of one call; what the kubeconfig says is read first. The cluster that it opens is to be closed by `close`;
 * `call` runs another command.
 */
export async function createContext(
  host: Host,
  names: Pick<CommandContext, 'program' | 'path' | 'commands'>,
  global: GlobalOptions,
  call: (args: readonly string[], host: Host) => Promise<number>,
): Promise<CreatedContext> {
  const { env, cwd, clusters, waiting } = host
  const progress = createProgressLine(host.streams, waiting)
  const { streams } = progress
  const folder = () => dataDir({ ...host, flag: global.dataDir || undefined })
  const kubeconfig = configFiles(global.kubeconfig, env, cwd, folder)
  const active = await chosenContext(kubeconfig, global)
  let opened: ReturnType<CommandContext['cluster']> | undefined
  const opening = () => {
    const user = host.isActing ? {} : active().user
    return openedAs(clusters.open(folder(), env, progress.show), user, { ...global, cwd })
  }
  const context: CommandContext = {
    ...names,
    streams,
    env,
    cwd,
    waiting,
    requestTimeout: global.requestTimeout,
    kubeconfig,
    chosen: global,
    get namespace() {
      return global.namespace || active().namespace || 'default'
    },
    get server() {
      return active().server
    },
    namespaceGiven: global.namespace !== '',
    dataDir: folder,
    async cluster() {
      if (global.matchServerVersion) (await import('./versions.ts')).demandSameVersion()
      opened ??= opening()
      return opened
    },
    createCluster(nodes) {
      opened = clusters.create(folder(), env, nodes, progress.show)
      return opened
    },
    removeCluster: () => clusters.remove(folder()),
    run(words, { cluster, quiet }) {
      const open = async () => ({ ...cluster, close: async () => {} })
      const print = quiet ? { ...streams, stdout: streams.stderr } : streams
      return call([...words, ...scopeOf(global)], {
        ...host,
        streams: print,
        clusters: { ...clusters, open },
        isActing: true,
      })
    },
    async showHelp() {
      await call([...names.path.split(' ').slice(1), '--help'], host)
    },
    finish: (output) => finish(output, streams, global),
  }
  const close = async () => {
    progress.clear()
    // A cluster that could not be opened has told so already.
    const cluster = await opened?.catch(() => undefined)
    await cluster?.close()
  }
  return { context, check: () => void active(), close }
}

function finish(output: CollectedOutput, streams: Streams, { warningsAsErrors }: GlobalOptions): void {
  const warnings = output.warningCount
  output.flush(streams)
  if (warningsAsErrors && warnings > 0)
    throw new CliError(`${warnings} ${warnings === 1 ? 'warning' : 'warnings'} received`)
}

/** Gives the context that counts. What is wrong with it is told only to commands that need one. */
async function chosenContext(
  files: ConfigFiles,
  { context, cluster, user }: GlobalOptions,
): Promise<() => ActiveContext> {
  try {
    const active = await activeContext(files, { context, cluster, user })
    return () => active
  } catch (error) {
    return () => {
      throw error
    }
  }
}

/** The cluster as the user of the call may see it: most are the cluster's owner, and nothing is asked of them. */
async function openedAs(
  opening: Promise<Cluster>,
  user: ActiveContext['user'],
  global: GlobalOptions & { cwd: string },
): Promise<Cluster> {
  const isOwner = global.as === '' && global.token === '' && global.asGroup.length === 0
  if (isOwner && global.asUid === '' && global.asUserExtra.length === 0 && Object.keys(user).length === 0)
    return opening
  const { credentialsOf } = await import('./identity/credentials.ts')
  const credentials = credentialsOf(user, global, global.cwd)
  if (credentials.length === 0) return opening
  const { clusterAs } = await import('../cluster/cluster-as.ts')
  return clusterAs(await opening, credentials)
}

/** What another command line needs to work in the same namespace. */
function scopeOf({ namespace, kubeconfig, context }: GlobalOptions): string[] {
  const flags = { namespace, kubeconfig, context }
  return Object.entries(flags).flatMap(([name, value]) => (value === '' ? [] : [`--${name}=${value}`]))
}
