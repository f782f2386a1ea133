/** What configurations of webhooks are given, and refused for. */

import { beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import {
  mutatingWebhookConfiguration as mutating,
  validatingWebhookConfiguration as validating,
} from '../../../../src/api/kinds/admissionregistration/webhook-configuration.ts'
import { created, creationErrors } from '../harness.ts'

// As the server does before it writes one: expressions are checked then.
beforeAll(async () => mutating.loadForWrites?.())

const good = {
  name: 'hook.example.com',
  clientConfig: { url: 'https://127.0.0.1:9443/mutate-v1-pod' },
  rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
  sideEffects: 'None',
  admissionReviewVersions: ['v1'],
}

const errorsOf = (...webhooks: object[]) =>
  creationErrors(mutating, stringify({ webhooks: webhooks.map((webhook) => ({ ...good, ...webhook })) }))

describe('A webhook is refused', () => {
  const form = '; desired format: https://host[/path]'
  const url = (text: string) => ({ clientConfig: { url: text } })
  const service = (more: object) => ({ clientConfig: { service: { name: 's', namespace: 'n', ...more } } })
  const at = 'webhooks[0].clientConfig'

  it.each<[string, object, ...string[]]>([
    ['never if it is as it should be', {}],
    [
      'for http',
      url('http://h/p'),
      `${at}.url: Invalid value: "http": 'https' is the only allowed URL scheme${form}`,
    ],
    [
      'for a url without a host',
      url('/path'),
      `${at}.url: Invalid value: "": 'https' is the only allowed URL scheme${form}`,
      `${at}.url: Invalid value: "": host must be provided${form}`,
    ],
    [
      'for all that a url may have besides',
      url('https://me:you@h/p?q=1#f'),
      `${at}.url: Invalid value: "me:you": user information is not permitted in the URL`,
      `${at}.url: Invalid value: "f": fragments are not permitted in the URL`,
      `${at}.url: Invalid value: "q=1": query parameters are not permitted in the URL`,
    ],
    [
      'for a url that is none',
      url('https://h:port/'),
      `${at}.url: Required value: url must be a valid URL: parse "https://h:port/": invalid port ":port" after host${form}`,
    ],
    [
      'for a url with a broken escape',
      url('https://h/%zz'),
      `${at}.url: Required value: url must be a valid URL: parse "https://h/%zz": invalid URL escape "%zz"${form}`,
    ],
    ['not for an address of version 6', url('https://[::1]:9443/p')],
    [
      'for a url and a service',
      { clientConfig: { url: 'https://h', service: { name: 's', namespace: 'n' } } },
      `${at}: Required value: exactly one of url or service is required`,
    ],
    ['for neither', { clientConfig: {} }, `${at}: Required value: exactly one of url or service is required`],
    [
      'for a service without names and with a wrong port',
      service({ name: '', namespace: '', port: 70_000 }),
      `${at}.service.name: Required value: service name is required`,
      `${at}.service.namespace: Required value: service namespace is required`,
      `${at}.service.port: Invalid value: 70000: port is not valid: must be between 1 and 65535, inclusive`,
    ],
    [
      'for a path with an empty part',
      service({ path: '/a//b' }),
      `${at}.service.path: Invalid value: "/a//b": segment[1] may not be empty`,
    ],
    ['not for a usual path', service({ path: '/mutate-v1-pod/' })],
    [
      'for rules that say nothing',
      { rules: [{}] },
      ...['operations', 'apiGroups', 'apiVersions', 'resources'].map(
        (field) => `webhooks[0].rules[0].${field}: Required value`,
      ),
    ],
    [
      'for resources that others include',
      { rules: [{ ...good.rules[0], resources: ['pods/*', 'pods/status', '*', 'pods', '*/*'] }] },
      `webhooks[0].rules[0].resources[1]: Invalid value: "pods/status": if 'pods/*' is present, must not specify pods/status`,
      `webhooks[0].rules[0].resources: Invalid value: ["pods/*","pods/status","*","pods","*/*"]: if '*/*' is present, must not specify other resources`,
      `webhooks[0].rules[0].resources: Invalid value: ["pods/*","pods/status","*","pods","*/*"]: if '*' is present, must not specify other resources without subresources`,
    ],
    [
      'for a version of reviews twice, and none that is known',
      { admissionReviewVersions: ['v2', 'v2'] },
      'webhooks[0].admissionReviewVersions[1]: Invalid value: "v2": duplicate version',
      'webhooks[0].admissionReviewVersions: Invalid value: ["v2","v2"]: must include at least one of v1, v1beta1',
    ],
    [
      'for a reinvocationPolicy that there is not',
      { reinvocationPolicy: 'Always' },
      'webhooks[0].reinvocationPolicy: Unsupported value: "Always": supported values: "IfNeeded", "Never"',
    ],
    [
      'for a condition without a name, and one that does not compile',
      { matchConditions: [{ expression: 'true' }, { name: 'a', expression: 'object.' }] },
      'webhooks[0].matchConditions[0].name: Required value',
      expect.stringMatching(
        /^webhooks\[0\]\.matchConditions\[1\]\.expression: Invalid value: "object\.": compilation failed: ERROR/,
      ) as unknown as string,
    ],
    [
      'for selectors that select nothing sensible',
      { objectSelector: { matchExpressions: [{ key: 'a', operator: 'In' }] } },
      "webhooks[0].objectSelector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
    ],
  ])('%s', (_, webhook, ...errors) => {
    expect(errorsOf(webhook)).toEqual(errors)
  })

  it('for the name of another', () => {
    expect(errorsOf({}, {})).toEqual(['webhooks[1].name: Duplicate value: "hook.example.com"'])
  })
})

it.each([mutating, validating] as never[])(
  'Only what has a url is found when webhooks are called',
  (definition) => {
    const { indexes } = definition as typeof mutating
    const behind = { ...good, clientConfig: { service: { name: 's', namespace: 'n' } } }
    const entries = (...webhooks: object[]) => indexes?.(created(mutating, stringify({ webhooks })) as never)
    expect(entries(behind)).toEqual([])
    expect(entries(behind, good)).toEqual([['called', '']])
  },
)
