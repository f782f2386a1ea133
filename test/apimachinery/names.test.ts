/** What names may be, and the words for those that are none. */
import { describe, expect, test } from 'vitest'
import {
  checkCIdentifier,
  checkConfigMapKey,
  checkDns1035Label,
  checkDns1123Label,
  checkDns1123Subdomain,
  checkDns1123SubdomainWithUnderscore,
  checkEnvVarName,
  checkHttpHeaderName,
  checkPathSegmentName,
  checkPathSegmentPrefix,
  checkPercent,
  checkPortName,
  checkPortNumber,
  checkStrictEnvVarName,
  checkUnixId,
  checkWildcardDns1123Subdomain,
  type Messages,
  maskTrailingDash,
} from '../../src/apimachinery/names.ts'

const LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
const LABEL_1035 =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
const CONFIG_KEY =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
const ENV = "a valid environment variable name must consist only of printable ASCII characters other than '='"
const a = (count: number) => 'a'.repeat(count)

describe('a check', () => {
  const rows: [(value: string) => Messages, string, string[]][] = [
    [checkDns1123Label, 'my-name-1', []],
    [checkDns1123Label, a(63), []],
    [checkDns1123Label, a(64), ['must be no more than 63 characters']],
    [checkDns1123Label, 'a.b', ['must not contain dots']],
    [checkDns1123Label, 'Bad_C', [LABEL]],
    [checkDns1123Label, '-a', [LABEL]],
    [checkDns1123Label, '', [LABEL]],
    [checkDns1123Label, `${a(64)}.b`, ['must be no more than 63 characters', 'must not contain dots']],
    [checkDns1123Label, 'a\n', [LABEL]],
    [checkDns1123Subdomain, 'a.b-c.d1', []],
    [checkDns1123Subdomain, 'a..b', [SUBDOMAIN]],
    [checkDns1123Subdomain, 'Bad_Name', [SUBDOMAIN]],
    [checkDns1123Subdomain, a(254), ['must be no more than 253 characters']],
    [checkDns1123SubdomainWithUnderscore, '_sip._tcp.x_y', []],
    [checkWildcardDns1123Subdomain, '*.example.com', []],
    [checkDns1035Label, 'abc-1', []],
    [checkDns1035Label, '1abc', [LABEL_1035]],
    [checkCIdentifier, '_a1', []],
    [checkConfigMapKey, 'a_b.C-1', []],
    [checkConfigMapKey, 'bad key', [CONFIG_KEY]],
    [checkConfigMapKey, '..', ["must not be '..'"]],
    [checkConfigMapKey, '..a', ["must not start with '..'"]],
    [checkConfigMapKey, '.a', []],
    [checkEnvVarName, '1 odd$name', []],
    [checkEnvVarName, '', ['environment variable name must be non-empty']],
    [checkEnvVarName, 'a=b', [ENV]],
    [checkEnvVarName, 'ä', [ENV]],
    [checkStrictEnvVarName, 'MY_ENV.x', []],
    [checkHttpHeaderName, 'X-Y', []],
    [checkPercent, '25%', []],
    [checkPortName, 'http', []],
    [checkPortName, 'http-2', []],
    [checkPortName, '8080', ['must contain at least one letter (a-z)']],
    [checkPortName, '0x', []],
    [checkPortName, a(16), ['must be no more than 15 characters']],
    [checkPortName, 'a--b', ['must not contain consecutive hyphens']],
    [checkPortName, '-a', ['must not begin or end with a hyphen']],
    [
      checkPortName,
      '',
      [
        'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
        'must contain at least one letter (a-z)',
      ],
    ],
    [checkPathSegmentName, 'system:node', []],
    [checkPathSegmentName, '..', ["may not be '..'"]],
    [checkPathSegmentName, 'a/b%', ["may not contain '/'", "may not contain '%'"]],
    [checkPathSegmentPrefix, '..', []],
  ]
  test.each(rows.map((row) => [row[0].name, row[1], row] as const))('%s of %j', (_name, _value, row) => {
    const [check, value, messages] = row
    expect(check(value)).toEqual(messages)
  })

  test('of a number says its range', () => {
    expect(checkPortNumber(70000)).toEqual(['must be between 1 and 65535, inclusive'])
    expect(checkPortNumber(1)).toEqual([])
    expect(checkUnixId(-1)).toEqual(['must be between 0 and 4294967295, inclusive'])
  })

  test('of a huge name ends at once', () => {
    const started = performance.now()
    for (const name of [
      a(1_000_000),
      `${a(1_000_000)}!`,
      `${'a-'.repeat(500_000)}!`,
      `${'a.'.repeat(500_000)}!`,
    ])
      checkDns1123Subdomain(name)
    expect(performance.now() - started).toBeLessThan(2000)
  })
})

test('a generateName is judged with its dash masked', () => {
  expect(checkDns1123Label(maskTrailingDash('web-'))).toEqual([])
  expect(maskTrailingDash('-')).toBe('-')
  expect(maskTrailingDash('web')).toBe('web')
})
