/** Validation of a pod's DNS settings, host aliases and host ports. */
import {
  duplicate,
  type FieldError,
  invalidValue,
  required,
} from '../../../../../apimachinery/field-error.ts'
import { validateIP } from '../../../../../apimachinery/ip.ts'
import {
  checkDns1123SubdomainWithUnderscore,
  checkPortName,
  checkPortNumber,
} from '../../../../../apimachinery/names.ts'
import type {
  Container,
  ContainerPort,
  HostAlias,
  PodDNSConfig,
  PodSpec,
} from '../../../../../generated/types.ts'
import { PROTOCOLS } from '../../protocols.ts'
import { dnsSubdomain, errorsOf, requiredOneOf } from './fields.ts'

const MAX_NAMESERVERS = 3
const MAX_SEARCH_PATHS = 32
const MAX_SEARCH_CHARACTERS = 2048

/** The errors of a container's ports. */
export function validatePorts(ports: readonly ContainerPort[] | undefined, path: string): FieldError[] {
  const names = new Set<string>()
  return (ports ?? []).flatMap((port, index) => validatePort(port, names, `${path}[${index}]`))
}

function validatePort(port: ContainerPort, names: Set<string>, path: string): FieldError[] {
  const { name = '', containerPort = 0, hostPort = 0, protocol } = port
  const at = `${path}.containerPort`
  return [
    ...(name === '' ? [] : validatePortName(name, names, `${path}.name`)),
    ...(containerPort === 0 ? [required(at)] : errorsOf(checkPortNumber(containerPort), at, containerPort)),
    ...(hostPort === 0 ? [] : errorsOf(checkPortNumber(hostPort), `${path}.hostPort`, hostPort)),
    ...requiredOneOf(protocol, PROTOCOLS, `${path}.protocol`),
  ]
}

function validatePortName(name: string, names: Set<string>, path: string): FieldError[] {
  const messages = checkPortName(name)
  if (messages.length > 0) return errorsOf(messages, path, name)
  if (names.has(name)) return [duplicate(path, name)]
  names.add(name)
  return []
}

/** The errors of containers that want the same port of the host. */
export function validateHostPortConflicts(containers: readonly Container[], path: string): FieldError[] {
  const taken = new Set<string>()
  return containers.flatMap(({ ports = [] }, container) =>
    ports.flatMap(({ protocol = '', hostIP = '', hostPort = 0 }, index) => {
      if (hostPort === 0) return []
      const term = `${protocol}/${hostIP}/${hostPort}`
      if (taken.has(term)) return [duplicate(`${path}[${container}].ports[${index}].hostPort`, term)]
      taken.add(term)
      return []
    }),
  )
}

/** The errors of ports in a pod on the host's network; a template may leave the host's port out. */
export function validateHostNetworkPorts(spec: PodSpec, isPod: boolean, path: string): FieldError[] {
  if (!spec.hostNetwork) return []
  const text = 'must match `containerPort` when `hostNetwork` is true'
  return (spec.containers ?? []).flatMap(({ ports = [] }, container) =>
    ports.flatMap(({ hostPort = 0, containerPort }, index) => {
      if (hostPort === containerPort || (!isPod && hostPort === 0)) return []
      return [invalidValue(`${path}.containers[${container}].ports[${index}].hostPort`, hostPort, text)]
    }),
  )
}

/** The errors of dnsConfig, which the policy None needs. */
export function validateDns({ dnsPolicy, dnsConfig }: PodSpec, path: string): FieldError[] {
  if (dnsPolicy === 'None') {
    if (dnsConfig === undefined) return [required(path, 'must provide `dnsConfig` when `dnsPolicy` is None')]
    if (!dnsConfig.nameservers?.length)
      return [
        required(`${path}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None'),
      ]
  }
  return dnsConfig === undefined ? [] : validateDnsConfig(dnsConfig, path)
}

function validateDnsConfig(config: PodDNSConfig, path: string): FieldError[] {
  const { nameservers = [], searches = [], options = [] } = config
  const errors: FieldError[] = []
  if (nameservers.length > MAX_NAMESERVERS)
    errors.push(
      invalidValue(
        `${path}.nameservers`,
        nameservers,
        `must not have more than ${MAX_NAMESERVERS} nameservers`,
      ),
    )
  errors.push(
    ...nameservers.flatMap((address, index) => validateIP(`${path}.nameservers[${index}]`, address)),
  )
  if (searches.length > MAX_SEARCH_PATHS)
    errors.push(
      invalidValue(`${path}.searches`, searches, `must not have more than ${MAX_SEARCH_PATHS} search paths`),
    )
  const long = `must not have more than ${MAX_SEARCH_CHARACTERS} characters (including spaces) in the search list`
  if (searches.join(' ').length > MAX_SEARCH_CHARACTERS)
    errors.push(invalidValue(`${path}.searches`, searches, long))
  errors.push(...searches.flatMap((search, index) => validateSearch(search, `${path}.searches[${index}]`)))
  const nameless = options.flatMap(({ name }, index) =>
    name ? [] : [required(`${path}.options[${index}]`, 'must not be empty')],
  )
  return [...errors, ...nameless]
}

function validateSearch(search: string, path: string): FieldError[] {
  if (search === '.') return []
  const name = search.endsWith('.') ? search.slice(0, -1) : search
  return errorsOf(checkDns1123SubdomainWithUnderscore(name), path, name)
}

/** The errors of hostAliases. */
export function validateHostAliases(aliases: readonly HostAlias[] | undefined, path: string): FieldError[] {
  return (aliases ?? []).flatMap(({ ip, hostnames = [] }, index) => [
    ...validateIP(`${path}[${index}].ip`, ip ?? ''),
    ...hostnames.flatMap((name, host) => dnsSubdomain(name, `${path}[${index}].hostnames[${host}]`)),
  ])
}
