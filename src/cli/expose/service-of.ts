/** The service that `expose` makes. Source: kubectl, cmd/expose/expose.go. */
import type { ExposedPort } from '../../api/exposed.ts'
import type { Labels, Unstructured } from '../../apimachinery/object.ts'
import type { ServicePort } from '../../generated/types.ts'
import { CliError } from '../errors.ts'
import { readLabels, readNumber } from '../generated/generated-object.ts'

/** What the user says of the service; '' for what is not said. */
export interface ServiceFlags {
  clusterIp: string
  externalIp: string
  labels: string
  loadBalancerIp: string
  name: string
  port: string
  protocol: string
  selector: string
  sessionAffinity: string
  targetPort: string
  type: string
}

/** What is exposed. */
export interface Exposed {
  name: string
  labels: Labels
  /** Asked for only where the user names no selector. */
  selector(): Labels
  ports: readonly ExposedPort[]
}

/** A service's name is at most so long. */
const MAX_NAME = 63

/** The service, with the empty status that Go gives it. */
export function serviceOf(flags: ServiceFlags, exposed: Exposed): Unstructured {
  const { clusterIp, externalIp, loadBalancerIp, sessionAffinity, type } = flags
  const selector = flags.selector === '' ? exposed.selector() : readLabels(flags.selector)
  const ports = portsOf(flags, exposed.ports)
  if (Object.keys(selector).length === 0) throw new CliError('selector must be specified')
  const labels = flags.labels === '' ? exposed.labels : readLabels(flags.labels)
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      ...(Object.keys(labels).length > 0 && { labels }),
      name: flags.name || exposed.name.slice(0, MAX_NAME),
    },
    spec: {
      ...(clusterIp !== '' && { clusterIP: clusterIp }),
      ...(externalIp !== '' && { externalIPs: [externalIp] }),
      ...(type === 'LoadBalancer' && loadBalancerIp !== '' && { loadBalancerIP: loadBalancerIp }),
      ...(ports.length > 0 && { ports }),
      selector,
      ...(sessionAffinity !== '' && { sessionAffinity }),
      ...(type !== '' && { type }),
    },
    status: { loadBalancer: {} },
  } as Unstructured
}

function portsOf(flags: ServiceFlags, own: readonly ExposedPort[]): ServicePort[] {
  const numbers = flags.port === '' ? own.map(({ port }) => String(port)) : flags.port.split(',')
  const distinct = flags.port === '' ? [...new Set(numbers)] : numbers
  if (distinct.length === 0 && flags.clusterIp !== 'None')
    throw new CliError("couldn't find port via --port flag or introspection")
  return distinct.flatMap((text, index) => {
    const port = readNumber(text)
    const targetPort = readTarget(flags.targetPort, port)
    const name = distinct.length > 1 ? `port-${index + 1}` : undefined
    const protocols = protocolsOf(port, flags.protocol, own)
    return protocols.map((protocol): ServicePort => {
      const ownName = protocols.length > 1 ? `port-${index + 1}-${protocol.toLowerCase()}` : name
      return { ...(ownName !== undefined && { name: ownName }), port, protocol, targetPort }
    })
  })
}

function readTarget(text: string, port: number): number | string {
  if (text === '') return port
  return /^[+-]?\d+$/.test(text) ? Number(text) : text
}

function protocolsOf(port: number, wished: string, own: readonly ExposedPort[]): string[] {
  if (wished !== '') return [wished]
  const found = own.filter((each) => each.port === port).map(({ protocol }) => protocol)
  return found.length > 0 ? [...new Set(found)] : ['TCP']
}
