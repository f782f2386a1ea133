/** Names with a domain before a slash (`example.com/name`): keys of labels and annotations, finalizers, resources. */
import { type FieldError, invalidValue, required } from './field-error.ts'
import {
  byteLength,
  checkDns1123Label,
  checkDns1123Subdomain,
  type Messages,
  regexMessage,
  VALID,
} from './names.ts'

const NAME = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const NAME_REGEXP = new RegExp(`^${NAME}$`)
const NAME_TEXT =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
const MISMATCH = regexMessage(NAME_TEXT, NAME, 'MyName', 'my.name', '123-abc')
/** Matches valid names; also some that are too long, so that it decides alone only up to 63 characters. */
const COMMON =
  /^(?:[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*\/)?(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/
const HTTP_PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+"
const HTTP_PATH_REGEXP = new RegExp(`^${HTTP_PATH}$`)

/** A name of at most 63 bytes with an optional DNS subdomain and slash before it. A missing one counts as empty. */
export function checkQualifiedName(value = ''): Messages {
  if (value.length <= 63 && COMMON.test(value)) return VALID
  const parts = value.split('/')
  if (parts.length > 2)
    return [
      `a valid label key ${MISMATCH} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ]
  const messages = [...(parts.length === 2 ? checkPrefix(parts[0]!) : []), ...checkName(parts.at(-1)!)]
  return messages.length === 0 ? VALID : messages
}

function checkPrefix(prefix: string): string[] {
  if (prefix === '') return ['prefix part must be non-empty']
  return checkDns1123Subdomain(prefix).map((message) => `prefix part ${inBytes(message)}`)
}

function checkName(name: string): string[] {
  const messages: string[] = []
  if (name === '') messages.push('name part must be non-empty')
  else if (byteLength(name) > 63) messages.push('name part must be no more than 63 bytes')
  if (!NAME_REGEXP.test(name)) messages.push(`name part ${MISMATCH}`)
  return messages
}

/** Label keys and values count in bytes where other names still say characters. */
function inBytes(message: string): string {
  return message.replace(/^must be no more than (\d+) characters$/, 'must be no more than $1 bytes')
}

/** A DNS name of at least three segments: the name of a signer or of an API service. */
export function checkFullyQualifiedName(path: string, name: string): FieldError[] {
  if (name === '') return [required(path)]
  const messages = checkDns1123Subdomain(name)
  if (messages.length > 0) return [invalidValue(path, name, messages.join(','))]
  if (name.split('.').length >= 3) return []
  return [invalidValue(path, name, 'should be a domain with at least three segments separated by dots')]
}

/** A DNS name of at least two segments that may end in a dot. */
export function checkFullyQualifiedDomainName(path: string, value: string): FieldError[] {
  if (value === '') return [required(path)]
  const name = value.endsWith('.') ? value.slice(0, -1) : value
  const messages = checkDns1123Subdomain(name)
  if (messages.length > 0) return [invalidValue(path, name, messages.join(','))]
  const segments = name.split('.')
  if (segments.length < 2)
    return [invalidValue(path, name, 'should be a domain with at least two segments separated by dots')]
  return segments.flatMap((segment) => {
    const errors = checkDns1123Label(segment)
    return errors.length === 0 ? [] : [invalidValue(path, segment, errors.join(','))]
  })
}

/** A domain, a slash and a path: the name of an IngressClass controller. */
export function checkDomainPrefixedPath(path: string, value: string): FieldError[] {
  if (value === '') return [required(path)]
  const slash = value.indexOf('/')
  if (slash <= 0 || slash === value.length - 1)
    return [invalidValue(path, value, 'must be a domain-prefixed path (such as "acme.io/foo")')]
  const [host, rest] = [value.slice(0, slash), value.slice(slash + 1)]
  const errors = checkDns1123Subdomain(host).map((message) => invalidValue(path, host, message))
  if (!HTTP_PATH_REGEXP.test(rest))
    errors.push(invalidValue(path, rest, regexMessage('Invalid path', HTTP_PATH)))
  return errors
}
