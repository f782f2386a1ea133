/** The same cluster as somebody else may see and change it. */
import type { Client, Credentials } from '../apiserver/client.ts'
import type { Cluster } from './cluster.ts'

/** Each of the credentials is put forward by the user of those before it; the first one by the cluster's owner. */
export function clusterAs(cluster: Cluster, credentials: readonly Credentials[]): Cluster {
  const become = async (owner: Client) => {
    let client = owner
    for (const next of credentials) client = await client.as(next)
    return client
  }
  return {
    ...cluster,
    read: (command) => cluster.read(async (client, books) => command(await become(client), books)),
    write: (command) => cluster.write(async (client, books) => command(await become(client), books)),
    advance(ms, options = {}) {
      const { until } = options
      if (until === undefined) return cluster.advance(ms, options)
      return cluster.advance(ms, { ...options, until: async (client) => until(await become(client)) })
    },
    reader: async () => become(await cluster.reader()),
  }
}
