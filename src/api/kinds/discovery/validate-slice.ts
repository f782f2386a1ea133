/** The rules of an EndpointSlice (pkg/apis/discovery/validation/validation.go). */
import {
  duplicate,
  type FieldError,
  invalidValue,
  notSupported,
  required,
  tooMany,
} from '../../../apimachinery/field-error.ts'
import { ipFamily, validateNonSpecialIP } from '../../../apimachinery/ip.ts'
import { validateLabels } from '../../../apimachinery/labels.ts'
import { checkDns1123Label, checkDns1123Subdomain } from '../../../apimachinery/names.ts'
import { checkFullyQualifiedDomainName } from '../../../apimachinery/qualified-name.ts'
import type { DiscoveryEndpointPort, Endpoint, EndpointSlice } from '../../../generated/types.ts'
import { validatePortProtocols } from '../core/protocols.ts'

const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6']
const MAX_ENDPOINTS = 1000
const MAX_ADDRESSES = 100
const MAX_PORTS = 20000

/** All errors of a slice. */
export function validate({ addressType = '', endpoints = [], ports = [] }: EndpointSlice): FieldError[] {
  return [
    ...validateAddressType(addressType),
    ...validateEndpoints(endpoints, addressType),
    ...validatePorts(ports),
  ]
}

function validateAddressType(type: string): FieldError[] {
  if (type === '') return [required('addressType')]
  return ADDRESS_TYPES.includes(type) ? [] : [notSupported('addressType', type, ADDRESS_TYPES)]
}

function validateEndpoints(endpoints: readonly Endpoint[], type: string): FieldError[] {
  if (endpoints.length > MAX_ENDPOINTS) return [tooMany('endpoints', endpoints.length, MAX_ENDPOINTS)]
  return endpoints.flatMap((endpoint, index) => validateEndpoint(endpoint, `endpoints[${index}]`, type))
}

function validateEndpoint(endpoint: Endpoint, path: string, type: string): FieldError[] {
  const { addresses = [], hostname, nodeName, deprecatedTopology } = endpoint
  const errors = validateAddresses(addresses, `${path}.addresses`, type)
  if (nodeName !== undefined)
    for (const message of checkDns1123Subdomain(nodeName))
      errors.push(invalidValue(`${path}.nodeName`, nodeName, message))
  errors.push(...validateLabels(deprecatedTopology, `${path}.deprecatedTopology`))
  if (hostname !== undefined)
    for (const message of checkDns1123Label(hostname))
      errors.push(invalidValue(`${path}.hostname`, hostname, message))
  return errors
}

function validateAddresses(addresses: readonly string[], path: string, type: string): FieldError[] {
  if (addresses.length === 0) return [required(path, 'must contain at least 1 address')]
  if (addresses.length > MAX_ADDRESSES) return [tooMany(path, addresses.length, MAX_ADDRESSES)]
  return addresses.flatMap((address, index) => validateAddress(address, `${path}[${index}]`, type))
}

function validateAddress(address: string, path: string, type: string): FieldError[] {
  if (type === 'FQDN') return checkFullyQualifiedDomainName(path, address)
  if (type !== 'IPv4' && type !== 'IPv6') return []
  if (ipFamily(address) !== type) return [invalidValue(path, address, `must be a valid ${type} address`)]
  return validateNonSpecialIP(path, address)
}

function validatePorts(ports: readonly DiscoveryEndpointPort[]): FieldError[] {
  if (ports.length > MAX_PORTS) return [tooMany('ports', ports.length, MAX_PORTS)]
  const names = new Set<string>()
  return ports.flatMap((port, index) => validatePort(port, `ports[${index}]`, names))
}

function validatePort(port: DiscoveryEndpointPort, path: string, names: Set<string>): FieldError[] {
  const { name = '' } = port
  const errors: FieldError[] = []
  if (name !== '')
    for (const message of checkDns1123Label(name)) errors.push(invalidValue(`${path}.name`, name, message))
  if (names.has(name)) errors.push(duplicate(`${path}.name`, name))
  names.add(name)
  return [...errors, ...validatePortProtocols(port, path)]
}
