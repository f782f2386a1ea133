/** What mutating webhooks make of objects, and who looks at it afterwards. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Client } from '../../../src/apiserver/client.ts'
import { configMap, named, rejection, type TestServer, testServer } from '../../support/server.ts'
import {
  patchOf,
  type ReviewRequest,
  startWebhook,
  type WebhookAnswer,
  type WebhookServer,
  webhookConfiguration,
} from '../../support/webhook-server.ts'

const kind = 'MutatingWebhookConfiguration'
let test: TestServer
let client: Client
let hook: WebhookServer
beforeEach(async () => {
  test = await testServer()
  client = test.client
})
afterEach(() => hook[Symbol.asyncDispose]())

type Answers = Readonly<Record<string, (request: ReviewRequest) => WebhookAnswer>>

/** A webhook for each answer, in their order, in one configuration; `more` changes their entries. */
async function register(answers: Answers, more: Readonly<Record<string, object>> = {}): Promise<void> {
  hook = await startWebhook((request, path) => answers[path.slice(1)]!(request))
  const webhooks = Object.keys(answers).map((name) => ({
    name: `${name}.example.com`,
    clientConfig: { url: `${hook.url}/${name}`, caBundle: hook.caBundle },
    ...more[name],
  }))
  await client.create(kind, webhookConfiguration(kind, hook, ...webhooks) as never)
}

/** Who was asked, in order. */
const order = () => hook.asked.map(({ path }) => path.slice(1).split('?')[0])

/** The answer that sets a key of the data. */
const set = (key: string, value: string) => (request: ReviewRequest) =>
  request.object?.data
    ? patchOf({ op: 'add', path: `/data/${key}`, value })
    : patchOf({ op: 'add', path: '/data', value: { [key]: value } })

const allow = () => ({ allowed: true })

async function createdData(): Promise<unknown> {
  return (await client.create('ConfigMap', configMap('a'))).data
}

