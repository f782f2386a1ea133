/** The pods that a drain is taking off a node, and looking which of them are gone. */
import type { Unstructured } from '../../apimachinery/object.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import type { Pod } from '../../generated/types.ts'
import { operationLine } from '../output/operation.ts'
import type { Output } from '../streams.ts'
import type { EvictionOutcome, Manner } from './eviction.ts'
import { isLongDeleted } from './filters.ts'
import type { Pastime } from './pass-time.ts'

/** What a removal works with. */
export interface Removal {
  cluster: Cluster
  pastime: Pastime
  /** Lines are written as things happen. */
  output: Output
  manner: Manner
  /** How long it may take, ms; undefined: as long as something can still happen. */
  timeout: number | undefined
  skipWaitForDeleteTimeout: number
}

/** A pod on its way. */
export interface Leaving {
  pod: Pod
  /** Its removal was granted: it only needs time to end. */
  isGranted: boolean
  /** Why it was not granted when it was last asked for. */
  blocked?: Extract<EvictionOutcome, { type: 'blocked' }>
}

/** The pods that are still there. Tells of each that is gone, and of those that are not waited for any longer. */
export async function stillThere(
  leaving: readonly Leaving[],
  removal: Removal,
  operation: 'evicted' | 'deleted',
): Promise<Leaving[]> {
  const { cluster, output, skipWaitForDeleteTimeout: seconds } = removal
  const left: Leaving[] = []
  for (const each of leaving) {
    const found = await cluster.read((client) => findSame(client, each.pod))
    if (!each.isGranted) left.push(each)
    else if (found === undefined)
      output.stdout(operationLine(each.pod as unknown as Unstructured, operation, 'none'))
    else if (isLongDeleted(found, seconds, await cluster.now()))
      output.stdout(
        `pod "${found.metadata.name}" has DeletionTimestamp older than ${seconds} seconds, skipping\n`,
      )
    else left.push(each)
  }
  return left
}

/** Whether any of the pods that were granted is gone. */
export async function isAnyGone(client: Client, leaving: readonly Leaving[]): Promise<boolean> {
  for (const { pod, isGranted } of leaving)
    if (isGranted && (await findSame(client, pod)) === undefined) return true
  return false
}

/** The pod as it is now; undefined if it is gone, even where another one has its name. */
async function findSame(client: Client, pod: Pod): Promise<Pod | undefined> {
  const found = await client.find('Pod', nameOf(pod))
  return found?.metadata.uid === pod.metadata.uid ? found : undefined
}
