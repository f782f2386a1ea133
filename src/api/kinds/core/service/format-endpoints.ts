/** What stands behind a service's port, in short. */
import type { EndpointSlice } from '../../../../generated/types.ts'
import { joinSome } from '../../../columns.ts'

/** The first three ready addresses behind the port of that name; `<none>` where there are no slices. */
export function formatServiceEndpoints(name: string, slices: readonly EndpointSlice[]): string {
  if (slices.length === 0) return '<none>'
  const list = slices.flatMap(({ endpoints, ports }) => {
    const ips = (endpoints ?? [])
      .filter(({ conditions }) => conditions?.ready !== false)
      .map(({ addresses }) => addresses[0] ?? '')
    if (!ports?.length) return ips
    return ports
      .filter((port) => (port.name ?? '') === name)
      .flatMap(({ port }) => ips.map((ip) => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`)))
  })
  return joinSome(list, 3)
}
