/** Shows what the DNS answered, as nslookup prints it. */
import { DNS_SERVER, type DnsRecord } from './records.ts'
import type { Resolution, Resolver } from './resolver.ts'

/** What was found, and who was asked. */
export type Found = Resolution & { resolver: Resolver }

/** What nslookup prints. */
export function lookupText(asked: string, found: Found): string {
  const { resolver } = found
  const head = `Server:\t\t${resolver.server}\nAddress:\t${resolver.server}#53\n\n`
  if (found.status === 'NXDOMAIN') return `${head}** server can't find ${asked}: NXDOMAIN\n\n`
  if (found.records.length === 0) return `${head}*** Can't find ${asked}: No answer\n\n`
  const authority = resolver.server === DNS_SERVER ? '' : 'Non-authoritative answer:\n'
  return `${head}${authority}${found.records.map(line).join('')}\n`
}

function line({ name, type, value, priority, weight, port }: DnsRecord): string {
  if (type === 'SRV') return `${name}\tservice = ${priority} ${weight} ${port} ${value}.\n`
  if (type === 'PTR') return `${name}\tname = ${value}.\n`
  if (type === 'CNAME') return `${name}\tcanonical name = ${value}.\n`
  return `Name:\t${name}\nAddress: ${value}\n`
}
