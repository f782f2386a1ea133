/** Which requests a webhook is asked about. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Client, nameOf } from '../../../src/apiserver/client.ts'
import { configMap, named, rejection, type TestServer, testServer } from '../../support/server.ts'
import { startWebhook, type WebhookServer, webhookConfiguration } from '../../support/webhook-server.ts'

const kind = 'ValidatingWebhookConfiguration'
let test: TestServer
let client: Client
let hook: WebhookServer
beforeEach(async () => {
  test = await testServer()
  client = test.client
  hook = await startWebhook()
})
afterEach(() => hook[Symbol.asyncDispose]())

async function register(webhook: object): Promise<void> {
  await client.create(kind, webhookConfiguration(kind, hook, webhook) as never)
}

const rule = (more: object = {}) => ({
  apiGroups: ['*'],
  apiVersions: ['*'],
  operations: ['*'],
  resources: ['*/*'],
  ...more,
})

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
const role = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: 'r' },
  rules: [],
}

/** A deployment that is created, changed, scaled, gets a status and is deleted; a cluster role that is created. */
async function doSomeThings(): Promise<void> {
  const created = await client.create('Deployment', deployment)
  await client.create('ClusterRole', role)
  const label = await client.patch('Deployment', nameOf(created), 'merge', {
    metadata: { labels: { a: 'b' } },
  })
  await client.patch(
    'Deployment',
    nameOf(created),
    'merge',
    { spec: { replicas: 2 } },
    { subresource: 'scale' },
  )
  await client.update(
    'Deployment',
    { ...label, metadata: { ...label.metadata, resourceVersion: '' }, status: { replicas: 1 } } as never,
    {
      subresource: 'status',
    },
  )
  await client.delete('Deployment', nameOf(created))
}

/** 'UPDATE deployments/scale' for each review. */
function asked(): string[] {
  return hook.asked.map(({ request }) => {
    const { resource } = request.resource as { resource: string }
    return `${request.operation} ${resource}${request.subResource ? `/${request.subResource}` : ''}`
  })
}

const all = [
  'CREATE deployments',
  'CREATE clusterroles',
  'UPDATE deployments',
  'UPDATE deployments/scale',
  'UPDATE deployments/status',
  'DELETE deployments',
]

describe('A rule is about', () => {
  it.each<[string, object, string[]]>([
    ['all there is', {}, all],
    ['resources without subresources', { resources: ['*'] }, all.filter((each) => !each.includes('/'))],
    [
      'a resource with all of its parts',
      { resources: ['deployments/*'] },
      all.filter((each) => each.includes('deployments')),
    ],
    ['a part of a resource', { resources: ['deployments/scale'] }, ['UPDATE deployments/scale']],
    ['a part of all resources', { resources: ['*/status'] }, ['UPDATE deployments/status']],
    ['some operations', { operations: ['CREATE', 'DELETE'] }, all.filter((each) => !each.includes('UPDATE'))],
    ['a group', { apiGroups: ['rbac.authorization.k8s.io'] }, ['CREATE clusterroles']],
    ['a version that is not asked for', { apiVersions: ['v1beta9'] }, []],
    [
      'what is in namespaces',
      { scope: 'Namespaced', resources: ['*'] },
      ['CREATE deployments', 'UPDATE deployments', 'DELETE deployments'],
    ],
    ['what is not in namespaces', { scope: 'Cluster' }, ['CREATE clusterroles']],
  ])('%s', async (_, more, expected) => {
    await register({ rules: [rule(more)] })
    await doSomeThings()
    expect(asked()).toEqual(expected)
  })

  it('nothing of the kinds that configure admission', async () => {
    await register({ rules: [rule()] })
    await client.create('ValidatingAdmissionPolicyBinding', {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: 'b' },
      spec: { policyName: 'p', validationActions: ['Deny'] },
    })
    await client.delete(kind, { namespace: '', name: 'hooks' })
    expect(asked()).toEqual([])
  })
})

describe('A subresource with a kind of its own', () => {
  it('is told as a Scale before and after', async () => {
    await register({ rules: [rule({ resources: ['deployments/scale'] })] })
    await doSomeThings()
    expect(hook.asked[0]?.request).toMatchObject({
      kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
      resource: { group: 'apps', version: 'v1', resource: 'deployments' },
      requestSubResource: 'scale',
      name: 'web',
      object: { kind: 'Scale', metadata: { name: 'web' }, spec: { replicas: 2 } },
      oldObject: { kind: 'Scale', spec: { replicas: 1 } },
    })
  })

  it('is told as the Binding that binds a pod', async () => {
    await register({ rules: [rule({ resources: ['pods/*'], operations: ['CREATE'] })] })
    await client.create('Pod', pod)
    const target = { apiVersion: 'v1', kind: 'Node', name: 'n' }
    const binding = { apiVersion: 'v1', kind: 'Binding', metadata: named('web'), target }
    await client.create('Pod', binding as never, { subresource: 'binding' })
    expect(asked()).toEqual(['CREATE pods', 'CREATE pods/binding'])
    expect(hook.asked[1]?.request).toMatchObject({
      kind: { group: '', version: 'v1', kind: 'Binding' },
      object: { kind: 'Binding', target },
      oldObject: null,
    })
  })

  it('is told as the Eviction, and the deletion that follows is asked about no more', async () => {
    await register({ rules: [rule({ resources: ['pods/*'] })] })
    await client.create('Pod', pod)
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: named('web') }
    await client.create('Pod', eviction as never, { subresource: 'eviction' })
    expect(asked()).toEqual(['CREATE pods', 'CREATE pods/eviction'])
    expect(hook.asked[1]?.request.kind).toEqual({ group: 'policy', version: 'v1', kind: 'Eviction' })
    expect(await client.find('Pod', named('web'))).toBeUndefined()
  })
})

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default' },
  spec: { containers: [{ name: 'c', image: 'nginx' }] },
}

