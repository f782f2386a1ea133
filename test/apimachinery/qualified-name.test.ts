/** Qualified names and domain names. */
import { describe, expect, test } from 'vitest'
import { formatFieldErrors } from '../../src/apimachinery/field-error.ts'
import {
  checkDomainPrefixedPath,
  checkFullyQualifiedDomainName,
  checkFullyQualifiedName,
  checkQualifiedName,
} from '../../src/apimachinery/qualified-name.ts'

const TEXT =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
const SUBDOMAIN =
  "prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"

describe('a qualified name', () => {
  test.each([
    ['app', []],
    ['App_1.x-y', []],
    ['app.kubernetes.io/name', []],
    [`${'a'.repeat(60)}.${'b'.repeat(60)}/${'c'.repeat(63)}`, []],
    ['a'.repeat(64), ['name part must be no more than 63 bytes']],
    [`x.io/${'a'.repeat(64)}`, ['name part must be no more than 63 bytes']],
    ['', ['name part must be non-empty', `name part ${TEXT}`]],
    ['a b', [`name part ${TEXT}`]],
    ['-a', [`name part ${TEXT}`]],
    ['/a', ['prefix part must be non-empty']],
    ['Bad/a', [SUBDOMAIN]],
    [`${'a'.repeat(254)}/a`, ['prefix part must be no more than 253 bytes']],
    [
      'a/b/c',
      [`a valid label key ${TEXT} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`],
    ],
  ])('%j', (value, messages) => {
    expect(checkQualifiedName(value)).toEqual(messages)
  })
})

describe('domain names and paths', () => {
  test.each([
    [checkFullyQualifiedName, 'a.b.c', ''],
    [checkFullyQualifiedName, '', 'f: Required value'],
    [
      checkFullyQualifiedName,
      'a.b',
      'f: Invalid value: "a.b": should be a domain with at least three segments separated by dots',
    ],
    [checkFullyQualifiedDomainName, 'a.b.', ''],
    [
      checkFullyQualifiedDomainName,
      'a',
      'f: Invalid value: "a": should be a domain with at least two segments separated by dots',
    ],
    [checkDomainPrefixedPath, 'acme.io/foo', ''],
    [
      checkDomainPrefixedPath,
      'foo',
      'f: Invalid value: "foo": must be a domain-prefixed path (such as "acme.io/foo")',
    ],
  ])('%o of %j', (check, value, text) => {
    expect(formatFieldErrors(check('f', value))).toBe(text)
  })
})
