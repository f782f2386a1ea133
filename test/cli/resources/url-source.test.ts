/** Manifests from web servers. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

const manifest = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: far}\n'
let server: Server
let base: string
let asked: string[]
let cli: TestCli

/** Answers with the status that the path ends with; of `/busy` the first two requests fail. */
beforeAll(async () => {
  server = createServer(({ url = '' }, response) => {
    asked.push(url)
    if (url === '/moved') response.writeHead(302, { location: '/200' }).end()
    else if (url === '/bad') response.end('kind: [')
    else {
      const status = url === '/busy' ? (asked.length < 3 ? 503 : 200) : Number(url.slice(1))
      response.writeHead(status).end(manifest)
    }
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

beforeEach(() => {
  asked = []
  cli = createTestCli()
})
afterEach(() => cli[Symbol.asyncDispose]())

describe('a URL given with -f', () => {
  it.each([
    ['is read', '/200', 1],
    ['may have moved', '/moved', 2],
    ['is asked for again while its server is at fault', '/busy', 3],
  ])('%s', async (_title, path, requests) => {
    const { stdout, stderr } = await cli.run(`apply -f ${base}${path}`)
    expect([stdout, stderr, asked.length]).toEqual(['configmap/far created\n', '', requests])
    expect((await cli.run(`delete -f ${base}/200`)).stdout).toBe(
      'configmap "far" deleted from default namespace\n',
    )
  })

  it.each([
    [
      '/404',
      1,
      (url: string) => `unable to read URL "${url}", server reported 404 Not Found, status code=404`,
    ],
    [
      '/500',
      3,
      (url: string) =>
        `unable to read URL "${url}", server reported 500 Internal Server Error, status code=500`,
    ],
    [
      '/bad',
      1,
      (url: string) =>
        `error parsing ${url}: error converting YAML to JSON: yaml: line 1: did not find expected node content`,
    ],
  ])('is refused in the words of its server: %s', async (path, requests, told) => {
    const { stderr, exitCode } = await cli.run(`apply -f ${base}${path}`)
    expect([stderr, exitCode]).toEqual([`error: ${told(`${base}${path}`)}\n`, 1])
    expect(asked.length).toBe(requests)
  })

  it('is refused where nobody answers', async () => {
    const closed = createServer()
    await once(closed.listen(0, '127.0.0.1'), 'listening')
    const address = `127.0.0.1:${(closed.address() as AddressInfo).port}`
    await once(closed.close(), 'close')
    const { stderr, exitCode } = await cli.run(`apply -f http://${address}/x.yaml`)
    expect([stderr, exitCode]).toEqual([
      `The connection to the server ${address} was refused - did you specify the right host or port?\n`,
      1,
    ])
  })
})
