/** The rules of an ingress as flags write them: `host/path=service:port,tls=secret`. Source: kubectl, cmd/create/create_ingress.go. */
import { parseIntOrString } from '../../apimachinery/int-or-string.ts'
import type { HTTPIngressPath, IngressBackend, IngressRule, IngressTLS } from '../../generated/types.ts'
import { CliError } from '../errors.ts'

const RULE = /^[\w*\-.]*\/.*=[\w-]+:[\w-]+/

/** Throws CliError for text that is no rule. */
export function checkRule(rule: string): void {
  // kubectl crashes where the first = is not the one before the service.
  const [, service = ''] = rule.split(',')[0]!.split('=')
  if (!RULE.test(rule) || !service.includes(':'))
    throw new CliError(
      `rule ${rule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`,
    )
}

/** The rules by host, in the order of the hosts' first ones. */
export function rulesOf(texts: readonly string[]): IngressRule[] {
  const rules: IngressRule[] = []
  for (const text of texts) {
    const host = hostOf(text)
    const path = readPath(text.slice(host.length).split(',')[0]!)
    const known = rules.find((rule) => (rule.host ?? '') === host)
    if (known?.http !== undefined) known.http.paths.push(path)
    else rules.push({ ...(host !== '' && { host }), http: { paths: [path] } })
  }
  return rules
}

function hostOf(rule: string): string {
  return rule.split('/', 1)[0]!
}

/** `/path*=service:port` is about all paths that begin so. */
function readPath(text: string): HTTPIngressPath {
  const [path = '', service = ''] = text.split('=')
  const isPrefix = path.endsWith('*')
  return {
    path: isPrefix ? path.slice(0, -1) : path,
    pathType: isPrefix ? 'Prefix' : 'Exact',
    backend: backendOf(service),
  }
}

/** `service:port`, the port by number or by name. */
export function backendOf(text: string): IngressBackend {
  const [name = '', portText = ''] = text.split(':')
  const port = parseIntOrString(portText)
  const named = port === '' ? {} : { name: port as string }
  return { service: { name, port: typeof port === 'number' ? { number: port } : named } }
}

/** Which hosts have which secret. A host counts once, by its first rule. */
export function tlsOf(texts: readonly string[]): IngressTLS[] {
  const list: IngressTLS[] = []
  const hosts = new Set<string>()
  for (const text of texts) {
    const [, tls, ...more] = text.split(',')
    const host = hostOf(text)
    if (tls === undefined || more.length > 0 || hosts.has(host)) continue
    hosts.add(host)
    const secretName = tls.split('=')[1] ?? ''
    const known = list.find((each) => (each.secretName ?? '') === secretName)
    if (known !== undefined) known.hosts = [...(known.hosts ?? []), host]
    else if (host !== '' || secretName !== '')
      list.push({ ...(host !== '' && { hosts: [host] }), ...(secretName !== '' && { secretName }) })
  }
  return list
}
