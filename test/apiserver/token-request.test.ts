/** Requests for the tokens of service accounts, and what the server makes of the tokens. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { KubeObject } from '../../src/apimachinery/object.ts'
import { reviewToken } from '../../src/apiserver/authentication/authenticate-token.ts'
import { ISSUER } from '../../src/apiserver/authentication/service-account-token.ts'
import type { TokenRequest, TokenRequestSpec } from '../../src/generated/types.ts'
import { rejection, type TestServer, testServer, testTime } from '../support/server.ts'

let world: TestServer

beforeEach(async () => {
  world = await testServer()
  const { client } = world
  const named = (kind: string, name: string, more: object = {}) =>
    ({ apiVersion: 'v1', kind, metadata: { name, namespace: 'default' }, ...more }) as never
  await client.create('Secret', named('Secret', 'mine'))
  await client.create('Node', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } })
  const spec = { containers: [{ name: 'c', image: 'i' }] }
  await client.create('Pod', named('Pod', 'placed', { spec: { ...spec, nodeName: 'n' } }))
  await client.create('ServiceAccount', named('ServiceAccount', 'other'))
})

async function request(spec: TokenRequestSpec | object, name = 'default'): Promise<TokenRequest> {
  const body = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: { name, namespace: 'default' },
    spec,
  }
  const settings = { subresource: 'token', fieldValidation: 'Strict' } as const
  return (await world.client.create('ServiceAccount', body as never, settings)) as unknown as TokenRequest
}

function claimsOf({ status }: TokenRequest) {
  return JSON.parse(Buffer.from(status?.token?.split('.')[1] ?? '', 'base64url').toString())
}

async function uidOf(kind: string, name: string, namespace = 'default'): Promise<string> {
  return ((await world.client.get(kind as 'Pod', { namespace, name })) as KubeObject).metadata.uid ?? ''
}

const seconds = testTime / 1000

describe('a request for a token', () => {
  it('is answered with itself, by the defaults of the server, and a token', async () => {
    const { status, ...answer } = await request({})
    expect(answer).toEqual({
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      metadata: { name: 'default', namespace: 'default', creationTimestamp: '2026-01-01T00:00:00Z' },
      spec: { audiences: [ISSUER], expirationSeconds: 3600 },
    })
    expect(status?.expirationTimestamp).toBe('2026-01-01T01:00:00Z')
    expect(status?.token).toMatch(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/)
  })
  it('stores nothing', async () => {
    const before = world.store.revision
    await request({})
    expect(world.store.revision).toEqual(before)
  })

  const bound: [title: string, spec: object, claims: () => Promise<object>][] = [
    ['nothing', {}, async () => ({})],
    [
      'a secret',
      { boundObjectRef: { apiVersion: 'v1', kind: 'Secret', name: 'mine' } },
      async () => ({ secret: { name: 'mine', uid: await uidOf('Secret', 'mine') } }),
    ],
    [
      'a node',
      { boundObjectRef: { apiVersion: 'v1', kind: 'Node', name: 'n' } },
      async () => ({ node: { name: 'n', uid: await uidOf('Node', 'n', '') } }),
    ],
    [
      'a pod with its node',
      { boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: 'placed' } },
      async () => ({
        node: { name: 'n', uid: await uidOf('Node', 'n', '') },
        pod: { name: 'placed', uid: await uidOf('Pod', 'placed') },
      }),
    ],
  ]
  it.each(bound)('makes claims of a token that is bound to %s', async (_title, spec, more) => {
    const claims = claimsOf(await request({ ...spec, audiences: ['a', 'b'], expirationSeconds: 600 }))
    expect(claims).toEqual({
      aud: ['a', 'b'],
      exp: seconds + 600,
      iat: seconds,
      iss: ISSUER,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'kubernetes.io': {
        namespace: 'default',
        serviceaccount: { name: 'default', uid: await uidOf('ServiceAccount', 'default') },
        ...(await more()),
      },
      nbf: seconds,
      sub: 'system:serviceaccount:default:default',
    })
    expect(Object.keys(claims)).toEqual(Object.keys(claims).sort())
  })
  it('gives pods that ask for the time of old a year, and notes when it would have been over', async () => {
    const boundObjectRef = { apiVersion: 'v1', kind: 'Pod', name: 'placed' }
    const answer = await request({ boundObjectRef, expirationSeconds: 3607 })
    const claims = claimsOf(answer)
    expect(claims.exp).toBe(seconds + 365 * 24 * 3600)
    expect(claims['kubernetes.io'].warnafter).toBe(seconds + 3607)
    expect(answer.status?.expirationTimestamp).toBe('2026-01-01T01:00:07Z')
  })

  const refused: [title: string, spec: object, message: RegExp, name?: string][] = [
    ['an account that is not there', {}, /^serviceaccounts "nobody" not found$/, 'nobody'],
    [
      'less than ten minutes',
      { expirationSeconds: 599 },
      /^TokenRequest\.authentication\.k8s\.io "" is invalid: spec\.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes$/,
    ],
    [
      'too long a time',
      { expirationSeconds: 2 ** 32 + 1 },
      /may not specify a duration larger than 2\^32 seconds$/,
    ],
    [
      'other kinds of objects',
      { boundObjectRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'x' } },
      /^cannot bind token to object of type apps\/v1, Kind=Deployment$/,
    ],
    [
      'objects that are not there',
      { boundObjectRef: { apiVersion: 'v1', kind: 'Secret', name: 'x' } },
      /^secrets "x" not found$/,
    ],
    [
      'another object of the name',
      { boundObjectRef: { apiVersion: 'v1', kind: 'Secret', name: 'mine', uid: 'u' } },
      /^Operation cannot be fulfilled on Secret "mine": the UID in the bound object reference \(u\) does not match the UID in record\. /,
    ],
    [
      'pods of other accounts',
      { boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: 'placed' } },
      /^cannot bind token for serviceaccount "other" to pod running with serviceaccount "default"$/,
      'other',
    ],
    ['unknown fields', { bogus: 1 }, /strict decoding error: unknown field "spec\.bogus"$/],
  ]
  it.each(refused)('refuses %s', async (_title, spec, message, name) => {
    expect((await rejection(request(spec, name))).message).toMatch(message)
  })
})

describe('a token', () => {
  const review = (token: string) => reviewToken(world, token, [ISSUER])

  it('stands for its account', async () => {
    const { status } = await request({})
    expect(await review(status?.token ?? '')).toMatchObject({
      identity: { name: 'system:serviceaccount:default:default' },
      audiences: [ISSUER],
    })
  })
  it('is worth nothing when its time is over', async () => {
    const { status } = await request({ expirationSeconds: 600 })
    world.clock.stepTo(testTime + 600_000)
    expect(await review(status?.token ?? '')).toEqual({
      error: '[invalid bearer token, service account token has expired]',
    })
  })
  it('is worth nothing when what it is bound to is gone', async () => {
    const { status } = await request({ boundObjectRef: { apiVersion: 'v1', kind: 'Secret', name: 'mine' } })
    await world.client.delete('Secret', { namespace: 'default', name: 'mine' })
    expect(await review(status?.token ?? '')).toHaveProperty('error')
  })
})
