/** Endpoints: the addresses behind a service, all in one object. Superseded by EndpointSlice. */
import { type FieldError, invalidValue, required } from '../../../apimachinery/field-error.ts'
import { validateIP, validateNonSpecialIP } from '../../../apimachinery/ip.ts'
import { checkDns1123Label, checkDns1123Subdomain, checkPortNumber } from '../../../apimachinery/names.ts'
import type { EndpointAddress, EndpointPort, EndpointSubset, Endpoints } from '../../../generated/types.ts'
import { ageColumn, column, joinSome, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'
import { validatePortProtocols } from './protocols.ts'

const DEPRECATED = 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice'

/** Endpoints, `v1`. */
export const endpoints = defineKind<Endpoints>({
  kind: 'Endpoints',
  group: '',
  defaults({ subsets }) {
    for (const { ports } of subsets ?? []) for (const port of ports ?? []) port.protocol ||= 'TCP'
  },
  validate: ({ subsets }) =>
    (subsets ?? []).flatMap((subset, index) => validateSubset(subset, `subsets[${index}]`)),
  warnings: () => [DEPRECATED],
  deprecated: DEPRECATED,
  columns: [nameColumn, column('Endpoints', formatEndpoints), ageColumn],
  describe: () => import('./endpoints.describe.ts'),
})

function formatEndpoints({ subsets }: Endpoints): string {
  if (!subsets?.length) return '<none>'
  const list = subsets.flatMap(({ addresses, ports }) => {
    const ips = (addresses ?? []).map(({ ip }) => ip ?? '')
    if (!ports?.length) return ips
    return ports.flatMap(({ port }) =>
      ips.map((ip) => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`)),
    )
  })
  return joinSome(list, 3)
}

function validateSubset({ addresses, notReadyAddresses, ports }: EndpointSubset, path: string): FieldError[] {
  const errors: FieldError[] = []
  if (!addresses?.length && !notReadyAddresses?.length)
    errors.push(required(path, 'must specify `addresses` or `notReadyAddresses`'))
  addresses?.forEach((address, index) => {
    errors.push(...validateAddress(address, `${path}.addresses[${index}]`))
  })
  notReadyAddresses?.forEach((address, index) => {
    errors.push(...validateAddress(address, `${path}.notReadyAddresses[${index}]`))
  })
  ports?.forEach((port, index) => {
    errors.push(...validatePort(port, `${path}.ports[${index}]`, ports.length > 1))
  })
  return errors
}

function validateAddress({ ip = '', hostname = '', nodeName }: EndpointAddress, path: string): FieldError[] {
  const errors = validateIP(`${path}.ip`, ip)
  if (hostname !== '')
    for (const message of checkDns1123Label(hostname))
      errors.push(invalidValue(`${path}.hostname`, hostname, message))
  if (nodeName !== undefined)
    for (const message of checkDns1123Subdomain(nodeName))
      errors.push(invalidValue(`${path}.nodeName`, nodeName, message))
  return errors.length > 0 ? errors : validateNonSpecialIP(`${path}.ip`, ip)
}

function validatePort(port: EndpointPort, path: string, requireName: boolean): FieldError[] {
  const { name = '', port: number = 0 } = port
  const errors: FieldError[] = []
  if (name === '' && requireName) errors.push(required(`${path}.name`))
  if (name !== '')
    for (const message of checkDns1123Label(name)) errors.push(invalidValue(`${path}.name`, name, message))
  for (const message of checkPortNumber(number)) errors.push(invalidValue(`${path}.port`, number, message))
  return [...errors, ...validatePortProtocols(port, path)]
}
