/** Requests for documents: which form is answered, and what clients may keep. */
import { describe, expect, it } from 'vitest'
import { answerOpenApi, type OpenApiRequest } from '../../../src/rest/openapi/answer.ts'
import { registry } from './crontabs.ts'

const ask = (url: string, more: Partial<OpenApiRequest> = {}) => {
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  const segments = pathname.split('/').filter((segment) => segment !== '')
  return answerOpenApi({ segments, query: searchParams, accept: '', ifNoneMatch: '', ...more }, registry)
}
const address = async (path: string): Promise<string> =>
  JSON.parse((await ask('/openapi/v3'))!.body as string).paths[path].serverRelativeURL

const JSON_TYPE = 'application/json'
const PROTOBUF = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'
const OLD_PROTOBUF = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf'

describe('the form of a document', () => {
  it.each<[url: string, accept: string, status: number, type: string | undefined]>([
    ['/openapi/v3', '', 200, JSON_TYPE],
    ['/openapi/v3/apis/apps/v1', '', 200, JSON_TYPE],
    ['/openapi/v3/apis/apps/v1', 'application/json, */*', 200, JSON_TYPE],
    [
      '/openapi/v3/apis/apps/v1',
      'application/com.github.proto-openapi.spec.v3.v1.0+protobuf',
      406,
      undefined,
    ],
    [
      '/openapi/v3/apis/apps/v1',
      `application/com.github.proto-openapi.spec.v3.v1.0+protobuf, ${JSON_TYPE}`,
      200,
      JSON_TYPE,
    ],
    ['/openapi/v2', '*/*', 200, JSON_TYPE],
    ['/openapi/v2', JSON_TYPE, 200, JSON_TYPE],
    ['/openapi/v2', PROTOBUF, 200, PROTOBUF],
    ['/openapi/v2', OLD_PROTOBUF, 200, PROTOBUF],
    ['/openapi/v2', `${JSON_TYPE};q=0.5, ${PROTOBUF}`, 200, PROTOBUF],
    ['/openapi/v2', 'text/html', 406, undefined],
  ])('%s for one who reads "%s": %i %s', async (url, accept, status, type) => {
    const answer = await ask(url, { accept })
    expect({ status: answer?.status, type: answer?.headers['content-type'] }).toEqual({ status, type })
  })

  it.each(['/openapi', '/openapi/v4', '/openapi/v2/apps', '/openapi/v3/apis/apps/v2', '/api/v1'])(
    'is none for %s',
    async (url) => {
      expect(await ask(url)).toBeUndefined()
    },
  )
})

describe('what clients keep', () => {
  it('is kept forever under an address with a hash', async () => {
    const answer = await ask(await address('apis/apps/v1'))
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'public, immutable, max-age=31536000' },
    })
  })

  it('is not kept unasked under an address without', async () => {
    expect((await ask('/openapi/v3/apis/apps/v1'))?.headers).not.toHaveProperty('cache-control')
  })

  it('is looked for elsewhere when the hash is of another time', async () => {
    const answer = await ask('/openapi/v3/apis/apps/v1?hash=00')
    expect(answer).toMatchObject({ status: 301, headers: { location: await address('apis/apps/v1') } })
  })

  it.each(['/openapi/v3', '/openapi/v3/apis/apps/v1', '/openapi/v2'])(
    'is not sent again: %s',
    async (url) => {
      const first = await ask(url)
      const again = await ask(url, { ifNoneMatch: first?.headers.etag ?? '' })
      expect(again).toMatchObject({ status: 304, body: '' })
      expect(await ask(url, { ifNoneMatch: '"00"' })).toMatchObject({ status: 200 })
    },
  )
})
