/** What the kubelets keep beside the objects, for commands that look into containers. */
import type { ContainerBooks } from '../container/bookkeeping.ts'
import { noteChanged } from '../kubelet/network-changes.ts'
import { createState } from '../runtime/state.ts'
import { setTimer } from '../runtime/timers.ts'
import type { Store } from '../store/store.ts'

const KUBELET = { name: 'kubelet', about: 'Pod' } as const

/** The bookkeeping of the reconciler `kubelet`; `now` is cluster time, ms. */
export function kubeletBooks(store: Store, now: number): ContainerBooks {
  const state = createState(store, KUBELET.name)
  return {
    ...state,
    async look(pod) {
      await noteChanged(pod, 'files', state)
      await setTimer(store, KUBELET, `${pod.namespace}/${pod.name}`, now, 'files of a container have changed')
    },
  }
}
