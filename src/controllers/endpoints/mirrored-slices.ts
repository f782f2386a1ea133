/** The slices that mirror an Endpoints object: pure. Source: endpointslicemirroring/utils.go. */
import { LAST_APPLIED } from '../../apimachinery/last-applied.ts'
import type {
  Endpoint,
  EndpointAddress,
  EndpointSlice,
  EndpointSubset,
  Endpoints,
} from '../../generated/types.ts'
import { controllerReference } from '../ownership.ts'
import {
  type Group,
  HEADLESS,
  MANAGED_BY,
  planGroups,
  portsKey,
  SERVICE_NAME,
  type SlicePlan,
} from './slice-plan.ts'
import { LAST_CHANGE_TRIGGER_TIME } from './trigger-time.ts'

/** The value of the managed-by label of mirrored slices. */
export const MIRRORING_MANAGER = 'endpointslicemirroring-controller.k8s.io'

/** The least that has to be written for the slices to say what the Endpoints say; without these, there are none. */
export function planMirror(endpoints: Endpoints | undefined, slices: readonly EndpointSlice[]): SlicePlan {
  if (endpoints === undefined) return { create: [], update: [], remove: [...slices] }
  const { name, namespace } = endpoints.metadata
  return planGroups(groupsOf(endpoints.subsets ?? []), slices, {
    generateName: `${name}-`,
    namespace: namespace!,
    labels: mirrorLabels(endpoints),
    annotations: mirrorAnnotations(endpoints),
    ownerReferences: [controllerReference(endpoints)],
  })
}

function groupsOf(subsets: readonly EndpointSubset[]): Group[] {
  const groups = new Map<string, Group>()
  for (const { addresses = [], notReadyAddresses = [], ports: subsetPorts = [] } of subsets) {
    const ports = subsetPorts.map((port) => ({
      ...port,
      name: port.name ?? '',
      protocol: port.protocol ?? 'TCP',
    }))
    const add = (address: EndpointAddress, ready: boolean) => {
      const addressType = address.ip.includes(':') ? 'IPv6' : 'IPv4'
      const key = `${addressType} ${portsKey(ports)}`
      const group = groups.get(key) ?? { addressType, ports, endpoints: [] }
      group.endpoints.push(mirrored(address, ready))
      groups.set(key, group)
    }
    for (const address of addresses) add(address, true)
    for (const address of notReadyAddresses) add(address, false)
  }
  return [...groups.values()]
}

function mirrored({ ip, hostname, nodeName, targetRef }: EndpointAddress, ready: boolean): Endpoint {
  return {
    addresses: [ip],
    conditions: { ready },
    ...(hostname && { hostname }),
    ...(nodeName && { nodeName }),
    ...(targetRef && { targetRef }),
  }
}

function mirrorLabels({ metadata }: Endpoints): Record<string, string> {
  const { [HEADLESS]: _headless, ...labels } = metadata.labels ?? {}
  return { ...labels, [SERVICE_NAME]: metadata.name ?? '', [MANAGED_BY]: MIRRORING_MANAGER }
}

function mirrorAnnotations({ metadata }: Endpoints): Record<string, string> {
  const {
    [LAST_CHANGE_TRIGGER_TIME]: _time,
    [LAST_APPLIED]: _applied,
    ...annotations
  } = metadata.annotations ?? {}
  return annotations
}