describe('Of a kind with several versions', () => {
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
  const about = rule({ apiGroups: ['autoscaling'], apiVersions: ['v2'], resources: ['*'] })

  it('a webhook is told the version that its rule names', async () => {
    await register({ rules: [about] })
    await client.create('HorizontalPodAutoscaler/v1' as never, scaler as never)
    expect(hook.asked[0]?.request).toMatchObject({
      kind: { group: 'autoscaling', version: 'v2', kind: 'HorizontalPodAutoscaler' },
      resource: { version: 'v2' },
      requestKind: { group: 'autoscaling', version: 'v1', kind: 'HorizontalPodAutoscaler' },
      requestResource: { version: 'v1' },
      object: {
        apiVersion: 'autoscaling/v2',
        spec: { metrics: [{ resource: { target: { averageUtilization: 50 } } }] },
      },
    })
  })

  it('the version of the request comes first where a rule names it, too', async () => {
    await register({ rules: [{ ...about, apiVersions: ['v2', 'v1'] }] })
    await client.create('HorizontalPodAutoscaler/v1' as never, scaler as never)
    expect(hook.asked[0]?.request).toMatchObject({
      kind: { version: 'v1' },
      object: { apiVersion: 'autoscaling/v1' },
    })
  })

  it('a webhook that takes the version by the letter is not asked', async () => {
    await register({ rules: [about], matchPolicy: 'Exact' })
    await client.create('HorizontalPodAutoscaler/v1' as never, scaler as never)
    expect(asked()).toEqual([])
  })
})

describe('Selectors', () => {
  const selector = { matchLabels: { hooked: 'yes' } }

  async function namespace(name: string, labels: Record<string, string>): Promise<void> {
    await client.create('Namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } })
  }

  it('choose namespaces, which are in themselves; what is in none is not exempt', async () => {
    await namespace('in', { hooked: 'yes' })
    await namespace('out', {})
    await register({ rules: [rule({ resources: ['*'] })], namespaceSelector: selector })
    for (const each of ['in', 'out'])
      await client.create('ConfigMap', { ...configMap('a'), metadata: { name: 'a', namespace: each } })
    await namespace('other', { hooked: 'yes' })
    await namespace('another', {})
    await client.create('ClusterRole', role)
    expect(hook.asked.map(({ request }) => `${request.namespace} ${request.name}`)).toEqual([
      'in a',
      'other other',
      'undefined r',
    ])
  })

  it('choose objects by their labels before and after', async () => {
    await register({ rules: [rule()], objectSelector: selector })
    await client.create('ConfigMap', configMap('a'))
    const label = (value: string | null) =>
      client.patch('ConfigMap', named('a'), 'merge', { metadata: { labels: { hooked: value } } })
    await label('yes')
    await label(null)
    await client.patch('ConfigMap', named('a'), 'merge', { data: { key: 'value' } })
    expect(asked()).toEqual(['UPDATE configmaps', 'UPDATE configmaps'])
  })
})

describe('matchConditions', () => {
  const register_ = (expressions: readonly string[], more: object = {}) =>
    register({
      matchConditions: expressions.map((expression, index) => ({ name: `c${index}`, expression })),
      ...more,
    })

  it.each<[string, string[], boolean]>([
    ['hold', ["object.metadata.name == 'a'", "request.userInfo.username == 'kubernetes-admin'"], true],
    ['see no old object of a new one', ['oldObject == null'], true],
    ['see how the object is written', ["request.options.fieldManager == 'me'"], true],
    ['ask who may do what', ["authorizer.group('').resource('pods').check('get').allowed()"], true],
    ['do not hold', ["object.metadata.name == 'a'", 'false'], false],
    ['do not hold, though another cannot be evaluated', ['object.spec.x == 1', 'false'], false],
  ])('that %s', async (_, expressions, isAsked) => {
    await register_(expressions)
    await client.create('ConfigMap', configMap('a'), { fieldManager: 'me' })
    expect(hook.asked).toHaveLength(isAsked ? 1 : 0)
  })

  it.each([
    ['one', ['object.spec.x == 1'], "expression 'object.spec.x == 1' resulted in error: no such key: spec"],
    [
      'two',
      ['object.spec.x == 1', 'object.x == 1'],
      "[expression 'object.spec.x == 1' resulted in error: no such key: spec, expression 'object.x == 1' resulted in error: no such key: x]",
    ],
  ])('of which %s cannot be evaluated refuse the request', async (_, expressions, problem) => {
    await register_(expressions)
    const error = await rejection(client.create('ConfigMap', configMap('a')))
    expect(error.message).toBe(`configmaps "a" is forbidden: ${problem}`)
    expect(hook.asked).toEqual([])
  })

  it('that cannot be evaluated pass the webhook by with failurePolicy Ignore', async () => {
    await register_(['object.spec.x == 1'], { failurePolicy: 'Ignore' })
    await client.create('ConfigMap', configMap('a'))
    expect(hook.asked).toEqual([])
  })
})