describe('A patch', () => {
  it('changes what is stored', async () => {
    await register({ one: set('key', 'value') })
    expect(await createdData()).toEqual({ key: 'value' })
    expect((await client.get('ConfigMap', named('a'))).data).toEqual({ key: 'value' })
  })

  it('is seen by the webhooks that follow', async () => {
    await register({ one: set('a', '1'), two: set('b', '2') })
    expect(await createdData()).toEqual({ a: '1', b: '2' })
    expect(hook.asked[1]?.request.object).toMatchObject({ data: { a: '1' } })
  })

  it('is checked like what a client sends', async () => {
    await register({ one: () => patchOf({ op: 'add', path: '/metadata/labels', value: { a: 'not good' } }) })
    expect((await rejection(client.create('ConfigMap', configMap('a')))).message).toMatch(
      /^ConfigMap "a" is invalid: metadata\.labels: Invalid value: "not good"/,
    )
  })

  it('leaves no fields that the schema does not have, nor empty ones', async () => {
    await register({
      one: () =>
        patchOf(
          { op: 'add', path: '/nonsense', value: 1 },
          { op: 'add', path: '/metadata/creationTimestamp', value: null },
          { op: 'add', path: '/data', value: {} },
        ),
    })
    const created = await client.create('ConfigMap', configMap('a'))
    expect(Object.keys(created).sort()).toEqual(['apiVersion', 'kind', 'metadata'])
    expect(created.metadata.creationTimestamp).toBe('2026-01-01T00:00:00Z')
  })

  it('cannot change what only the server writes', async () => {
    await register({
      one: () =>
        patchOf(
          { op: 'add', path: '/metadata/uid', value: 'x' },
          { op: 'add', path: '/metadata/resourceVersion', value: '1' },
          { op: 'add', path: '/metadata/labels', value: { a: 'b' } },
        ),
    })
    const created = await client.create('ConfigMap', configMap('a'))
    const patch = { data: { key: 'value' } }
    const changed = await client.patch('ConfigMap', named('a'), 'merge', patch)
    expect(created.metadata.uid).not.toBe('x')
    expect(changed.metadata).toMatchObject({ uid: created.metadata.uid, labels: { a: 'b' } })
  })

  it('with nothing in it changes nothing', async () => {
    await register({ one: () => patchOf() })
    expect(await createdData()).toBeUndefined()
    expect(order()).toEqual(['one'])
  })

  it.each<[string, WebhookAnswer, string]>([
    [
      'that does not apply',
      patchOf({ op: 'remove', path: '/data/x' }),
      'Internal error occurred: remove operation does not apply: doc is missing path: "/data/x": missing value',
    ],
    [
      'that makes a value of a wrong type',
      patchOf({ op: 'add', path: '/data', value: { a: 1 } }),
      'Internal error occurred: json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
    ],
    [
      'that is no list',
      { allowed: true, patchType: 'JSONPatch', patch: Buffer.from('{}').toString('base64') },
      'Internal error occurred: failed calling webhook "one.example.com": received undecodable patch in webhook response: json: cannot unmarshal object into Go value of type jsonpatch.Patch',
    ],
    [
      'of an unknown type',
      { ...patchOf({ op: 'test', path: '/kind', value: 'ConfigMap' }), patchType: 'Merge' },
      'Internal error occurred: failed calling webhook "one.example.com": unsupported patch type "Merge"',
    ],
    [
      'without a type',
      { allowed: true, patch: 'W10=' },
      'Internal error occurred: failed calling webhook "one.example.com": received invalid webhook response: webhook returned response.patch but not response.patchType',
    ],
    [
      'that is only a type',
      { allowed: true, patchType: 'JSONPatch' },
      'Internal error occurred: failed calling webhook "one.example.com": received invalid webhook response: webhook returned response.patchType but not response.patch',
    ],
  ])('%s fails the request', async (_, answer, message) => {
    await register({ one: () => answer })
    expect((await rejection(client.create('ConfigMap', configMap('a')))).message).toBe(message)
  })

  it('of what is deleted fails the request', async () => {
    const rules = [
      { apiGroups: [''], apiVersions: ['v1'], operations: ['DELETE'], resources: ['configmaps'] },
    ]
    await register({ one: () => patchOf({ op: 'add', path: '/data', value: {} }) }, { one: { rules } })
    await client.create('ConfigMap', configMap('a'))
    expect((await rejection(client.delete('ConfigMap', named('a')))).message).toBe(
      'Internal error occurred: admission webhook "one.example.com" attempted to modify the object, which is not supported for this operation',
    )
  })

  it('of a status changes the status alone', async () => {
    const rules = [
      { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['*'], resources: ['deployments/status'] },
    ]
    const more = [
      { op: 'add', path: '/status/observedGeneration', value: 7 },
      { op: 'replace', path: '/spec/replicas', value: 9 },
    ]
    await register({ one: () => patchOf(...more) }, { one: { rules } })
    const created = await client.create('Deployment', deployment)
    const status = { replicas: 1 }
    const updated = await client.update('Deployment', { ...created, status } as never, {
      subresource: 'status',
    })
    expect(updated).toMatchObject({ spec: { replicas: 1 }, status: { replicas: 1, observedGeneration: 7 } })
  })

  it('of a Scale changes how many there shall be', async () => {
    const rules = [
      { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['*'], resources: ['deployments/scale'] },
    ]
    await register(
      { one: () => patchOf({ op: 'replace', path: '/spec/replicas', value: 5 }) },
      { one: { rules } },
    )
    await client.create('Deployment', deployment)
    const patch = { spec: { replicas: 9 } }
    await client.patch('Deployment', named('web'), 'merge', patch, { subresource: 'scale' })
    expect((await client.get('Deployment', named('web'))).spec?.replicas).toBe(5)
  })

  it('is made in the version that the webhook knows', async () => {
    const rules = [
      {
        apiGroups: ['autoscaling'],
        apiVersions: ['v2'],
        operations: ['*'],
        resources: ['horizontalpodautoscalers'],
      },
    ]
    const path = '/spec/metrics/0/resource/target/averageUtilization'
    await register({ one: () => patchOf({ op: 'replace', path, value: 70 }) }, { one: { rules } })
    const made = await client.create('HorizontalPodAutoscaler/v1' as never, scaler as never)
    expect(made).toMatchObject({ apiVersion: 'autoscaling/v1', spec: { targetCPUUtilizationPercentage: 70 } })
  })
})

const scaler = {
  apiVersion: 'autoscaling/v1',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    maxReplicas: 3,
    targetCPUUtilizationPercentage: 50,
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
  },
}

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'c', image: 'nginx' }] },
    },
  },
}

