/** The service that the generators of services make. Source: kubectl, cmd/create/create_service.go. */
import { quote } from '../../apimachinery/go-format.ts'
import { checkPortName, checkPortNumber } from '../../apimachinery/names.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import type { ServicePort, ServiceSpec } from '../../generated/types.ts'
import { CliError } from '../errors.ts'
import { strings } from '../flags/flag.ts'

/** --tcp. */
export const tcpFlag = {
  tcp: strings('A port, as PORT or PORT:TARGET. May be given several times.'),
}

/** A service for the pods with the label `app`. */
export function serviceOf(
  name: string,
  type: string,
  tcp: readonly string[],
  more: ServiceSpec,
): Unstructured {
  const labels = { app: name }
  const spec = { type, selector: labels, ports: tcp.map(readPort), ...more }
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, labels }, spec } as unknown as Unstructured
}

/** Refuses a service without ports. */
export function requirePorts(tcp: readonly string[]): void {
  if (tcp.length === 0) throw new CliError('at least one tcp port specifier must be provided')
}

/** `80`, `80:8080`, `80:http`. */
function readPort(text: string): ServicePort {
  const [first = '', target] = text.split(':')
  const port = parseUnsigned(first)
  const targetPort = target === undefined ? port : readTarget(target)
  return { name: text.replaceAll(':', '-'), protocol: 'TCP', port, targetPort }
}

const LARGEST = 65535

/** A number as Go's strconv.ParseUint reads it in base 10, into 16 bits. */
function parseUnsigned(text: string): number {
  const fail = (what: string) => new CliError(`strconv.ParseUint: parsing ${quote(text)}: ${what}`)
  if (!/^\d+$/.test(text)) throw fail('invalid syntax')
  const value = Number(text)
  if (value > LARGEST) throw fail('value out of range')
  return value
}

function readTarget(text: string): number | string {
  const isNumber = /^[+-]?\d+$/.test(text)
  const faults = isNumber ? checkPortNumber(Number(text)) : checkPortName(text)
  if (faults.length > 0) throw new CliError(faults.join(','))
  return isNumber ? Number(text) : text
}
