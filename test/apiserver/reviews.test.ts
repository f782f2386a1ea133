/** Questions to the server: what somebody may do, who somebody is. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { KubeObject } from '../../src/apimachinery/object.ts'
import type { Client, KindName, ObjectOf } from '../../src/apiserver/client.ts'
import { rejection, type TestServer, testServer } from '../support/server.ts'

const RBAC = 'rbac.authorization.k8s.io'
const AUDIENCE = 'https://kubernetes.default.svc.cluster.local'

let test: TestServer
let token: string
beforeAll(async () => {
  test = await testServer()
  const { client } = test
  const objects = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system' } },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRole',
      metadata: { name: 'ask' },
      rules: [
        { apiGroups: ['authorization.k8s.io', 'authentication.k8s.io'], resources: ['*'], verbs: ['create'] },
        { nonResourceURLs: ['/healthz'], verbs: ['get'] },
      ],
    },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'ask' },
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'ask' },
      subjects: [{ kind: 'Group', name: 'system:authenticated', apiGroup: RBAC }],
    },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'Role',
      metadata: { name: 'read', namespace: 'default' },
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
    },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'RoleBinding',
      metadata: { name: 'read', namespace: 'default' },
      roleRef: { apiGroup: RBAC, kind: 'Role', name: 'read' },
      subjects: [{ kind: 'ServiceAccount', name: 'default' }],
    },
  ]
  for (const object of objects) await client.create(object.kind as KindName, object as ObjectOf<KindName>)
  const request = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: { name: 'default', namespace: 'default' },
    spec: { audiences: [], expirationSeconds: 600 },
  } as unknown as ObjectOf<'ServiceAccount'>
  const answered = await client.create('ServiceAccount', request, { subresource: 'token' })
  token = (answered as unknown as { status: { token: string } }).status.token
})

const ask = async (client: Client, kind: string, spec?: object, namespace?: string) => {
  const group = /TokenReview|SubjectReview$/.test(kind) ? 'authentication' : 'authorization'
  const question = {
    apiVersion: `${group}.k8s.io/v1`,
    kind,
    metadata: { ...(namespace && { namespace }) },
    ...(spec && { spec }),
  }
  const answer = await client.create(kind as KindName, question as ObjectOf<KindName>, {
    fieldValidation: 'Strict',
  })
  return (answer as KubeObject & { status: Record<string, unknown> }).status
}

const user = 'system:serviceaccount:default:default'
const pods = (verb: string) => ({ verb, resource: 'pods', namespace: 'default' })

describe('an access review', () => {
  it.each<[title: string, kind: string, spec: object, allowed: boolean]>([
    ['of a user', 'SubjectAccessReview', { user, resourceAttributes: pods('get') }, true],
    ['of a user who may not', 'SubjectAccessReview', { user, resourceAttributes: pods('list') }, false],
    [
      'of a group',
      'SubjectAccessReview',
      { groups: ['system:authenticated'], nonResourceAttributes: { verb: 'get', path: '/healthz' } },
      true,
    ],
    [
      'of a path that is not allowed',
      'SubjectAccessReview',
      { user, nonResourceAttributes: { verb: 'get', path: '/metrics' } },
      false,
    ],
    ['of oneself', 'SelfSubjectAccessReview', { resourceAttributes: pods('deletecollection') }, true],
  ])('%s is answered', async (_, kind, spec, allowed) => {
    expect((await ask(test.client, kind, spec)).allowed).toBe(allowed)
  })

  it('tells by which binding', async () => {
    const { reason } = await ask(
      test.client,
      'LocalSubjectAccessReview',
      { user, resourceAttributes: pods('get') },
      'default',
    )
    expect(reason).toBe(
      'RBAC: allowed by RoleBinding "read/default" of Role "read" to ServiceAccount "default/default"',
    )
  })

  it.each<[title: string, kind: string, spec: object, message: string]>([
    [
      'about nothing',
      'SelfSubjectAccessReview',
      {},
      'spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
    ],
    [
      'about nobody',
      'SubjectAccessReview',
      { resourceAttributes: pods('get') },
      'spec.user: Invalid value: "": at least one of user or group must be specified',
    ],
    [
      'about another namespace',
      'LocalSubjectAccessReview',
      { user, resourceAttributes: { ...pods('get'), namespace: 'x' } },
      'spec.resourceAttributes.namespace: Invalid value: "x": must match metadata.namespace',
    ],
  ])('%s is refused', async (_, kind, spec, message) => {
    const asked = ask(test.client, kind, spec, kind.startsWith('Local') ? 'default' : undefined)
    expect((await rejection(asked)).message).toContain(message)
  })

  it('stores nothing', async () => {
    const before = await test.store.revision()
    await ask(test.client, 'SelfSubjectAccessReview', { resourceAttributes: pods('get') })
    expect(await test.store.revision()).toBe(before)
  })
})

it('tells all that one may do in a namespace', async () => {
  const account = await test.client.as({ user })
  expect(await ask(account, 'SelfSubjectRulesReview', { namespace: 'default' })).toEqual({
    resourceRules: [
      { verbs: ['create'], apiGroups: ['authorization.k8s.io', 'authentication.k8s.io'], resources: ['*'] },
      { verbs: ['get'], apiGroups: [''], resources: ['pods'] },
    ],
    nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/healthz'] }],
    incomplete: false,
  })
  const { message } = await rejection(ask(account, 'SelfSubjectRulesReview', {}))
  expect(message).toBe('no namespace on request')
})

it('tells who one is', async () => {
  const client = await test.client.as({ user: 'jane', groups: ['devs'], uid: '7', extra: { team: ['a'] } })
  expect(await ask(client, 'SelfSubjectReview')).toEqual({
    userInfo: {
      username: 'jane',
      uid: '7',
      groups: ['devs', 'system:authenticated'],
      extra: { team: ['a'] },
    },
  })
})

describe('a token', () => {
  it('is its service account', async () => {
    const status = await ask(test.client, 'TokenReview', { token })
    expect(status).toMatchObject({ authenticated: true, audiences: [AUDIENCE], user: { username: user } })
    const { userInfo } = await ask(await test.client.as({ token }), 'SelfSubjectReview')
    expect(userInfo).toMatchObject({
      username: user,
      groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
    })
  })

  it.each<[title: string, spec: () => object, error: string]>([
    ['that is changed', () => ({ token: `${token.slice(0, -2)}xx` }), 'invalid bearer token'],
    ['that is none', () => ({ token: 'x' }), 'invalid bearer token'],
    [
      'for others',
      () => ({ token, audiences: ['vault'] }),
      `[invalid bearer token, token audiences ["${AUDIENCE}"] is invalid for the target audiences ["vault"]]`,
    ],
  ])('%s is nobody', async (_, spec, error) => {
    const status = await ask(test.client, 'TokenReview', spec())
    expect(status).toEqual({ user: {}, error })
  })

  it('is worth nothing when its account is gone, or its time is over', async () => {
    const { client, clock } = test
    const error = async () => (await ask(client, 'TokenReview', { token })).error
    await client.delete('ServiceAccount', { namespace: 'default', name: 'default' })
    expect(await error()).toBe('[invalid bearer token, service account default has been deleted]')
    expect((await rejection(client.as({ token }))).message).toBe('Unauthorized')
    clock.setOffset(600_000)
    clock.refresh()
    expect(await error()).toBe('[invalid bearer token, service account token has expired]')
  })
})