describe('A second round', () => {
  const ifNeeded = { reinvocationPolicy: 'IfNeeded' }

  it('asks those again that want to see what others have changed after them', async () => {
    await register({ one: allow, two: set('a', '1'), three: allow }, { one: ifNeeded, three: ifNeeded })
    await createdData()
    expect(order()).toEqual(['one', 'two', 'three', 'one'])
    expect(hook.asked[3]?.request.object).toMatchObject({ data: { a: '1' } })
  })

  it('asks nobody whose policy is Never', async () => {
    await register({ one: allow, two: set('a', '1') })
    await createdData()
    expect(order()).toEqual(['one', 'two'])
  })

  it('asks nobody who has changed it himself and last', async () => {
    await register({ one: set('a', '1') }, { one: ifNeeded })
    await createdData()
    expect(order()).toEqual(['one'])
  })

  it('asks the later ones, too, where an earlier one changes it then', async () => {
    const grow = ({ object }: ReviewRequest) => {
      const { n = '0' } = (object?.data ?? {}) as { n?: string }
      return patchOf({ op: 'add', path: '/data', value: { n: String(Number(n) + 1) } })
    }
    await register({ one: grow, two: grow }, { one: ifNeeded, two: ifNeeded })
    expect(await createdData()).toEqual({ n: '4' })
    expect(order()).toEqual(['one', 'two', 'one', 'two'])
  })

  it('is where the built-in plugins look at what webhooks have added', async () => {
    await client.create('LimitRange', {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: { name: 'l', namespace: 'default' },
      spec: { limits: [{ type: 'Container', default: { cpu: '2' }, defaultRequest: { cpu: '1' } }] },
    })
    const rules = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }]
    const sidecar = { name: 'sidecar', image: 'proxy' }
    await register(
      { one: () => patchOf({ op: 'add', path: '/spec/containers/-', value: sidecar }) },
      { one: { rules } },
    )
    const { spec } = await client.create('Pod', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: named('web'),
      spec: { containers: [{ name: 'c', image: 'nginx' }] },
    })
    expect(spec?.containers.map(({ name, resources }) => [name, resources])).toEqual([
      ['c', { requests: { cpu: '1' }, limits: { cpu: '2' } }],
      ['sidecar', { requests: { cpu: '1' }, limits: { cpu: '2' } }],
    ])
    expect(spec?.containers[1]).toMatchObject({
      imagePullPolicy: 'Always',
      terminationMessagePath: '/dev/termination-log',
    })
    expect(order()).toEqual(['one'])
  })
})

describe('Mutating policies', () => {
  const add = (key: string) => `Object{data: {"${key}": string(object.?data.orValue({}).size())}}`

  async function policy(reinvocationPolicy: string, expression: string): Promise<void> {
    const apiVersion = 'admissionregistration.k8s.io/v1'
    const resourceRules = [
      { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['configmaps'] },
    ]
    await client.create('MutatingAdmissionPolicy', {
      apiVersion,
      kind: 'MutatingAdmissionPolicy',
      metadata: { name: 'p' },
      spec: {
        matchConstraints: { resourceRules },
        reinvocationPolicy,
        mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression } }],
      },
    })
    await client.create('MutatingAdmissionPolicyBinding', {
      apiVersion,
      kind: 'MutatingAdmissionPolicyBinding',
      metadata: { name: 'b' },
      spec: { policyName: 'p' },
    })
  }

  it('come before webhooks', async () => {
    await policy('Never', add('policy'))
    await register({ one: set('webhook', 'x') })
    expect(await createdData()).toEqual({ policy: '0', webhook: 'x' })
    expect(order()).toEqual(['one'])
  })

  it('are asked once more after a webhook has changed something, if they want to be', async () => {
    await policy('IfNeeded', add('policy'))
    await register({ one: set('webhook', 'x') })
    expect(await createdData()).toEqual({ policy: '2', webhook: 'x' })
  })

  it('may change something for which a webhook is asked once more', async () => {
    await policy('IfNeeded', add('policy'))
    await register({ one: set('webhook', 'x') }, { one: { reinvocationPolicy: 'IfNeeded' } })
    await createdData()
    expect(hook.asked.map(({ request }) => request.object?.data)).toEqual([
      { policy: '0' },
      { policy: '2', webhook: 'x' },
    ])
  })
})

it('Configurations are asked in the order of their names', async () => {
  hook = await startWebhook()
  for (const name of ['b', 'a']) {
    const { url, caBundle } = hook
    const webhook = { clientConfig: { url: `${url}/${name}`, caBundle } }
    const configuration = webhookConfiguration(kind, hook, webhook)
    await client.create(kind, { ...configuration, metadata: { name } } as never)
  }
  await createdData()
  expect(order()).toEqual(['a', 'b'])
})
