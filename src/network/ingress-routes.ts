/** Which backend an ingress controller chooses for a request: hosts, paths, default backends, as ingress-nginx does. */
import { parseTime } from '../apimachinery/time.ts'
import { compareStrings } from '../base/compare-strings.ts'
import type { HTTPIngressPath, Ingress, IngressBackend, IngressTLS } from '../generated/types.ts'
import type { NetworkView } from './view.ts'

/** Where a request is sent, and by which rule. */
export interface Route {
  ingress: Ingress
  backend: IngressBackend
  /** For people: 'shop.example.com /cart (Prefix)'. */
  rule: string
}

/** What the controller knows of a host. */
export interface VirtualHost {
  /** The host as rules name it: exact, '*.example.com', or '' for all that no rule names. */
  host: string
  /** The ingresses that speak of it, the oldest first. */
  ingresses: readonly Ingress[]
}

/** The host's own rules, else those of a wildcard, else those for any host. Rules of another host never help out. */
export async function virtualHost(view: NetworkView, host: string, address: string): Promise<VirtualHost> {
  const wildcard = host.includes('.') ? host.replace(/^[^.]+/, '*') : ''
  for (const name of [host, wildcard]) {
    const ingresses = name === '' ? [] : await served(view, name, address)
    if (ingresses.length > 0) return { host: name, ingresses }
  }
  return { host: '', ingresses: await served(view, '', address) }
}

async function served(view: NetworkView, host: string, address: string): Promise<Ingress[]> {
  const ingresses = await view.ingresses(host)
  return ingresses
    .filter(({ status }) => status?.loadBalancer?.ingress?.some(({ ip }) => ip === address))
    .sort((a, b) => age(a) - age(b) || compareStrings(nameOf(a), nameOf(b)))
}

function age({ metadata }: Ingress): number {
  return parseTime(metadata.creationTimestamp) ?? 0
}

function nameOf({ metadata }: Ingress): string {
  return `${metadata.namespace}/${metadata.name}`
}

/** The rule with the longest path that fits; Exact before others; the oldest ingress. Undefined: nobody's request. */
export function findRoute({ host, ingresses }: VirtualHost, path: string): Route | undefined {
  let best: (Route & { path: string; isExact: boolean }) | undefined
  for (const ingress of ingresses)
    for (const rule of ingress.spec?.rules ?? []) {
      if ((rule.host ?? '') !== host) continue
      for (const each of rule.http?.paths ?? []) {
        if (!fits(each, path)) continue
        const found = { path: trimmed(each.path || '/'), isExact: each.pathType === 'Exact' }
        if (best !== undefined && !isBetter(found, best)) continue
        const shown = `${host || '*'} ${each.path || '/'} (${each.pathType})`
        best = { ...found, ingress, backend: each.backend, rule: shown }
      }
    }
  return best ?? defaultRoute(host, ingresses)
}

interface Strength {
  path: string
  isExact: boolean
}

function isBetter(a: Strength, b: Strength): boolean {
  if (a.path.length !== b.path.length) return a.path.length > b.path.length
  return a.isExact && !b.isExact
}

function defaultRoute(host: string, ingresses: readonly Ingress[]): Route | undefined {
  const ingress = ingresses.find(({ spec }) => spec?.defaultBackend)
  if (ingress === undefined) return undefined
  return { ingress, backend: ingress.spec!.defaultBackend!, rule: `${host || '*'} (default backend)` }
}

/** Prefixes are of whole path elements; what the implementation makes of a path is a prefix of its text here. */
function fits({ path: pattern = '', pathType }: HTTPIngressPath, path: string): boolean {
  if (pathType === 'Exact') return path === pattern
  if (pathType === 'ImplementationSpecific') return path.startsWith(pattern)
  const prefix = trimmed(pattern)
  return prefix === '' || path === prefix || path.startsWith(`${prefix}/`)
}

function trimmed(path: string): string {
  return path.replace(/\/+$/, '')
}

/** The TLS entry that is for a host, if any of the ingresses has one. */
export function tlsEntryOf(
  { ingresses }: VirtualHost,
  host: string,
): { ingress: Ingress; entry: IngressTLS } | undefined {
  for (const ingress of ingresses)
    for (const entry of ingress.spec?.tls ?? []) if (covers(entry, host)) return { ingress, entry }
  return undefined
}

/** An entry without hosts is for all hosts of its ingress. */
function covers({ hosts = [] }: IngressTLS, host: string): boolean {
  return hosts.length === 0 || hosts.some((each) => each === host || each === host.replace(/^[^.]+/, '*'))
}

/** Why there is no certificate for a host; undefined if there is one. */
export async function whyNoCertificate(
  view: NetworkView,
  site: VirtualHost,
  host: string,
): Promise<string | undefined> {
  const found = tlsEntryOf(site, host)
  if (found === undefined) return `no ingress has a tls entry for ${host}`
  const { namespace = '' } = found.ingress.metadata
  const name = found.entry.secretName
  if (!name) return `the tls entry of ingress ${found.ingress.metadata.name} names no secret`
  const secret = await view.once(`Secret/${namespace}/${name}`, () =>
    view.reader.find('Secret', { namespace, name }),
  )
  if (secret === undefined) return `secret ${namespace}/${name} does not exist`
  if (secret.type !== 'kubernetes.io/tls')
    return `secret ${namespace}/${name} is of type ${secret.type}, not kubernetes.io/tls`
  const isWhole = secret.data?.['tls.crt'] && secret.data['tls.key']
  return isWhole ? undefined : `secret ${namespace}/${name} has no certificate in tls.crt and tls.key`
}
