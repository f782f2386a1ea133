/** The pods of a node themselves, for plugins to which the sums do not say enough. */
import type { Client } from '../apiserver/client.ts'
import type { NodeInfo } from './node-info.ts'
import { podInfo } from './pod-info.ts'

/** Reads them; undefined where they are known. From then on they are kept with the node. */
export function loadPods(node: NodeInfo, client: Client): Promise<void> | undefined {
  if (node.pods) return undefined
  return (async () => {
    node.pods = (await client.lookup('Pod', 'node', node.name)).map(podInfo)
  })()
}
