/** How cluster IPs, families and the family policy of a Service must fit together. */
import {
  duplicate,
  type FieldError,
  invalidValue,
  notSupported,
  required,
} from '../../../../apimachinery/field-error.ts'
import { ipFamily, validateIP } from '../../../../apimachinery/ip.ts'
import type { ServiceSpec } from '../../../../generated/types.ts'

const PATH = 'spec.clusterIPs'
const FAMILIES = ['IPv4', 'IPv6']
const POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack']

/** Errors of the addresses and families of any service but an ExternalName. */
export function validateClusterIPs(spec: ServiceSpec): FieldError[] {
  if (spec.type === 'ExternalName') return []
  const errors = [...validateFirst(spec), ...validateFamilies(spec)]
  const addresses = validateAddresses(spec.clusterIPs ?? [])
  errors.push(...addresses)
  return addresses.length > 0 ? errors : [...errors, ...validateTogether(spec, errors.length === 0)]
}

function validateFirst({ clusterIP = '', clusterIPs = [] }: ServiceSpec): FieldError[] {
  if (clusterIP === '')
    return clusterIPs.length === 0
      ? []
      : [invalidValue(PATH, clusterIPs, 'must be empty when `clusterIP` is not specified')]
  if (clusterIPs.length === 0) return [required(PATH)]
  return clusterIPs[0] === clusterIP
    ? []
    : [invalidValue(PATH, clusterIPs, 'first value must match `clusterIP`')]
}

function validateFamilies({ ipFamilies = [], ipFamilyPolicy }: ServiceSpec): FieldError[] {
  const errors = ipFamilies.flatMap((family, index) => [
    ...(FAMILIES.includes(family) ? [] : [notSupported(`spec.ipFamilies[${index}]`, family, FAMILIES)]),
    ...(ipFamilies.indexOf(family) < index ? [duplicate(`spec.ipFamilies[${index}]`, family)] : []),
  ])
  if (ipFamilyPolicy !== undefined && !POLICIES.includes(ipFamilyPolicy))
    errors.push(notSupported('spec.ipFamilyPolicy', ipFamilyPolicy, POLICIES))
  return errors
}

function validateAddresses(clusterIPs: readonly string[]): FieldError[] {
  const errors = clusterIPs.flatMap((ip, index) => {
    if (index > 0 || ip !== 'None') return validateIP(`${PATH}[${index}]`, ip)
    if (clusterIPs.length === 1) return []
    return [invalidValue(PATH, clusterIPs, "'None' must be the first and only value")]
  })
  if (clusterIPs.length > 2) errors.push(invalidValue(PATH, clusterIPs, 'may only hold up to 2 values'))
  return errors
}

function validateTogether(spec: ServiceSpec, matchFamilies: boolean): FieldError[] {
  const { clusterIPs = [], ipFamilies = [] } = spec
  if (clusterIPs[0] === 'None') return []
  if (clusterIPs.length === 2 && ipFamily(clusterIPs[0]!) === ipFamily(clusterIPs[1]!))
    return [invalidValue(PATH, clusterIPs, 'may specify no more than one IP for each IP family')]
  if (!matchFamilies) return []
  return clusterIPs.flatMap((ip, index) => {
    const family = ipFamilies[index]
    if (family === undefined || ipFamily(ip) === family) return []
    const detail = `expected an ${family} value as indicated by \`ipFamilies[${index}]\``
    return [invalidValue(`${PATH}[${index}]`, ip, detail)]
  })
}
