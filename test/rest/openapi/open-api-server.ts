/** The documents and the discovery of an API behind a socket, for programs that read them: nothing else is served. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Registry } from '../../../src/api/registry.ts'
import { discover } from '../../../src/rest/discovery.ts'
import { answerOpenApi } from '../../../src/rest/openapi/answer.ts'

/** Where the server is, and what was asked of it. */
export interface OpenApiServer extends AsyncDisposable {
  url: string
  requests: readonly string[]
}

export async function startOpenApiServer(registry: Registry): Promise<OpenApiServer> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const segments = pathname.split('/').filter((segment) => segment !== '')
    requests.push(`${request.method} ${request.url}`)
    const { accept = '', 'if-none-match': ifNoneMatch = '' } = request.headers
    const asked = { segments, query: searchParams, accept, ifNoneMatch }
    answer(asked, registry).then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(body),
      () =>
        response.writeHead(404, { 'content-type': 'application/json' }).end('{"kind":"Status","code":404}'),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function answer(asked: Parameters<typeof answerOpenApi>[0], registry: Registry) {
  const found = await answerOpenApi(asked, registry)
  if (found !== undefined) return found
  const body = await discover(asked.segments, registry)
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { status: 200, headers: { 'content-type': 'application/json' }, body: text }
}
