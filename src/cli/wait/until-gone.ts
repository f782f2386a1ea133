/** Waits until deleted objects are gone. */
import { kindName } from '../../api/registry.ts'
import { parseTime } from '../../apimachinery/time.ts'
import type { Client } from '../../apiserver/client.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import type { Pod } from '../../generated/types.ts'
import type { CommandContext } from '../command.ts'
import { throwAggregate } from '../errors.ts'
import type { Target } from '../resources/target.ts'
import { passTime, timedOut, WEEK } from './pass-time.ts'

/** An object whose deletion was asked for, and which one of its name it was. */
export interface Deleted {
  target: Target
  uid: string | undefined
}

/** The kubelet takes a pod off the API so much later, at most, than its time to end is over. */
const LAST_STEPS = 10_000

/** Waits until none of the objects is there any more. Throws kubectl's texts for those that stay. */
export async function waitUntilGone(
  context: CommandContext,
  cluster: Cluster,
  { timeout, realTime }: { timeout: number; realTime: boolean },
  deleted: readonly Deleted[],
): Promise<void> {
  let left = deleted
  const journey = {
    targets: deleted.map(({ target }) => target),
    begin: () => {},
    async until(client: Client) {
      left = await stillThere(deleted, client)
      return left.length === 0
    },
  }
  const pass = (limit: number) => passTime(context, cluster, { limit, realTime }, journey)
  if (timeout !== 0 || realTime) await pass(timeout === 0 ? WEEK : timeout)
  else while (!(await pass(0)) && (await timeToEnd(cluster)) > 0) await pass(await timeToEnd(cluster))
  throwAggregate(left.map(({ target }) => timedOut(target)))
}

async function stillThere(deleted: readonly Deleted[], client: Client): Promise<Deleted[]> {
  const left: Deleted[] = []
  for (const each of deleted) {
    const { resource, namespace, name } = each.target
    const object = await client.find(kindName(resource), { namespace, name }).catch(() => undefined)
    if (object !== undefined && object.metadata.uid === each.uid) left.push(each)
  }
  return left
}

/** How many ms from now on pods may still be ending: nothing else ends by the passing of time alone. */
async function timeToEnd(cluster: Cluster): Promise<number> {
  const pods = await cluster.read((client) => client.lookup('Pod', 'terminating', ''))
  const ends = pods.map(({ metadata }: Pod) => parseTime(metadata.deletionTimestamp) ?? 0)
  return Math.max(0, ...ends.map((end) => end + LAST_STEPS - cluster.clock.now()))
}
