/** What webhooks are asked, and what comes of their answers and of those that never come. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { WriteOptions } from '../../../src/apiserver/client.ts'
import { configMap, named, rejection, type TestServer, testServer } from '../../support/server.ts'
import {
  type CertificateShape,
  patchOf,
  startWebhook,
  type WebhookAnswer,
  type WebhookServer,
  webhookConfiguration,
} from '../../support/webhook-server.ts'

let test: TestServer
let hook: WebhookServer | undefined
beforeEach(async () => {
  test = await testServer()
})
afterEach(async () => {
  await hook?.[Symbol.asyncDispose]()
  hook = undefined
})

type ConfigurationKind = 'MutatingWebhookConfiguration' | 'ValidatingWebhookConfiguration'

/** Starts a webhook and registers it; `webhook` may change its entry. */
async function register(
  kind: ConfigurationKind,
  answer?: Parameters<typeof startWebhook>[0],
  webhook: object = {},
  shape?: CertificateShape,
): Promise<WebhookServer> {
  hook = await startWebhook(answer, shape)
  await test.client.create(kind, webhookConfiguration(kind, hook, webhook) as never)
  return hook
}

/** The message of what creating a ConfigMap is refused with; '' where it is created. */
async function refusal(options?: WriteOptions): Promise<string> {
  try {
    await test.client.create('ConfigMap', configMap('a'), options)
    return ''
  } catch (error) {
    return (error as Error).message.replaceAll(hook?.url ?? '-', 'https://HOOK')
  }
}

const BOTH = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'] as const

describe('A webhook is told', () => {
  it('of a new object: who asks for it, how, and what it is', async () => {
    const { asked } = await register('ValidatingWebhookConfiguration')
    await test.client.create('ConfigMap', configMap('a', { data: { key: 'value' } }), {
      fieldManager: 'me',
      fieldValidation: 'Strict',
    })
    const kind = { group: '', version: 'v1', kind: 'ConfigMap' }
    const resource = { group: '', version: 'v1', resource: 'configmaps' }
    expect(asked).toMatchObject([{ path: '/hook?timeout=10s', apiVersion: 'admission.k8s.io/v1' }])
    const { uid, object, userInfo, ...request } = asked[0]!.request
    expect(uid).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
    expect(object).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', data: { key: 'value' } })
    expect((object as { metadata?: object }).metadata).toHaveProperty('uid')
    expect(userInfo).toMatchObject({
      username: 'kubernetes-admin',
      groups: ['kubeadm:cluster-admins', 'system:authenticated'],
    })
    expect(request).toEqual({
      kind,
      resource,
      requestKind: kind,
      requestResource: resource,
      name: 'a',
      namespace: 'default',
      operation: 'CREATE',
      oldObject: null,
      dryRun: false,
      options: {
        kind: 'CreateOptions',
        apiVersion: 'meta.k8s.io/v1',
        fieldManager: 'me',
        fieldValidation: 'Strict',
      },
    })
  })

  it('of a change what was before and what will be', async () => {
    const { asked } = await register('ValidatingWebhookConfiguration')
    await test.client.create('ConfigMap', configMap('a', { data: { key: '1' } }))
    await test.client.patch('ConfigMap', named('a'), 'merge', { data: { key: '2' } })
    expect(asked[1]?.request).toMatchObject({
      operation: 'UPDATE',
      object: { data: { key: '2' } },
      oldObject: { data: { key: '1' } },
      options: { kind: 'UpdateOptions' },
    })
  })

  it('of a deletion what goes, and how', async () => {
    const rules = [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['DELETE'], resources: ['*'] }]
    const { asked } = await register('ValidatingWebhookConfiguration', undefined, { rules })
    await test.client.create('ConfigMap', configMap('a'))
    await test.client.delete('ConfigMap', named('a'), { propagationPolicy: 'Background', dryRun: true })
    expect(asked.map(({ request }) => request)).toMatchObject([
      {
        operation: 'DELETE',
        name: 'a',
        object: null,
        oldObject: { metadata: { name: 'a' } },
        dryRun: true,
        options: { kind: 'DeleteOptions', propagationPolicy: 'Background', dryRun: ['All'] },
      },
    ])
  })

  it('no name before there is one', async () => {
    const mutating = await register('MutatingWebhookConfiguration')
    const unnamed = { ...configMap(''), metadata: { generateName: 'a-', namespace: 'default' } }
    await test.client.create('ConfigMap', unnamed)
    expect(mutating.asked[0]?.request).not.toHaveProperty('name')
  })

  it('of a namespace that it is in itself', async () => {
    const rules = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['namespaces'] }]
    const { asked } = await register('ValidatingWebhookConfiguration', undefined, { rules })
    await test.client.create('Namespace', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'team' },
    })
    expect(asked[0]?.request).toMatchObject({ name: 'team', namespace: 'team' })
  })

  it('in the first version that it knows', async () => {
    const answer = ({ uid }: { uid: string }) => ({ allowed: uid !== '' })
    const admissionReviewVersions = ['v7', 'v1beta1', 'v1']
    const { asked } = await register('ValidatingWebhookConfiguration', answer, { admissionReviewVersions })
    expect(await refusal()).toBe('')
    expect(asked[0]?.apiVersion).toBe('admission.k8s.io/v1beta1')
  })
})

