/** Odd names and URLs get a clear answer: never a crash, never a wrong success. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../cli/test-cli.ts'

let cli: TestCli
beforeAll(async () => {
  cli = createTestCli()
  cli.file(
    'pod.json',
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'client' },
      spec: { containers: [{ name: 'c', image: 'busybox' }] },
    }),
  )
  await cli.run('apply -f pod.json')
})
afterAll(() => cli[Symbol.asyncDispose]())

const odd = [
  '.',
  '..',
  'a..b',
  '*.example.com',
  '__proto__',
  'constructor.default',
  'a/b.default',
  '../../secrets',
  `${'x'.repeat(300)}.default`,
  'é.example.com',
  'svc.cluster.local',
  'cluster.local',
  'default.svc.cluster.local',
  'pod.cluster.local',
  '999.1.1.1',
  '256-1-1-1.default.pod.cluster.local',
  '_._.kubernetes',
  '1.2.3.in-addr.arpa',
  '::1',
]

describe('nslookup', () => {
  it.each(odd)('finds nothing at %j', async (name) => {
    const { stdout, stderr, exitCode } = await cli.run(['nslookup', name])
    expect([stderr, exitCode]).toEqual(['', 1])
    expect(stdout).toMatch(/NXDOMAIN|No answer/)
  })
})

describe('curl', () => {
  const codes = [1, 3, 6, 7, 28]
  const urls = [
    ...odd.map((name) => `http://${name}/`),
    'http://user:secret@kubernetes/',
    'http://kubernetes:0/',
    'http://kubernetes:443/%zz?x=#y',
    'http:///path',
    'http://[::1]:80/',
    'http://0.0.0.0',
    'HTTP://255.255.255.255',
    'file:///etc/passwd',
    'gopher://x',
    ' ',
    '-',
  ]
  it.each(urls)('tells what is wrong with %j', async (url) => {
    for (const from of [[], ['--from', 'pod/client'], ['--from', '2001:db8::1']]) {
      const { stderr, exitCode } = await cli.run(['curl', ...from, '--', url])
      expect(stderr).toMatch(/^curl: \(\d+\) \S/)
      expect(codes).toContain(exitCode)
    }
  })
})
