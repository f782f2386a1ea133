/** How many pods of a controller are in which phase, for `Pods Status:`. */
import type { KubeObject } from '../../apimachinery/object.ts'
import { controllerOf } from '../../apimachinery/object.ts'
import type { DescribeContext } from '../describe-context.ts'

/** `3 Running / 0 Waiting / 0 Succeeded / 0 Failed`, of the pods that the object controls. */
export async function formatPodCounts(
  context: DescribeContext,
  owner: KubeObject,
  selector: string,
): Promise<string> {
  const { namespace = '', uid } = owner.metadata
  const pods = await context.client.list('Pod', {
    namespace,
    ...(selector !== '' && { labelSelector: selector }),
  })
  const counts = { Running: 0, Pending: 0, Succeeded: 0, Failed: 0 }
  for (const pod of pods.items) {
    const phase = pod.status?.phase ?? ''
    if (controllerOf(pod)?.uid === uid && phase in counts) counts[phase as keyof typeof counts]++
  }
  const { Running, Pending, Succeeded, Failed } = counts
  return `${Running} Running / ${Pending} Waiting / ${Succeeded} Succeeded / ${Failed} Failed`
}
