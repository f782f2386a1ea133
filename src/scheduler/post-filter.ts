/** Post-filter: what the plugins do for a pod that no node fits. */
import type { ReconcileContext } from '../runtime/reconciler.ts'
import type { ClusterView } from './cluster-view.ts'
import type { Failure, PostFilterResult, Profile } from './framework.ts'
import type { PodInfo } from './pod-info.ts'

/** The first plugin that finds a node, or fails, ends it; what the others say is put together (RunPostFilterPlugins). */
export async function postFilter(
  { plugins }: Profile,
  pod: PodInfo,
  failure: Failure,
  cluster: ClusterView,
  context: ReconcileContext,
): Promise<PostFilterResult> {
  const messages: string[] = []
  let nominatedNode: string | undefined
  for (const { plugin } of plugins) {
    const result = await plugin.postFilter?.(pod, failure, cluster, context)
    if (result?.nominatedNode || result?.isFinal) return result
    if (result?.message) messages.push(result.message)
    nominatedNode ??= result?.nominatedNode
  }
  return { message: messages.join(', '), ...(nominatedNode !== undefined && { nominatedNode }) }
}
