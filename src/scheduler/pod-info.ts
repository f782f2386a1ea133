/** A pod as the scheduler sees it: what it asks for, computed once. */
import { podNonzeroRequests, podRequests, type ResourceAmounts } from '../api/kinds/core/pod/requests.ts'
import type { Pod, PodSpec } from '../generated/types.ts'
import { keyOf } from '../runtime/reconciler.ts'

/** A port of the node itself that a pod wants. */
export interface HostPort {
  /** `TCP/8080` */
  key: string
  ip: string
}

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

/** Wildcard address: a port on all addresses of the node. */
export const ANY_ADDRESS = '0.0.0.0'

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

/** The host ports of containers and sidecars (framework/util GetHostPorts). */
export function hostPorts({ containers, initContainers = [] }: PodSpec): HostPort[] {
  const found: HostPort[] = []
  const sidecars = initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always')
  for (const { ports } of [...containers, ...sidecars])
    for (const { hostPort, protocol, hostIP } of ports ?? [])
      if (hostPort) found.push({ key: `${protocol || 'TCP'}/${hostPort}`, ip: hostIP || ANY_ADDRESS })
  return found
}
