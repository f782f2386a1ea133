/** A pod as the scheduler sees it: what it asks for, computed once. */
import { type HostPort, hostPorts } from '../api/kinds/core/pod/host-ports.ts'
import { podNonzeroRequests, podRequests, type ResourceAmounts } from '../api/kinds/core/pod/requests.ts'
import type { Pod, PodSpec } from '../generated/types.ts'
import { keyOf } from '../runtime/reconciler.ts'

/** A pod with what the plugins ask of it most. */
export interface PodInfo {
  readonly pod: Pod
  readonly spec: PodSpec
  /** 'namespace/name' */
  readonly key: string
  readonly namespace: string
  readonly requests: Readonly<ResourceAmounts>
  /** The requests with the scoring's defaults for containers that ask for no cpu or memory. */
  readonly nonzero: { readonly cpu: number; readonly memory: number }
  readonly hostPorts: readonly HostPort[]
  readonly priority: number
}

/** Reads a pod. */
export function podInfo(pod: Pod): PodInfo {
  const spec = pod.spec ?? { containers: [] }
  const { cpu = 0, memory = 0 } = podNonzeroRequests(pod)
  return {
    pod,
    spec,
    key: keyOf(pod),
    namespace: pod.metadata.namespace ?? '',
    requests: podRequests(pod),
    nonzero: { cpu, memory },
    hostPorts: hostPorts(spec),
    priority: spec.priority ?? 0,
  }
}
