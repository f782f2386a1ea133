/** How commands come to the cluster of a folder. */
import type { Cluster, ClusterOptions, NodeShape } from '../cluster/cluster.ts'
import { CliError } from './errors.ts'
import type { Environment, Streams } from './streams.ts'

export type { NodeShape }

/** Is told how far work has come. */
export type ProgressListener = NonNullable<ClusterOptions['onProgress']>

/** Opens, makes and removes clusters. */
export interface ClusterAccess {
  /** The cluster of the folder; the first command that uses it makes it. */
  open(dir: string, env: Environment, onProgress?: ProgressListener): Promise<Cluster>
  /** A new cluster of these nodes. Fails if there is one already. */
  create(
    dir: string,
    env: Environment,
    nodes: readonly NodeShape[],
    onProgress?: ProgressListener,
  ): Promise<Cluster>
  /** Drops the cluster for good; false if there was none. */
  remove(dir: string): Promise<boolean>
}

/** Access to clusters on disk. Modules are loaded as they are needed. */
export function diskClusters(streams: Streams): ClusterAccess {
  const common = (dir: string, env: Environment, onProgress: ProgressListener = () => {}) => ({
    store: { dir },
    ...settings(env),
    onWait: () => tellWaiting(streams),
    onProgress,
  })
  return {
    async open(dir, env, onProgress) {
      const { openCluster } = await import('../cluster/open.ts')
      return openCluster(common(dir, env, onProgress))
    },
    async create(dir, env, nodes, onProgress) {
      const { clusterExists } = await import('../cluster/folder.ts')
      if (clusterExists(dir)) throw existing(dir)
      const { openCluster } = await import('../cluster/open.ts')
      return openCluster({ ...common(dir, env, onProgress), nodes })
    },
    async remove(dir) {
      const { removeCluster } = await import('../cluster/folder.ts')
      return removeCluster(dir)
    },
  }
}

function existing(dir: string): CliError {
  return new CliError(
    `there is a cluster in ${dir} already: drop it with "kubelite reset", or choose another --data-dir`,
  )
}

/** KUBELITE_SEED and KUBELITE_NOW: every run alike, byte for byte. */
export function settings(env: Environment): { seed?: string; now?: number } {
  const seed = env.KUBELITE_SEED
  const now = env.KUBELITE_NOW
  return { ...(seed && { seed }), ...(now && { now: readNow(now) }) }
}

function readNow(text: string): number {
  const now = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text)
  if (Number.isNaN(now))
    throw new CliError(
      `KUBELITE_NOW must be a time such as 2026-01-31T12:00:00Z, or seconds since 1970, not "${text}"`,
    )
  return now
}

function tellWaiting(streams: Streams): void {
  if (streams.isTerminal('stderr')) streams.stderr('waiting for another kubelite command…\n')
}
