/** The simulated kubelets: one reconciler for nodes, one for the pods on them. */
import type { NetworkOf } from '../container/network.ts'
import type { Reconciler } from '../runtime/reconciler.ts'
import { nodeStatusReporter } from './node-status.ts'
import { createPodWorker } from './pod-worker.ts'
import { volumeExpansion } from './volume-expansion.ts'

/** What acts for the kubelets of all nodes. @param network what containers reach; without it nothing */
export function createKubelet(network?: NetworkOf): Reconciler[] {
  return [nodeStatusReporter, createPodWorker(network), volumeExpansion]
}
