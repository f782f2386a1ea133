/** Requests for objects: each verb, what it answers, and with which code. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestApi, type TestApi } from './test-api.ts'

const MAPS = '/api/v1/namespaces/default/configmaps'
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments'
const cm = (name: string, data: object = { a: '1' }) => ({ metadata: { name }, data })
const web = (replicas = 2) => ({
  metadata: { name: 'web' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'nginx', image: 'nginx' }] },
    },
  },
})

let api: TestApi
beforeEach(async () => {
  api = await createTestApi()
  await api.ask(`POST ${MAPS}`, { body: { ...cm('cm'), metadata: { name: 'cm', labels: { x: 'y' } } } })
})
afterEach(() => api[Symbol.asyncDispose]())

const names = (list: { items: { metadata: { name: string } }[] }) =>
  list.items.map(({ metadata }) => metadata.name)

describe('reading', () => {
  it('gives an object with its managers, on one line', async () => {
    const { status, text, headers } = await api.ask(`GET ${MAPS}/cm`)
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('application/json')
    expect(text).toMatch(
      /^\{"kind":"ConfigMap","apiVersion":"v1","metadata":\{"name":"cm",.*"managedFields":\[.*\n$/,
    )
  })

  it('gives lists, with a revision', async () => {
    const { json } = await api.ask('GET /api/v1/configmaps?labelSelector=x%3Dy')
    expect(json).toMatchObject({ kind: 'ConfigMapList', apiVersion: 'v1' })
    expect(json.metadata.resourceVersion).toMatch(/^\d+$/)
    expect(names(json)).toEqual(['cm'])
  })

  it('lays answers out on lines where it is asked to, or people ask', async () => {
    const pretty = '{\n  "kind": "ConfigMap",\n  "apiVersion": "v1",\n'
    expect((await api.ask(`GET ${MAPS}/cm?pretty=true`)).text.slice(0, pretty.length)).toBe(pretty)
    const asCurl = (query: string) =>
      api.ask(`GET ${MAPS}/cm${query}`, { headers: { 'user-agent': 'curl/8.5.0' } })
    expect((await asCurl('')).text.slice(0, pretty.length)).toBe(pretty)
    expect((await asCurl('?pretty=false')).text).toMatch(/^\{"kind"/)
  })

  it('gives YAML to those who accept nothing else', async () => {
    const { text, headers } = await api.ask(`GET ${MAPS}/cm`, { headers: { accept: 'application/yaml' } })
    expect(headers['content-type']).toBe('application/yaml')
    expect(text).toMatch(/^apiVersion: v1\ndata:\n {2}a: "1"\nkind: ConfigMap\n/)
  })

  it('gives JSON to those who would rather have Protobuf', async () => {
    const accept = 'application/vnd.kubernetes.protobuf,application/json'
    expect((await api.ask(`GET ${MAPS}/cm`, { headers: { accept } })).json.kind).toBe('ConfigMap')
  })

  it('goes on with a list page by page, as of the first one', async () => {
    const first = (await api.ask(`GET ${MAPS}?limit=1`)).json
    await api.ask(`POST ${MAPS}`, { body: cm('later') })
    const rest = (await api.ask(`GET ${MAPS}?limit=500&continue=${first.metadata.continue}`)).json
    expect([...names(first), ...names(rest)]).toEqual(['cm', 'kube-root-ca.crt'])
    expect(rest.metadata.resourceVersion).toBe(first.metadata.resourceVersion)
  })

  it('gives a list as it was at a revision', async () => {
    const { resourceVersion } = (await api.ask(`GET ${MAPS}`)).json.metadata
    await api.ask(`POST ${MAPS}`, { body: cm('later') })
    const at = (more: string) => api.ask(`GET ${MAPS}?resourceVersion=${resourceVersion}${more}`)
    expect(names((await at('&resourceVersionMatch=Exact')).json)).toEqual(['cm', 'kube-root-ca.crt'])
    expect(names((await at('')).json)).toContain('later')
    expect(names((await api.ask(`GET ${MAPS}?resourceVersion=0`)).json)).toContain('later')
  })

  it.each([
    ['a list', MAPS],
    ['an object', `${MAPS}/cm`],
    ['a watch', `${MAPS}?watch=true`],
  ])('tells that a revision is not reached yet: %s', async (_title, path) => {
    const { status, json, headers } = await api.ask(
      `GET ${path}${path.includes('?') ? '&' : '?'}resourceVersion=999999`,
    )
    expect(status).toBe(504)
    expect(json).toMatchObject({ reason: 'Timeout', details: { retryAfterSeconds: 1 } })
    expect(json.message).toMatch(/^Timeout: Too large resource version: 999999, current: \d+$/)
    expect(headers['retry-after']).toBe('1')
  })

  it('shows parts of objects', async () => {
    await api.ask(`POST ${DEPLOYMENTS}`, { body: web() })
    expect((await api.ask(`GET ${DEPLOYMENTS}/web/scale`)).json).toMatchObject({
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      spec: { replicas: 2 },
      status: { replicas: 2, selector: 'app=web' },
    })
    expect((await api.ask(`GET ${DEPLOYMENTS}/web/status`)).json).toMatchObject({
      status: { readyReplicas: 2 },
    })
  })

  it('gives what a container has printed', async () => {
    const args = ['sh', '-c', 'echo one; echo two']
    const spec = { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox', command: args }] }
    await api.ask('POST /api/v1/namespaces/default/pods', { body: { metadata: { name: 'p' }, spec } })
    const log = '/api/v1/namespaces/default/pods/p/log'
    expect((await api.ask(`GET ${log}`)).text).toBe('one\ntwo\n')
    expect((await api.ask(`GET ${log}?tailLines=1&follow=true`)).text).toBe('two\n')
    expect(await api.ask(`GET ${log}?container=nosuch`)).toMatchObject({
      status: 400,
      json: { message: 'container nosuch is not valid for pod p' },
    })
    expect((await api.ask(`GET ${log}?tailLines=-1`)).json).toMatchObject({ reason: 'Invalid', code: 422 })
  })

  it('gives the warnings of a deletion', async () => {
    const policies = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolic'
    const rule = { apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'], operations: ['DELETE'] }
    const validations = [{ expression: 'false', message: 'think twice' }]
    const spec = { matchConstraints: { resourceRules: [rule] }, validations }
    const metadata = { name: 'careful' }
    await api.ask(`POST ${policies}ies`, { body: { metadata, spec } })
    const binding = { policyName: 'careful', validationActions: ['Warn'] }
    await api.ask(`POST ${policies}ybindings`, { body: { metadata, spec: binding } })
    await api.ask('POST /api/v1/namespaces/default/configmaps', { body: { metadata } })
    const { status, headers } = await api.ask('DELETE /api/v1/namespaces/default/configmaps/careful')
    expect([status, headers.warning]).toEqual([200, [expect.stringContaining('think twice')]])
  })

  it('warns of kinds that are about to go', async () => {
    const { headers } = await api.ask('GET /api/v1/namespaces/default/endpoints')
    expect(headers.warning).toEqual([
      '299 - "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"',
    ])
  })
})

describe('writing', () => {
  it('creates, and answers with the object as it was written; what is read later has converged', async () => {
    const { status, json } = await api.ask(`POST ${DEPLOYMENTS}`, { body: web() })
    expect(status).toBe(201)
    expect(json.status).toEqual({})
    expect((await api.ask(`GET ${DEPLOYMENTS}/web`)).json.status).toMatchObject({ readyReplicas: 2 })
  })

  it('replaces, and finds out who came between', async () => {
    const { metadata } = (await api.ask(`GET ${MAPS}/cm`)).json
    const body = { metadata, data: { a: '2' } }
    expect(await api.ask(`PUT ${MAPS}/cm`, { body })).toMatchObject({
      status: 200,
      json: { data: { a: '2' } },
    })
    expect(await api.ask(`PUT ${MAPS}/cm`, { body: { ...body, data: {} } })).toMatchObject({
      status: 409,
      json: { reason: 'Conflict', details: { name: 'cm', kind: 'configmaps' } },
    })
  })

  it('takes YAML', async () => {
    const body = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: yaml\ndata: {a: "1"}\n'
    expect(await api.ask(`POST ${MAPS}`, { body, type: 'application/yaml' })).toMatchObject({
      status: 201,
      json: { data: { a: '1' } },
    })
  })

  it.each([
    ['application/merge-patch+json', { data: { c: 'd' } }, { a: '1', c: 'd' }],
    ['application/strategic-merge-patch+json', { data: { a: null, c: 'd' } }, { c: 'd' }],
    ['application/json-patch+json', [{ op: 'replace', path: '/data/a', value: '9' }], { a: '9' }],
  ])('patches: %s', async (type, body, data) => {
    expect(await api.ask(`PATCH ${MAPS}/cm`, { body, type })).toMatchObject({ status: 200, json: { data } })
  })

  it('applies: creates, changes, and tells of conflicts', async () => {
    const type = 'application/apply-patch+yaml'
    const config = (name: string, a: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {a: "${a}"}\n`
    const apply = (query: string, body: string, name: string) =>
      api.ask(`PATCH ${MAPS}/${name}?${query}`, { body, type })
    expect(await apply('fieldManager=me', config('new', '1'), 'new')).toMatchObject({ status: 201 })
    expect(await apply('fieldManager=me', config('new', '2'), 'new')).toMatchObject({
      status: 200,
      json: { data: { a: '2' } },
    })
    expect(await apply('fieldManager=you', config('new', '3'), 'new')).toMatchObject({
      status: 409,
      json: { reason: 'Conflict' },
    })
    expect(await apply('fieldManager=you&force=true', config('new', '3'), 'new')).toMatchObject({
      status: 200,
      json: { data: { a: '3' } },
    })
    expect((await apply('', config('new', '3'), 'new')).json.message).toBe(
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    )
  })

  it('names the owner of fields by the program that asks, unless the query does', async () => {
    const manager = async (query: string) => {
      const { json } = await api.ask(`POST ${MAPS}${query}`, {
        body: { metadata: { generateName: 'm-' }, data: { a: '1' } },
        headers: { 'user-agent': 'my-operator/v0.0.0 (linux/amd64)' },
      })
      return json.metadata.managedFields[0].manager
    }
    expect(await manager('')).toBe('my-operator')
    expect(await manager('?fieldManager=me')).toBe('me')
  })

  it('deletes: what is gone is told by name, what stays is given', async () => {
    const { uid } = (await api.ask(`GET ${MAPS}/cm`)).json.metadata
    expect((await api.ask(`DELETE ${MAPS}/cm`)).json).toEqual({
      ...{ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' },
      details: { name: 'cm', kind: 'configmaps', uid },
    })
    expect((await api.ask(`GET ${MAPS}/cm`)).status).toBe(404)
    await api.ask(`POST ${DEPLOYMENTS}`, { body: web() })
    const body = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Foreground' }
    const { json } = await api.ask(`DELETE ${DEPLOYMENTS}/web`, { body })
    expect(json.metadata).toMatchObject({ name: 'web', finalizers: ['foregroundDeletion'] })
  })

  it('deletes what the query selects, and gives what there was', async () => {
    await api.ask(`POST ${MAPS}`, { body: cm('other') })
    const { json } = await api.ask(`DELETE ${MAPS}?labelSelector=x%3Dy`)
    expect(json).toMatchObject({ kind: 'ConfigMapList', metadata: { resourceVersion: expect.any(String) } })
    expect(names(json)).toEqual(['cm'])
    expect(names((await api.ask(`GET ${MAPS}`)).json)).toEqual(['kube-root-ca.crt', 'other'])
  })

  it.each([
    ['POST', MAPS, cm('dry'), 201],
    ['PUT', `${MAPS}/cm`, cm('cm', { a: '2' }), 200],
    ['DELETE', `${MAPS}/cm`, undefined, 200],
  ])('only tries with dryRun=All: %s', async (method, path, body, status) => {
    const before = (await api.ask(`GET ${MAPS}`)).text
    expect((await api.ask(`${method} ${path}?dryRun=All`, { body })).status).toBe(status)
    expect((await api.ask(`GET ${MAPS}`)).text).toBe(before)
  })

  it('scales, evicts, binds, and gives out tokens by subresources', async () => {
    await api.ask(`POST ${DEPLOYMENTS}`, { body: web() })
    const merge = 'application/merge-patch+json'
    expect(
      await api.ask(`PATCH ${DEPLOYMENTS}/web/scale`, { body: { spec: { replicas: 3 } }, type: merge }),
    ).toMatchObject({
      status: 200,
      json: { kind: 'Scale', spec: { replicas: 3 } },
    })
    const pods = (await api.ask('GET /api/v1/namespaces/default/pods')).json
    expect(pods.items).toHaveLength(3)
    const [{ metadata }, { metadata: other }] = pods.items
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: metadata.name } }
    const path = `/api/v1/namespaces/default/pods/${metadata.name}`
    expect(await api.ask(`POST ${path}/eviction`, { body: eviction })).toMatchObject({
      status: 201,
      json: { kind: 'Status', status: 'Success', code: 201 },
    })
    const binding = { metadata: { name: other.name }, target: { kind: 'Node', name: 'worker-1' } }
    expect(
      (await api.ask(`POST /api/v1/namespaces/default/pods/${other.name}/binding`, { body: binding })).json
        .message,
    ).toContain(`Operation cannot be fulfilled on pods/binding "${other.name}"`)
    const account = '/api/v1/namespaces/default/serviceaccounts/default'
    expect(await api.ask(`POST ${account}/token`, { body: { spec: { audiences: [] } } })).toMatchObject({
      status: 201,
      json: { kind: 'TokenRequest', status: { token: expect.stringMatching(/^ey/) } },
    })
  })

  it('answers questions about access', async () => {
    const body = { spec: { resourceAttributes: { verb: 'get', resource: 'pods' } } }
    expect(
      await api.ask('POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { body }),
    ).toMatchObject({
      status: 201,
      json: { kind: 'SelfSubjectAccessReview', status: { allowed: true } },
    })
  })

  it('tells of fields that a body has twice, and takes the last', async () => {
    const body = '{"metadata":{"name":"twice"},"data":{"a":"1","a":"2"}}'
    const strict = await api.ask(`POST ${MAPS}?fieldValidation=Strict`, { body })
    expect(strict.json.message).toContain('strict decoding error: duplicate field "data.a"')
    const { headers, json } = await api.ask(`POST ${MAPS}`, { body })
    expect(headers.warning).toEqual(['299 - "duplicate field \\"data.a\\""'])
    expect(json.data).toEqual({ a: '2' })
  })

  it.each([
    ['Strict', 400, undefined, 'strict decoding error: unknown field "spec.bogus"'],
    ['Warn', 201, ['299 - "unknown field \\"spec.bogus\\""'], undefined],
    ['', 201, ['299 - "unknown field \\"spec.bogus\\""'], undefined],
    ['Ignore', 201, undefined, undefined],
  ])('meets unknown fields as fieldValidation says: "%s"', async (mode, status, warning, text) => {
    const body = { ...web(), spec: { ...web().spec, bogus: 1 } }
    const answer = await api.ask(`POST ${DEPLOYMENTS}?fieldValidation=${mode}`, { body })
    expect(answer.status).toBe(status)
    expect(answer.headers.warning).toEqual(warning)
    if (text) expect(answer.json.message).toContain(text)
  })
})

describe('failures', () => {
  const rows: [title: string, line: string, ask: object, status: number, told: object | string][] = [
    ['a path of nothing', 'GET /nosuch', {}, 404, '404 page not found\n'],
    ['a group of nothing', 'GET /apis/nosuch/v1', {}, 404, '404 page not found\n'],
    ['a kind of a group of nothing', 'GET /apis/nosuch/v1/pods', {}, 404, '404 page not found\n'],
    ['metrics of the server', 'GET /metrics', {}, 404, '404 page not found\n'],
    [
      'a kind that is not there',
      'GET /api/v1/nosuch',
      {},
      404,
      { reason: 'NotFound', message: 'the server could not find the requested resource', details: {} },
    ],
    [
      'an object that is not there',
      `GET ${MAPS}/nosuch`,
      {},
      404,
      { message: 'configmaps "nosuch" not found', details: { name: 'nosuch', kind: 'configmaps' } },
    ],
    ['a subresource that is not there', `GET ${MAPS}/cm/nosuch`, {}, 404, { reason: 'NotFound' }],
    [
      'a method that is not served',
      `PUT ${MAPS}`,
      { body: {} },
      405,
      {
        reason: 'MethodNotAllowed',
        message: 'the server does not allow this method on the requested resource',
      },
    ],
    ['a method of discovery', 'POST /version', { body: {} }, 405, { reason: 'MethodNotAllowed' }],
    [
      'a form that is not there',
      `GET ${MAPS}/cm`,
      { headers: { accept: 'application/vnd.kubernetes.protobuf' } },
      406,
      {
        reason: 'NotAcceptable',
        message: 'only the following media types are accepted: application/json, application/yaml',
      },
    ],
    ['a name that is taken', `POST ${MAPS}`, { body: cm('cm') }, 409, { reason: 'AlreadyExists' }],
    [
      'a body of an unknown type',
      `POST ${MAPS}`,
      { body: 'x', type: 'application/xml' },
      415,
      {
        reason: 'UnsupportedMediaType',
        message:
          'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
      },
    ],
    ['a patch of an unknown type', `PATCH ${MAPS}/cm`, { body: {} }, 415, { reason: 'UnsupportedMediaType' }],
    [
      'a body that is no JSON',
      `POST ${MAPS}`,
      { body: 'not json' },
      400,
      {
        message:
          "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: invalid character 'o' in literal null (expecting 'u') (6e6f74206a736f6e)",
      },
    ],
    [
      'another name than in the path',
      `PUT ${MAPS}/cm`,
      { body: cm('other') },
      400,
      { message: 'the name of the object (other) does not match the name on the URL (cm)' },
    ],
    [
      'a name that is none',
      `POST ${MAPS}`,
      { body: cm('Bad_Name') },
      422,
      {
        reason: 'Invalid',
        details: { name: 'Bad_Name', kind: 'ConfigMap', causes: [{ field: 'metadata.name' }] },
      },
    ],
    [
      'a selector that is none',
      'GET /api/v1/pods?labelSelector=a%20b',
      {},
      400,
      { message: "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt" },
    ],
    [
      'a field that none can be selected by',
      'GET /api/v1/pods?fieldSelector=spec.nosuch%3Dx',
      {},
      400,
      { message: 'field label not supported: spec.nosuch' },
    ],
    ['a limit that is none', 'GET /api/v1/pods?limit=x', {}, 400, { reason: 'BadRequest' }],
    [
      'a match without a revision',
      'GET /api/v1/pods?resourceVersionMatch=Exact',
      {},
      422,
      {
        message:
          'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
      },
    ],
    ['a dry run of another kind', `POST ${MAPS}?dryRun=Some`, { body: cm('x') }, 422, { reason: 'Invalid' }],
    [
      'force without applying',
      `PATCH ${MAPS}/cm?force=true`,
      { body: {}, type: 'application/merge-patch+json' },
      422,
      {
        message:
          'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch',
      },
    ],
    [
      'a propagation policy that is none',
      `DELETE ${MAPS}/cm`,
      { body: { propagationPolicy: 'Some' } },
      422,
      {
        message:
          'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "Some": supported values: "Foreground", "Background", "Orphan", "nil"',
      },
    ],
    [
      'a state that the object is not in',
      `DELETE ${MAPS}/cm`,
      { body: { preconditions: { uid: 'x' } } },
      409,
      { reason: 'Conflict' },
    ],
    [
      'what cannot be watched',
      'GET /apis/metrics.k8s.io/v1beta1/nodes?watch=true',
      {},
      405,
      { reason: 'MethodNotAllowed' },
    ],
    [
      'a token that is none',
      'GET /api/v1/pods',
      { headers: { authorization: 'Bearer bad' } },
      401,
      { reason: 'Unauthorized', message: 'Unauthorized' },
    ],
    [
      'a token that is none, of discovery',
      'GET /apis',
      { headers: { authorization: 'Bearer bad' } },
      401,
      { reason: 'Unauthorized' },
    ],
    [
      'a user who may not',
      'GET /api/v1/pods',
      { headers: { 'impersonate-user': 'jane', 'impersonate-group': ['devs'] } },
      403,
      {
        reason: 'Forbidden',
        message:
          'pods is forbidden: User "jane" cannot list resource "pods" in API group "" at the cluster scope',
      },
    ],
    [
      'a watch of a user who may not',
      'GET /api/v1/pods?watch=true',
      { headers: { 'impersonate-user': 'jane' } },
      403,
      { reason: 'Forbidden' },
    ],
    [
      'a user who may not apply',
      `PATCH ${MAPS}/cm?fieldManager=me`,
      {
        body: 'apiVersion: v1\nkind: ConfigMap\n',
        type: 'application/apply-patch+yaml',
        headers: { 'impersonate-user': 'jane' },
      },
      403,
      {
        message:
          'configmaps "cm" is forbidden: User "jane" cannot patch resource "configmaps" in API group "" in the namespace "default"',
      },
    ],
    [
      'a pod to be bound that is not there',
      'POST /api/v1/namespaces/default/bindings',
      { body: { metadata: { name: 'nosuch' }, target: { kind: 'Node', name: 'worker-1' } } },
      404,
      { message: 'pods "nosuch" not found' },
    ],
    [
      'groups without a user',
      'GET /api/v1/pods',
      { headers: { 'impersonate-group': 'devs' } },
      500,
      { reason: 'InternalError' },
    ],
    [
      'a command by another protocol than WebSockets',
      'POST /api/v1/namespaces/default/pods/p/exec?command=ls',
      { headers: { upgrade: 'SPDY/3.1' } },
      404,
      { message: 'pods "p" not found' },
    ],
    [
      'a connection to a container',
      'POST /api/v1/namespaces/default/pods/p/attach',
      {},
      501,
      { status: 'Failure' },
    ],
  ]
  it.each(rows)('tells of %s', async (_title, line, ask, status, told) => {
    const answer = await api.ask(line, ask)
    expect(answer.status).toBe(status)
    if (typeof told === 'string') expect(answer.text).toBe(told)
    else expect(answer.json).toMatchObject({ kind: 'Status', apiVersion: 'v1', code: status, ...told })
  })

  it('keeps them in the form that is accepted', async () => {
    const accept = 'application/yaml'
    const { text } = await api.ask(`GET ${MAPS}/nosuch`, { headers: { accept } })
    expect(text).toMatch(/^apiVersion: v1\ncode: 404\n/)
  })
})

describe('what is no request at all', () => {
  const bodies: unknown[] = [
    'null',
    '1',
    '"x"',
    '[]',
    '{}',
    '{"metadata":null}',
    '{"metadata":"x"}',
    '{"metadata":[]}',
    '{"metadata":{"name":1}}',
    '{"metadata":{"name":"x","labels":[]}}',
    '{"metadata":{"name":"x","namespace":{}}}',
    '{"kind":1,"metadata":{"name":"x"}}',
    '{"apiVersion":{},"metadata":{"name":"x"}}',
    '{"kind":null,"apiVersion":null,"metadata":{"name":"x"},"data":{"a":null}}',
    '{"metadata":{"name":"x"},"data":"x"}',
    '{"__proto__":{"a":1},"metadata":{"name":"x","__proto__":{}}}',
    Buffer.from([0xff, 0xfe, 0x00]),
    '',
  ]
  const requests = [
    ['POST', MAPS, 'application/json'],
    ['POST', DEPLOYMENTS, 'application/json'],
    ['PUT', `${MAPS}/cm`, 'application/json'],
    ['PUT', `${DEPLOYMENTS}/web/scale`, 'application/json'],
    ['DELETE', `${MAPS}/cm`, 'application/json'],
    ['POST', MAPS, 'application/yaml'],
    ['POST', MAPS, 'application/vnd.kubernetes.protobuf'],
    ['PATCH', `${MAPS}/cm`, 'application/merge-patch+json'],
    ['PATCH', `${MAPS}/cm`, 'application/json-patch+json'],
    ['PATCH', `${MAPS}/cm`, 'application/strategic-merge-patch+json'],
    ['PATCH', `${MAPS}/cm?fieldManager=me`, 'application/apply-patch+yaml'],
    ['POST', '/api/v1/namespaces/default/pods/p/eviction', 'application/json'],
    ['POST', '/api/v1/namespaces/default/bindings', 'application/json'],
    ['POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', 'application/json'],
  ]
  it.each(requests)('is never a fault of the server: %s %s as %s', async (method, path, type) => {
    for (const body of bodies) {
      const { status, text } = await api.ask(`${method} ${path}`, { body, type: type! })
      expect({ body, status, text: status < 500 ? '' : text }).toEqual({ body, status, text: '' })
    }
  })

  it.each([
    '//healthz',
    '/%zz',
    '/api/v1/pods?limit=%zz',
    '/api//v1',
    '/..%2f..',
    '/?watch',
    '/apis/apps/v1/watch',
  ])('is answered: %s', async (path) => {
    expect((await api.ask(`GET ${path}`)).status).toBeLessThan(500)
  })
})

describe('who asks', () => {
  it('is the bearer of a token, who may do what the account may', async () => {
    const account = '/api/v1/namespaces/default/serviceaccounts/default'
    const { token } = (await api.ask(`POST ${account}/token`, { body: { spec: {} } })).json.status
    const headers = { authorization: `Bearer ${token}` }
    expect((await api.ask(`GET ${MAPS}`, { headers })).json.message).toContain(
      'User "system:serviceaccount:default:default" cannot list resource "configmaps"',
    )
    await api.ask('POST /apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings', {
      body: {
        metadata: { name: 'view' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
        subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'default' }],
      },
    })
    expect((await api.ask(`GET ${MAPS}`, { headers })).status).toBe(200)
    expect((await api.ask(`DELETE ${MAPS}/cm`, { headers })).status).toBe(403)
  })

  it('is whoever is impersonated, with groups, uid and extra', async () => {
    const headers = {
      'impersonate-user': 'jane',
      'impersonate-group': ['a', 'b'],
      'impersonate-uid': 'u1',
      'impersonate-extra-acme.com%2fproject': 'p',
    }
    const { json } = await api.ask('POST /apis/authentication.k8s.io/v1/selfsubjectreviews', {
      body: {},
      headers,
    })
    expect(json.status.userInfo).toEqual({
      username: 'jane',
      uid: 'u1',
      groups: ['a', 'b', 'system:authenticated'],
      extra: { 'acme.com/project': ['p'] },
    })
  })
})