describe.each(BOTH)('Of a %s', (kind) => {
  it.each<[string, object | undefined, string, number, string | undefined]>([
    [
      'a message',
      { message: 'no' },
      'admission webhook "hook.example.com" denied the request: no',
      400,
      undefined,
    ],
    [
      'a code and a reason besides',
      { message: 'no', code: 403, reason: 'Forbidden' },
      'admission webhook "hook.example.com" denied the request: no',
      403,
      'Forbidden',
    ],
    [
      'a reason alone',
      { reason: 'Invalid', code: 422 },
      'admission webhook "hook.example.com" denied the request: Invalid',
      422,
      'Invalid',
    ],
    [
      'no status at all',
      undefined,
      'admission webhook "hook.example.com" denied the request without explanation',
      400,
      undefined,
    ],
    [
      'a code of success',
      { code: 200, message: 'well' },
      'admission webhook "hook.example.com" denied the request: well',
      400,
      undefined,
    ],
  ])('a refusal with %s is told to the client', async (_, status, message, code, reason) => {
    await register(kind, () => ({ allowed: false, ...(status && { status }) }))
    const error = await rejection(test.client.create('ConfigMap', configMap('a')))
    expect(error.message).toBe(message)
    expect(error).toMatchObject({ status: { status: 'Failure', code } })
    expect((error as never as { status: { reason?: string } }).status.reason).toBe(reason)
    expect(await test.client.find('ConfigMap', named('a'))).toBeUndefined()
  })

  it('the warnings are told to the client, whatever the answer', async () => {
    const warnings: string[] = []
    await register(kind, ({ name }) => ({ allowed: name === 'a', warnings: [`beware of ${name}`] }))
    const onWarning = (message: string) => warnings.push(message)
    await test.client.create('ConfigMap', configMap('a'), { onWarning })
    await rejection(test.client.create('ConfigMap', configMap('b'), { onWarning }))
    expect(warnings).toEqual(['beware of a', 'beware of b'])
  })

  it.each<[string, WebhookAnswer, RegExp | string]>([
    [
      'is for another review',
      { uid: 'x', allowed: true },
      /^received invalid webhook response: expected response\.uid="[-\da-f]{36}", got "x"$/,
    ],
    [
      'is of no kind',
      { http: 200, text: '{"response":{"uid":"UID"}}' },
      'received invalid webhook response: expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got /, Kind=',
    ],
    [
      'has no response',
      { http: 200, text: '{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview"}' },
      'received invalid webhook response: webhook response was absent',
    ],
    [
      'is in the other version',
      {
        http: 200,
        text: '{"apiVersion":"admission.k8s.io/v1beta1","kind":"AdmissionReview","response":{"uid":"UID"}}',
      },
      'failed to call webhook: converting (v1beta1.AdmissionReview) to (v1.AdmissionReview): unknown conversion',
    ],
    [
      'is no JSON',
      { http: 200, text: 'oops' },
      "failed to call webhook: couldn't get version/kind; json parse error: invalid character 'o' looking for beginning of value",
    ],
    [
      'is empty',
      { http: 200, text: '' },
      'failed to call webhook: 0-length response with status code: 200 and content type: text/plain',
    ],
    [
      'is 404',
      { http: 404, text: 'x' },
      'failed to call webhook: the server could not find the requested resource',
    ],
    [
      'is 500',
      { http: 500, text: 'it "broke"\n' },
      'failed to call webhook: an error on the server ("it \\"broke\\"") has prevented the request from succeeding',
    ],
    [
      'is 502 with a page',
      { http: 502, text: '{}', type: 'application/json' },
      'failed to call webhook: an error on the server ("unknown") has prevented the request from succeeding',
    ],
    ['is 403', { http: 403, text: 'not you' }, 'failed to call webhook: not you'],
    [
      'is 418',
      { http: 418, text: 'tea' },
      'failed to call webhook: the server responded with the status code 418 but did not return more information',
    ],
  ])('an answer that %s fails the request', async (_, answer, reason) => {
    await register(kind, ({ uid }) =>
      'text' in answer ? { ...answer, text: String(answer.text).replace('UID', uid) } : answer,
    )
    const error = await rejection(test.client.create('ConfigMap', configMap('a')))
    const start = 'Internal error occurred: failed calling webhook "hook.example.com": '
    expect(error.message.slice(0, start.length)).toBe(start)
    expect(error.message.slice(start.length)).toEqual(
      typeof reason === 'string' ? reason : expect.stringMatching(reason),
    )
    expect(error).toMatchObject({ status: { code: 500, reason: 'InternalError' } })
  })

  it('no answer is waited for longer than timeoutSeconds', async () => {
    let release = (_: object) => {}
    const never = new Promise<Record<string, unknown>>((resolve) => {
      release = resolve as typeof release
    })
    await register(kind, () => never, { timeoutSeconds: 1 })
    expect(await refusal()).toBe(
      'Internal error occurred: failed calling webhook "hook.example.com": failed to call webhook: Post "https://HOOK/hook?timeout=1s": context deadline exceeded',
    )
    release({ allowed: true })
  })

  it('failures are passed over with failurePolicy Ignore, refusals are not', async () => {
    let answer: WebhookAnswer = { http: 500, text: 'x' }
    await register(kind, () => answer, { failurePolicy: 'Ignore' })
    expect(await refusal()).toBe('')
    answer = { allowed: false, status: { message: 'no' } }
    await test.client.delete('ConfigMap', named('a'))
    expect(await refusal()).toBe('admission webhook "hook.example.com" denied the request: no')
  })

  it('what is kept of it without a url is never called', async () => {
    const service = { name: 'hook', namespace: 'default' }
    const { asked } = await register(kind, undefined, { clientConfig: { service } })
    expect(await refusal()).toBe('')
    expect(asked).toEqual([])
  })

  it('a dry run is told to the webhook, and nothing is stored', async () => {
    const { asked } = await register(kind)
    expect(await refusal({ dryRun: true })).toBe('')
    expect(asked[0]?.request).toMatchObject({ dryRun: true, options: { dryRun: ['All'] } })
    expect(await test.client.find('ConfigMap', named('a'))).toBeUndefined()
  })

  it('the deletion ends the calls, and a change is heeded at once', async () => {
    const { asked, url, caBundle } = await register(kind)
    expect(await refusal()).toBe('')
    const other = webhookConfiguration(kind, { url: `${url}/other`, caBundle })
    await test.client.update(kind, other as never)
    await test.client.patch('ConfigMap', named('a'), 'merge', { data: { key: '1' } })
    await test.client.delete(kind, { namespace: '', name: 'hooks' })
    await test.client.patch('ConfigMap', named('a'), 'merge', { data: { key: '2' } })
    expect(asked.map(({ path }) => path)).toEqual(['/hook?timeout=10s', '/other/hook?timeout=10s'])
  })
})

