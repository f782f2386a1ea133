/** kubelite proxy: where it listens, what it lets through, and how it ends. */
import { mkdirSync, statSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFakeTime } from '../fake-time.ts'
import { createTestCli, NOW, type Result, type TestCli } from '../test-cli.ts'

let cli: TestCli
let serving: Promise<void>
let interrupt: () => void
beforeEach(() => {
  const time = createFakeTime(NOW)
  let begin = () => {}
  serving = new Promise((resolve) => (begin = resolve))
  interrupt = time.interrupt
  const onInterrupt = (listener: () => void) => {
    begin()
    return time.onInterrupt(listener)
  }
  // Time stands still: a server that nobody asks does nothing.
  cli = createTestCli({ waiting: { ...time, onInterrupt } })
})
afterEach(() => cli[Symbol.asyncDispose]())

interface Got {
  status: number
  text: string
  location?: string | undefined
}

/** Runs the proxy on a socket while `work` asks it. */
async function withProxy(
  flags: string,
  work: (get: (path: string, headers?: object) => Promise<Got>) => Promise<void>,
): Promise<Result> {
  const running = cli.run(`proxy --unix-socket=s ${flags}`)
  await Promise.race([serving, running])
  try {
    await work((path, headers) => get(join(cli.folder, 's'), path, headers))
  } finally {
    interrupt()
  }
  return running
}

function get(socketPath: string, path: string, headers: object = { host: 'localhost' }): Promise<Got> {
  return new Promise((resolve, reject) => {
    const method = path.startsWith('POST ') ? 'POST' : 'GET'
    request({ socketPath, path: path.replace('POST ', ''), method, headers: { ...headers } }, (response) => {
      let text = ''
      response.on('data', (data) => (text += data))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text, location: response.headers.location }),
      )
    })
      .on('error', reject)
      .end()
  })
}

const forbidden = { status: 403, text: 'Forbidden\n' }
const notFound = { status: 404, text: '404 page not found\n' }

describe('kubelite proxy', () => {
  it('serves the API until it is interrupted, which is no failure', async () => {
    const result = await withProxy('', async (ask) => {
      expect(JSON.parse((await ask('/api/v1/namespaces/default')).text)).toMatchObject({ kind: 'Namespace' })
      expect(statSync(join(cli.folder, 's')).mode & 0o777).toBe(0o700)
    })
    expect(result).toEqual({
      stdout: `Starting to serve on ${join(cli.folder, 's')}\n`,
      stderr: '',
      exitCode: 0,
    })
  })

  it('tells which port it has found', async () => {
    const running = cli.run('proxy --port=0')
    await serving
    interrupt()
    expect((await running).stdout).toMatch(/^Starting to serve on 127\.0\.0\.1:\d+\n$/)
  })

  it('acts as the user that it is called as', async () => {
    await withProxy('--as=jane', async (ask) => {
      expect((await ask('/api/v1/pods')).status).toBe(403)
      expect(JSON.parse((await ask('/api/v1/pods')).text).message).toContain('User "jane" cannot list')
    })
  })

  const rows: [title: string, flags: string, path: string, headers: object | undefined, expected: object][] =
    [
      ['a host', '', '/api', { host: 'evil.example.com' }, forbidden],
      ['no host that has a port', '', '/healthz', { host: '127.0.0.1:8001' }, { status: 200, text: 'ok' }],
      ['a path', '', '/api/v1/namespaces/default/pods/p/exec', undefined, forbidden],
      ['a path that the flag names', '--reject-paths=^/version', '/version', undefined, forbidden],
      ['a path that the flag does not name', '--accept-paths=^/api', '/version', undefined, forbidden],
      ['a method', '--reject-methods=POST,PUT', 'POST /healthz', undefined, forbidden],
      [
        'nothing at all without the filter',
        '--disable-filter',
        '/healthz',
        { host: 'evil' },
        { status: 200, text: 'ok' },
      ],
    ]
  it.each(rows)('refuses %s', async (_title, flags, path, headers, expected) => {
    await withProxy(flags, async (ask) => expect(await ask(path, headers)).toMatchObject(expected))
  })

  it('serves the API below another path', async () => {
    await withProxy('--api-prefix=/custom', async (ask) => {
      expect(await ask('/custom/healthz')).toMatchObject({ status: 200, text: 'ok' })
      expect(await ask('/custom')).toMatchObject({ status: 301, location: '/custom/' })
      expect(await ask('/healthz')).toMatchObject(notFound)
    })
  })

  it('serves the files of a folder, and none outside of it', async () => {
    cli.file('secret.txt', 'no')
    cli.file('www/a.txt', 'hello')
    cli.file('www/page/index.html', '<p>')
    mkdirSync(join(cli.folder, 'www/empty'))
    await withProxy('--www=www', async (ask) => {
      expect(await ask('/static/a.txt')).toMatchObject({ status: 200, text: 'hello' })
      expect(await ask('/static/page')).toMatchObject({ status: 301, location: '/static/page/' })
      expect(await ask('/static/page/')).toMatchObject({ status: 200, text: '<p>' })
      expect((await ask('/static/')).text).toContain('<a href="a.txt">a.txt</a>')
      expect(await ask('/static/../secret.txt')).toMatchObject({ status: 404 })
      expect(await ask('/static/%2e%2e/secret.txt')).toMatchObject({ status: 404 })
      expect(await ask('/static/nosuch')).toMatchObject(notFound)
    })
  })

  it.each([
    ['--port=8011 --unix-socket=s', 'error: cannot set --unix-socket and --port at the same time\n', 1],
    ['--port=99999', 'error: listen tcp: address 99999: invalid port\n', 1],
    [
      '--port=0 --address=192.0.2.1',
      'error: listen tcp 192.0.2.1:0: bind: cannot assign requested address\n',
      1,
    ],
    ['--unix-socket=nosuch/s', 'error: listen unix FOLDER/nosuch/s: bind: no such file or directory\n', 1],
    ['--accept-paths=[', 'error: Error compiling re: error parsing regexp: `[`\n', 255],
  ])('fails with %s', async (flags, stderr, exitCode) => {
    expect(await cli.run(`proxy ${flags}`)).toEqual({
      stdout: '',
      stderr: stderr.replace('FOLDER', cli.folder),
      exitCode,
    })
  })

  it('tells of a port that is taken', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    expect((await cli.run(`proxy --port=${port}`)).stderr).toBe(
      `error: listen tcp 127.0.0.1:${port}: bind: address already in use\n`,
    )
    other.close()
  })

  it('tells of a folder that is not there, and serves all the same', async () => {
    const { stderr } = await withProxy('-w nosuch', async (ask) => {
      expect((await ask('/healthz')).status).toBe(200)
    })
    expect(stderr).toBe(
      'Failed to stat static file directory nosuch: stat nosuch: no such file or directory\n',
    )
  })
})
