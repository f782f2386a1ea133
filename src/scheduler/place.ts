/** The binding cycle: gives a pod the node that was chosen for it. */
import type { ReconcileContext } from '../runtime/reconciler.ts'
import type { Plugin, Profile, Rejection } from './framework.ts'
import type { NodeInfo } from './node-info.ts'
import type { PodInfo } from './pod-info.ts'

/** Bound; or held back by a plugin, which sees the change that lets the pod be tried again. */
export type Placement = 'bound' | { waitsFor: string; refusal?: Rejection }

/** Reserve, permit, pre-bind, bind. What was reserved is taken back where the pod is not bound. */
export type Place = (pod: PodInfo, node: NodeInfo, context: ReconcileContext) => Promise<Placement>

type Point = 'reserve' | 'unreserve' | 'permit' | 'preBind' | 'bind'

/** The binding cycle of a profile. Few plugins take part: for each pod only those are asked. */
export function createPlace({ plugins }: Profile): Place {
  const having = <P extends Point>(point: P) =>
    plugins.map(({ plugin }) => plugin).filter((plugin): plugin is Having<P> => plugin[point] !== undefined)
  const [reserving, unreserving] = [having('reserve'), having('unreserve')]
  const bind = createBind(having('permit'), having('preBind'), having('bind'))
  return async (pod, node, context) => {
    let placement: Placement | undefined
    try {
      for (const plugin of reserving) await plugin.reserve(pod, node, context)
      placement = await bind(pod, node, context)
      return placement
    } finally {
      if (placement !== 'bound') for (const plugin of unreserving) await plugin.unreserve(pod, node, context)
    }
  }
}

type Having<P extends Point> = Plugin & Required<Pick<Plugin, P>>

function createBind(
  permitting: readonly Having<'permit'>[],
  preparing: readonly Having<'preBind'>[],
  binding: readonly Having<'bind'>[],
): Place {
  return async (pod, node, context) => {
    for (const plugin of permitting) {
      const refusal = await plugin.permit(pod, node)
      if (refusal) return { waitsFor: plugin.name, refusal }
    }
    for (const plugin of preparing)
      if ((await plugin.preBind(pod, node, context)) === 'wait') return { waitsFor: plugin.name }
    for (const plugin of binding) if (await plugin.bind(pod, node, context)) return 'bound'
    throw new Error('no plugin of the profile binds pods')
  }
}
