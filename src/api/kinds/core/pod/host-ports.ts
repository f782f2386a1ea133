/** The ports of its node that a pod asks for. */
import type { PodSpec } from '../../../../generated/types.ts'

/** A port of the node itself that a pod wants. */
export interface HostPort {
  /** `TCP/8080` */
  key: string
  ip: string
}

/** Wildcard address: a port on all addresses of the node. */
export const ANY_ADDRESS = '0.0.0.0'

/** The host ports of containers and sidecars (framework/util GetHostPorts). */
export function hostPorts({ containers, initContainers = [] }: PodSpec): HostPort[] {
  const found: HostPort[] = []
  const sidecars = initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always')
  for (const { ports } of [...containers, ...sidecars])
    for (const { hostPort, protocol, hostIP } of ports ?? [])
      if (hostPort) found.push({ key: `${protocol || 'TCP'}/${hostPort}`, ip: hostIP || ANY_ADDRESS })
  return found
}
