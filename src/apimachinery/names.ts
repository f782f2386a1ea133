/** The forms that names may have. Each check returns the API server's messages; none means valid. */

/** What is wrong with a value, each message to stand in a field error. Empty for a valid one. */
export type Messages = readonly string[]

/** No complaint. */
export const VALID: Messages = Object.freeze([])

const DNS_LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const DNS_SUBDOMAIN = `${DNS_LABEL}(\\.${DNS_LABEL})*`
const DNS_LABEL_UNDERSCORE = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?'
const DNS_SUBDOMAIN_UNDERSCORE = `${DNS_LABEL_UNDERSCORE}(\\.${DNS_LABEL_UNDERSCORE})*`
const ENDS_ALPHANUMERIC = 'must start and end with an alphanumeric character'

/** One form: a pattern, and what to say of a value that does not match. `maxBytes` is Infinity for no limit. */
interface Form {
  regexp: RegExp
  maxBytes: number
  mismatch: string
}

function form(pattern: string, maxBytes: number, text: string, ...examples: string[]): Form {
  return { regexp: new RegExp(`^${pattern}$`), maxBytes, mismatch: regexMessage(text, pattern, ...examples) }
}

const label = form(
  DNS_LABEL,
  63,
  `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and ${ENDS_ALPHANUMERIC}`,
  'my-name',
  '123-abc',
)
const subdomain = form(
  DNS_SUBDOMAIN,
  253,
  `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and ${ENDS_ALPHANUMERIC}`,
  'example.com',
)
const subdomainWithUnderscore = form(
  DNS_SUBDOMAIN_UNDERSCORE,
  253,
  `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and ${ENDS_ALPHANUMERIC}`,
  'example.com',
)
const wildcard = form(
  `\\*\\.${DNS_SUBDOMAIN}`,
  253,
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
  '*.example.com',
)
const label1035 = form(
  '[a-z]([-a-z0-9]*[a-z0-9])?',
  63,
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  'my-name',
  'abc-123',
)
const cIdentifier = form(
  '[A-Za-z_][A-Za-z0-9_]*',
  Number.POSITIVE_INFINITY,
  "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'",
  'my_name',
  'MY_NAME',
  'MyName',
)
const configKey = form(
  '[-._a-zA-Z0-9]+',
  253,
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
  'key.name',
  'KEY_NAME',
  'key-name',
)
const envVar = form(
  '[-._a-zA-Z][-._a-zA-Z0-9]*',
  Number.POSITIVE_INFINITY,
  "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit",
  'my.env-name',
  'MY_ENV.NAME',
  'MyEnvName1',
)
const httpHeader = form(
  '[-A-Za-z0-9]+',
  Number.POSITIVE_INFINITY,
  "a valid HTTP header must consist of alphanumeric characters or '-'",
  'X-Header-Name',
)
const percent = form(
  '[0-9]+%',
  Number.POSITIVE_INFINITY,
  "a valid percent string must be a numeric string followed by an ending '%'",
  '1%',
  '93%',
)

/** A text that is missing counts as an empty one, as in Go. */
function check({ regexp, maxBytes, mismatch }: Form, value = ''): Messages {
  const matches = regexp.test(value)
  if (matches && value.length <= maxBytes) return VALID
  const tooLong = byteLength(value) > maxBytes ? [maxLengthMessage(maxBytes)] : []
  return matches ? tooLong : [...tooLong, mismatch]
}

/** Length in bytes of UTF-8, as Go's `len` counts. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text)
}

/** `must be no more than 63 characters`. */
export function maxLengthMessage(length: number): string {
  return `must be no more than ${length} characters`
}

/** `must be between 1 and 65535, inclusive`. */
export function rangeMessage(low: number, high: number): string {
  return `must be between ${low} and ${high}, inclusive`
}

/** What a value must be, with examples and the pattern, as validation words it. */
export function regexMessage(text: string, pattern: string, ...examples: string[]): string {
  if (examples.length === 0) return `${text} (regex used for validation is '${pattern}')`
  const list = examples.map((example) => `'${example}', `).join(' or ')
  return `${text} (e.g. ${list}regex used for validation is '${pattern}')`
}

