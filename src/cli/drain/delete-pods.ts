/** Deletes the pods of a node without asking any budget, and waits until they are gone (--disable-eviction). */

import { isNotFound } from '../../apimachinery/status-error.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import { messageOf } from '../../base/error-message.ts'
import type { Pod } from '../../generated/types.ts'
import { isAnyGone, type Leaving, type Removal, stillThere } from './leaving.ts'

/** Gives what went wrong; undefined if nothing did. The first pod that cannot be deleted ends it. */
export async function deletePods(pods: readonly Pod[], removal: Removal): Promise<string | undefined> {
  const { cluster, manner, pastime, timeout } = removal
  const send = (client: Client) => deleteAll(client, pods, removal)
  const failure = await (manner.dryRun ? cluster.read(send) : cluster.write(send))
  if (failure !== undefined || manner.dryRun) return failure
  const deadline = timeout === undefined ? undefined : (await pastime.now()) + timeout
  let leaving: Leaving[] = pods.map((pod) => ({ pod, isGranted: true }))
  for (;;) {
    leaving = await stillThere(leaving, removal, 'deleted')
    if (leaving.length === 0) return undefined
    const ending = await pastime.until((client) => isAnyGone(client, leaving), deadline)
    if (ending === 'changed') continue
    leaving = await stillThere(leaving, removal, 'deleted')
    return ending === 'over' ? 'context deadline exceeded' : stuckText(leaving)
  }
}

async function deleteAll(
  client: Client,
  pods: readonly Pod[],
  { manner }: Removal,
): Promise<string | undefined> {
  for (const pod of pods)
    try {
      await client.delete('Pod', nameOf(pod), manner)
    } catch (error) {
      if (!isNotFound(error)) return messageOf(error)
    }
  return undefined
}

function stuckText(leaving: readonly Leaving[]): string {
  const names = leaving.map(({ pod }) => `${pod.metadata.namespace}/${pod.metadata.name}`)
  return `pods do not terminate, and nothing that is due ends them: ${names.join(', ')}`
}
