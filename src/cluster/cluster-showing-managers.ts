/** The same cluster, with objects that tell of their managers. */
import { showManagedFields } from '../apiserver/managers/showing-client.ts'
import type { Cluster } from './cluster.ts'

/** Objects have metadata.managedFields, which is worked out for each: dear where many are read. */
export function showingManagers(cluster: Cluster): Cluster {
  const show = (client: Parameters<typeof showManagedFields>[0]) =>
    showManagedFields(client, cluster.registry)
  return {
    ...cluster,
    read: (command) => cluster.read((client, books) => command(show(client), books)),
    write: (command) => cluster.write((client, books) => command(show(client), books)),
    reader: async () => show(await cluster.reader()),
  }
}