describe('A connection fails', () => {
  const prefix =
    'Internal error occurred: failed calling webhook "hook.example.com": failed to call webhook: '

  it.each<[string, CertificateShape, object, string]>([
    [
      'where the certificate is of an authority that is not trusted',
      { ips: ['127.0.0.1'] },
      { caBundle: undefined },
      'tls: failed to verify certificate: x509: certificate signed by unknown authority',
    ],
    [
      'where the certificate is for another address',
      { ips: ['10.0.0.1', '10.0.0.2'] },
      {},
      'tls: failed to verify certificate: x509: certificate is valid for 10.0.0.1, 10.0.0.2, not 127.0.0.1',
    ],
    [
      'where the certificate is for names, and an address was called',
      { dns: ['localhost'] },
      {},
      "tls: failed to verify certificate: x509: cannot validate certificate for 127.0.0.1 because it doesn't contain any IP SANs",
    ],
    [
      'where the certificate is no longer good',
      { ips: ['127.0.0.1'], notAfter: Date.UTC(2021, 0, 1) },
      {},
      'tls: failed to verify certificate: x509: certificate has expired or is not yet valid',
    ],
  ])('%s', async (_, shape, clientConfig, problem) => {
    hook = await startWebhook(undefined, shape)
    const { url, caBundle } = hook
    const webhook = { clientConfig: { url: `${url}/hook`, caBundle, ...clientConfig } }
    const kind = 'ValidatingWebhookConfiguration'
    await test.client.create(kind, webhookConfiguration(kind, hook, webhook) as never)
    expect(await refusal()).toBe(`${prefix}Post "https://HOOK/hook?timeout=10s": ${problem}`)
    expect(hook.asked).toEqual([])
  })

  it.each([
    [
      'by name only',
      { dns: ['other.example.com'] },
      'certificate is valid for other.example.com, not localhost',
    ],
    ['by its common name only', {}, 'certificate relies on legacy Common Name field, use SANs instead'],
    [
      'by an address only',
      { ips: ['127.0.0.1'] },
      'certificate is not valid for any names, but wanted to match localhost',
    ],
  ])('where a name was called and the certificate tells one %s', async (_, shape, problem) => {
    hook = await startWebhook(undefined, shape)
    const url = hook.url.replace('127.0.0.1', 'localhost')
    const kind = 'ValidatingWebhookConfiguration'
    await test.client.create(kind, webhookConfiguration(kind, { ...hook, url }) as never)
    expect(await refusal()).toContain(`tls: failed to verify certificate: x509: ${problem}`)
  })

  it('where nobody listens', async () => {
    const closed = await startWebhook()
    await closed[Symbol.asyncDispose]()
    await test.client.create(
      'ValidatingWebhookConfiguration',
      webhookConfiguration('ValidatingWebhookConfiguration', closed) as never,
    )
    const address = closed.url.replace('https://', '')
    expect(await refusal()).toBe(
      `${prefix}Post "${closed.url}/hook?timeout=10s": dial tcp ${address}: connect: connection refused`,
    )
  })

  it('where the authorities are no certificates', async () => {
    hook = await startWebhook()
    const caBundle = Buffer.from('nonsense').toString('base64')
    const kind = 'ValidatingWebhookConfiguration'
    await test.client.create(kind, webhookConfiguration(kind, { url: hook.url, caBundle }) as never)
    expect(await refusal()).toBe(
      'Internal error occurred: failed calling webhook "hook.example.com": could not get REST client: unable to load root certificates: unable to parse bytes as PEM block',
    )
  })

  it('not where the server has been away in between', async () => {
    const first = await register('ValidatingWebhookConfiguration')
    expect(await refusal()).toBe('')
    const port = Number(new URL(first.url).port)
    await first[Symbol.asyncDispose]()
    hook = await startWebhook(undefined, undefined, port)
    await test.client.patch('ConfigMap', named('a'), 'merge', { data: { key: '1' } })
    expect(hook.asked).toHaveLength(1)
  })
})