/** A DNS label: names of namespaces, containers, volumes. */
export function checkDns1123Label(value: string): Messages {
  const messages = check(label, value)
  if (messages === VALID || label.regexp.test(value) || !subdomain.regexp.test(value)) return messages
  return messages.map((message) => (message === label.mismatch ? 'must not contain dots' : message))
}

/** A DNS subdomain: names of most objects. */
export function checkDns1123Subdomain(value: string): Messages {
  return check(subdomain, value)
}

/** A DNS subdomain whose labels may hold underscores: host names of search paths. */
export function checkDns1123SubdomainWithUnderscore(value: string): Messages {
  return check(subdomainWithUnderscore, value)
}

/** `*.` and a DNS subdomain: hosts of an Ingress. */
export function checkWildcardDns1123Subdomain(value: string): Messages {
  return check(wildcard, value)
}

/** A DNS label that starts with a letter: names of services. */
export function checkDns1035Label(value: string): Messages {
  return check(label1035, value)
}

/** An identifier of C, of any length. */
export function checkCIdentifier(value: string): Messages {
  return check(cIdentifier, value)
}

/** A key of a ConfigMap or Secret. */
export function checkConfigMapKey(value: string): Messages {
  return withDirectoryChecks(check(configKey, value), value)
}

/** The name of an environment variable: any printable ASCII but '='. */
export function checkEnvVarName(value: string): Messages {
  if (value === '') return ['environment variable name must be non-empty']
  if (/^[ -<>-~]+$/.test(value)) return VALID
  return ["a valid environment variable name must consist only of printable ASCII characters other than '='"]
}

/** The name of an environment variable that shells take, as required before Kubernetes 1.34. */
export function checkStrictEnvVarName(value: string): Messages {
  return withDirectoryChecks(check(envVar, value), value)
}

/** The name of an HTTP header. */
export function checkHttpHeaderName(value: string): Messages {
  return check(httpHeader, value)
}

/** A percentage: `25%`. */
export function checkPercent(value: string): Messages {
  return check(percent, value)
}

/** The name of a container's or service's port, an IANA service name. */
export function checkPortName(value: string): Messages {
  if (/^[a-z](-?[a-z0-9]){0,14}$/.test(value) && value.length <= 15) return VALID
  const messages: string[] = []
  if (byteLength(value) > 15) messages.push(maxLengthMessage(15))
  if (!/^[-a-z0-9]+$/.test(value))
    messages.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)')
  if (!/[a-z]/.test(value)) messages.push('must contain at least one letter (a-z)')
  if (value.includes('--')) messages.push('must not contain consecutive hyphens')
  if (value.startsWith('-') || value.endsWith('-')) messages.push('must not begin or end with a hyphen')
  return messages.length === 0 ? VALID : messages
}

/** A port: 1 to 65535. */
export function checkPortNumber(port: number): Messages {
  return checkInRange(port, 1, 65535)
}

/** A number from low to high, both inclusive. */
export function checkInRange(value: number, low: number, high: number): Messages {
  return value >= low && value <= high ? VALID : [rangeMessage(low, high)]
}

/** The id of a Unix user or group. */
export function checkUnixId(id: number): Messages {
  return checkInRange(id, 0, 0xffffffff)
}

/** A name that is safe as one segment of a URL path: for kinds without a stricter rule, such as roles. */
export function checkPathSegmentName(name: string): Messages {
  return name === '.' || name === '..' ? [`may not be '${name}'`] : checkPathSegmentPrefix(name)
}

/** The start of a path segment: for a generateName. */
export function checkPathSegmentPrefix(name: string): Messages {
  if (!name.includes('/') && !name.includes('%')) return VALID
  return ['/', '%'].filter((char) => name.includes(char)).map((char) => `may not contain '${char}'`)
}

/** A generateName with its last dash masked, so that the checks for whole names can judge it. */
export function maskTrailingDash(prefix: string): string {
  return prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix
}

function withDirectoryChecks(messages: Messages, value: string): Messages {
  if (!value.startsWith('.')) return messages
  if (value === '.' || value === '..') return [...messages, `must not be '${value}'`]
  return value.startsWith('..') ? [...messages, "must not start with '..'"] : messages
}
