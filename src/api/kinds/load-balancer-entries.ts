/** Where a load balancer answers: what services and ingresses tell in their status. */
import { type FieldError, invalidValue } from '../../apimachinery/field-error.ts'
import { ipFamily, validateIP } from '../../apimachinery/ip.ts'
import { checkDns1123Subdomain } from '../../apimachinery/names.ts'

const NOT_A_NAME = 'must be a DNS name, not an IP address'

/** The errors of the address of an entry at this path. */
export function validateBalancerAddress(ip: string | undefined, path: string): FieldError[] {
  return ip ? validateIP(`${path}.ip`, ip) : []
}

/** The errors of the name of an entry at this path. */
export function validateBalancerName(hostname: string | undefined, path: string): FieldError[] {
  if (!hostname) return []
  const messages = [...checkDns1123Subdomain(hostname), ...(ipFamily(hostname) ? [NOT_A_NAME] : [])]
  return messages.map((message) => invalidValue(`${path}.hostname`, hostname, message))
}