describe('Validating webhooks', () => {
  const kind = 'ValidatingWebhookConfiguration'
  const named = (name: string, path: string) => ({
    name: `${name}.example.com`,
    clientConfig: { url: `${hook?.url}${path}`, caBundle: hook?.caBundle },
  })

  it('are asked side by side', async () => {
    let waiting = 0
    let release = () => {}
    const all = new Promise<void>((resolve) => {
      release = resolve
    })
    hook = await startWebhook(async () => {
      waiting++
      if (waiting === 3) release()
      await all
      return { allowed: true }
    })
    const webhooks = ['a', 'b', 'c'].map((name) => named(name, `/${name}`))
    await test.client.create(kind, webhookConfiguration(kind, hook, ...webhooks) as never)
    expect(await refusal()).toBe('')
    expect(waiting).toBe(3)
  })

  it('refuse in the words of the first in their order', async () => {
    hook = await startWebhook((_, path) => ({ allowed: false, status: { message: path } }))
    const webhooks = [named('b', '/1'), named('a', '/2')]
    await test.client.create(kind, webhookConfiguration(kind, hook, ...webhooks) as never)
    expect(await refusal()).toBe('admission webhook "b.example.com" denied the request: /1')
  })

  it('may not change anything', async () => {
    await register(kind, () => patchOf({ op: 'add', path: '/data', value: {} }))
    expect(await refusal()).toContain(
      'received invalid webhook response: validating webhook may not return response.patch',
    )
  })
})
