/** The binding cycle: gives a pod the node that was chosen for it. */
import type { ReconcileContext } from '../runtime/reconciler.ts'
import type { Plugin, Rejection } from './framework.ts'
import type { NodeInfo } from './node-info.ts'
import type { PodInfo } from './pod-info.ts'

/** Bound; or held back by a plugin, which sees the change that lets the pod be tried again. */
export type Placement = 'bound' | { waitsFor: string; refusal?: Rejection }

/** Reserve, permit, pre-bind, bind. What was reserved is taken back where the pod is not bound. */
export async function place(
  plugins: readonly Plugin[],
  pod: PodInfo,
  node: NodeInfo,
  context: ReconcileContext,
): Promise<Placement> {
  let placement: Placement | undefined
  try {
    for (const plugin of plugins) await plugin.reserve?.(pod, node, context)
    placement = await bind(plugins, pod, node, context)
    return placement
  } finally {
    if (placement !== 'bound') for (const plugin of plugins) await plugin.unreserve?.(pod, node, context)
  }
}

async function bind(
  plugins: readonly Plugin[],
  pod: PodInfo,
  node: NodeInfo,
  context: ReconcileContext,
): Promise<Placement> {
  for (const plugin of plugins) {
    const refusal = await plugin.permit?.(pod, node)
    if (refusal) return { waitsFor: plugin.name, refusal }
  }
  for (const plugin of plugins)
    if ((await plugin.preBind?.(pod, node, context)) === 'wait') return { waitsFor: plugin.name }
  for (const plugin of plugins) if (await plugin.bind?.(pod, node, context)) return 'bound'
  throw new Error('no plugin of the profile binds pods')
}
