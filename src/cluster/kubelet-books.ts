/** What the kubelets keep beside the objects, for commands that look into containers. */
import type { Bookkeeping } from '../container/bookkeeping.ts'
import { createState } from '../runtime/state.ts'
import type { Store } from '../store/store.ts'

/** The bookkeeping of the reconciler `kubelet`. */
export function kubeletBooks(store: Store): Bookkeeping {
  return createState(store, 'kubelet')
}
