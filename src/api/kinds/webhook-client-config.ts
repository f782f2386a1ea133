/** The rules of where a webhook is to be called (k8s.io/apiserver, util/webhook/validation.go). */
import { type FieldError, invalidValue, required } from '../../apimachinery/field-error.ts'
import { quote } from '../../apimachinery/go-format.ts'
import { checkDns1123Subdomain, checkPortNumber } from '../../apimachinery/names.ts'

interface ClientConfig {
  url?: string
  service?: { name?: string; namespace?: string; path?: string; port?: number }
}

const FORM = '; desired format: https://host[/path]'

/** The errors of a clientConfig, which names a URL or a service. */
export function validateClientConfig({ url, service }: ClientConfig, path: string): FieldError[] {
  if ((url === undefined) === (service === undefined))
    return [required(path, 'exactly one of url or service is required')]
  return url === undefined
    ? validateService(service ?? {}, `${path}.service`)
    : validateUrl(url, `${path}.url`)
}

const URL_PARTS = /^(?:([A-Za-z][\w+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s

function validateUrl(url: string, path: string): FieldError[] {
  const [, scheme = '', authority = '', , query = '', fragment = ''] = URL_PARTS.exec(url) ?? []
  const at = authority.lastIndexOf('@')
  const host = authority.slice(at + 1)
  const fault = urlFault(url, host)
  if (fault !== undefined)
    return [required(path, `url must be a valid URL: parse ${quote(url)}: ${fault}${FORM}`)]
  const errors: FieldError[] = []
  const wrong = (value: string, detail: string) => errors.push(invalidValue(path, value, detail))
  if (scheme.toLowerCase() !== 'https')
    wrong(scheme.toLowerCase(), `'https' is the only allowed URL scheme${FORM}`)
  if (host === '') wrong('', `host must be provided${FORM}`)
  if (at >= 0) wrong(authority.slice(0, at), 'user information is not permitted in the URL')
  if (fragment !== '') wrong(fragment, 'fragments are not permitted in the URL')
  if (query !== '') wrong(query, 'query parameters are not permitted in the URL')
  return errors
}

/** What Go's net/url cannot parse. */
function urlFault(url: string, host: string): string | undefined {
  if (/\p{Cc}/u.test(url)) return 'net/url: invalid control character in URL'
  if (url.startsWith(':')) return 'missing protocol scheme'
  const wrongEscape = /%(?![\da-f]{2}).{0,2}/i.exec(url)?.[0]
  if (wrongEscape !== undefined) return `invalid URL escape ${quote(wrongEscape)}`
  const character = /[\s"<>\\^`{|}]/.exec(host)?.[0]
  if (character !== undefined) return `invalid character ${quote(character)} in host name`
  if (host.startsWith('[') && !host.includes(']')) return "missing ']' in host"
  const port = /:(?!\d*$)[^\]]*$/.exec(host.startsWith('[') ? host.slice(host.indexOf(']')) : host)?.[0]
  return port === undefined ? undefined : `invalid port ${quote(port)} after host`
}

function validateService(
  { name = '', namespace = '', path: target = '', port = 443 }: NonNullable<ClientConfig['service']>,
  path: string,
): FieldError[] {
  const errors: FieldError[] = []
  if (name === '') errors.push(required(`${path}.name`, 'service name is required'))
  if (namespace === '') errors.push(required(`${path}.namespace`, 'service namespace is required'))
  const messages = checkPortNumber(port)
  if (messages.length > 0)
    errors.push(invalidValue(`${path}.port`, port, `port is not valid: ${messages.join(', ')}`))
  return [...errors, ...pathFaults(target).map((detail) => invalidValue(`${path}.path`, target, detail))]
}

function pathFaults(path: string): string[] {
  if (path === '' || path === '/') return []
  if (path === '//') return ['segment[0] may not be empty']
  const faults = path.startsWith('/') ? [] : ["must start with a '/'"]
  const segments = path.slice(1).replace(/\/$/, '').split('/')
  return [
    ...faults,
    ...segments.flatMap((segment, index) =>
      segment === ''
        ? [`segment[${index}] may not be empty`]
        : checkDns1123Subdomain(segment).map((message) => `segment[${index}]: ${message}`),
    ),
  ]
}
