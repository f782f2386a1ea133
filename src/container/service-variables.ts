/** The variables that tell a container where the services of its namespace are (kubelet/envvars). */
import type { Service } from '../generated/types.ts'

/** `REDIS_SERVICE_HOST`, `REDIS_SERVICE_PORT`, and those that Docker's links had. Services without an address have none. */
export function serviceVariables(services: readonly Service[]): Map<string, string> {
  const variables = new Map<string, string>()
  for (const { metadata, spec } of services) {
    const { clusterIP = '', ports = [] } = spec ?? {}
    const [first] = ports
    if (clusterIP === '' || clusterIP === 'None' || first === undefined) continue
    const prefix = variableName(metadata.name ?? '')
    variables.set(`${prefix}_SERVICE_HOST`, clusterIP)
    variables.set(`${prefix}_SERVICE_PORT`, `${first.port}`)
    for (const { name, port } of ports)
      if (name) variables.set(`${prefix}_SERVICE_PORT_${variableName(name)}`, `${port}`)
    for (const [index, { port, protocol = 'TCP' }] of ports.entries()) {
      const scheme = protocol.toLowerCase()
      const url = `${scheme}://${clusterIP.includes(':') ? `[${clusterIP}]` : clusterIP}:${port}`
      const one = `${prefix}_PORT_${port}_${protocol}`
      if (index === 0) variables.set(`${prefix}_PORT`, url)
      variables.set(one, url)
      variables.set(`${one}_PROTO`, scheme)
      variables.set(`${one}_PORT`, `${port}`)
      variables.set(`${one}_ADDR`, clusterIP)
    }
  }
  return variables
}

function variableName(name: string): string {
  return name.replaceAll('-', '_').toUpperCase()
}
