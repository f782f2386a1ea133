/** The ports under which a pod serves a service. */
import type { Container, DiscoveryEndpointPort, Pod, Service, ServicePort } from '../../generated/types.ts'

/** The number of the pod's port that a service port means; undefined where the pod has none of that name. */
export function findPort(pod: Pod, { targetPort, port, protocol = 'TCP' }: ServicePort): number | undefined {
  if (targetPort === undefined || targetPort === 0) return port
  if (typeof targetPort === 'number') return targetPort
  for (const container of servingContainers(pod)) {
    const found = container.ports?.find((p) => p.name === targetPort && (p.protocol ?? 'TCP') === protocol)
    if (found !== undefined) return found.containerPort
  }
  return undefined
}

/** Containers, and init containers that keep running beside them. */
function servingContainers({ spec }: Pod): Container[] {
  const sidecars = spec?.initContainers?.filter(({ restartPolicy }) => restartPolicy === 'Always') ?? []
  return [...(spec?.containers ?? []), ...sidecars]
}

/** The ports of an endpoint slice that the pod belongs to. Ports that the pod does not have are left out. */
export function slicePorts(service: Service, pod: Pod): DiscoveryEndpointPort[] {
  const ports: DiscoveryEndpointPort[] = []
  for (const servicePort of service.spec?.ports ?? []) {
    const port = findPort(pod, servicePort)
    if (port === undefined) continue
    const { name = '', protocol = 'TCP', appProtocol } = servicePort
    ports.push({ name, port, protocol, ...(appProtocol !== undefined && { appProtocol }) })
  }
  return ports
}
