/** The simulated kubelets: one reconciler for nodes, one for the pods on them. */
import type { Reconciler } from '../runtime/reconciler.ts'
import { nodeStatusReporter } from './node-status.ts'
import { podWorker } from './pod-worker.ts'

/** What acts for the kubelets of all nodes. */
export function createKubelet(): Reconciler[] {
  return [nodeStatusReporter, podWorker]
}
