/** The ports of port-forward: `LOCAL:REMOTE` as kubectl reads it, names and service ports translated to those of the pod. */
import { quote } from '../../apimachinery/go-format.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import type { Pod, Service } from '../../generated/types.ts'
import { CliError } from '../errors.ts'

/** A local port, 0 for any that is free, and the port of the pod that it leads to. */
export interface ForwardedPort {
  local: number
  remote: number
}

/** The ports as the pod has them, whatever they were named by (kubectl's port-forward, translateServicePortToTargetPort). */
export function readPorts(texts: readonly string[], pod: Pod, target: Unstructured): ForwardedPort[] {
  const isService = target.kind === 'Service' && target.apiVersion === 'v1'
  const translate = isService
    ? (port: string) => targetPort(port, target as unknown as Service, pod)
    : (port: string) => podPort(port, pod)
  return texts.map((text) => {
    const [first = '', second, ...more] = text.split(':')
    if (more.length > 0) throw new CliError(`invalid port format '${text}'`)
    const remote = translate(second ?? first)
    return {
      local:
        second === '' ? 0 : parsePort(second === undefined ? localOf(first, remote) : first || '0', 'local'),
      remote: parseRemote(remote),
    }
  })
}

/** A name alone stands for the number that it has in the pod; a number is the local port as it is. */
function localOf(port: string, remote: string): string {
  return isNumber(port) ? port : remote
}

function parseRemote(text: string): number {
  const port = parsePort(text, 'remote')
  if (port === 0) throw new CliError('remote port must be > 0')
  return port
}

function parsePort(text: string, side: 'local' | 'remote'): number {
  const fault = isNumber(text) ? (Number(text) > 65_535 ? 'value out of range' : undefined) : 'invalid syntax'
  if (fault === undefined) return Number(text)
  throw new CliError(
    `error parsing ${side} port '${text}': strconv.ParseUint: parsing ${quote(text)}: ${fault}`,
  )
}

function isNumber(text: string): boolean {
  return /^\d+$/.test(text)
}

function podPort(port: string, pod: Pod): string {
  if (isNumber(port) || port === '') return port
  const number = containerPort(pod, port)
  if (number === undefined)
    throw new CliError(`Pod '${pod.metadata.name}' does not have a named port '${port}'`)
  return String(number)
}

function targetPort(port: string, service: Service, pod: Pod): string {
  const { name } = service.metadata
  const { ports = [], clusterIP } = service.spec ?? {}
  const isNamed = !isNumber(port) && port !== ''
  const found = ports.find((each) => (isNamed ? each.name === port : each.port === Number(port)))
  if (found === undefined)
    throw new CliError(
      isNamed
        ? `Service '${name}' does not have a named port '${port}'`
        : `Service ${name} does not have a service port ${port}`,
    )
  const protocols = ports.filter((each) => each.port === found.port).map(({ protocol = 'TCP' }) => protocol)
  if (!protocols.includes('TCP')) throw new CliError(`UDP protocol is not supported for ${port}`)
  if (clusterIP === 'None') return String(found.port)
  const target = found.targetPort ?? found.port
  if (typeof target === 'number') return String(target === 0 ? found.port : target)
  const number = containerPort(pod, target)
  if (number === undefined)
    throw new CliError(`Pod '${pod.metadata.name}' does not have a named port '${target}'`)
  return String(number)
}

function containerPort({ spec }: Pod, name: string): number | undefined {
  const ports = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].flatMap(
    (each) => each.ports ?? [],
  )
  return ports.find((port) => port.name === name)?.containerPort
}
