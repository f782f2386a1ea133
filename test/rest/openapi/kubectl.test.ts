/** The documents as kubectl reads them. Left out where there is no kubectl of the right release. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../../cli/test-cli.ts'
import { registry } from './crontabs.ts'
import { type OpenApiServer, startOpenApiServer } from './open-api-server.ts'

const { findKubectl } = (await import(
  String(new URL('../../../scripts/compare-with-kubectl/kubectl.js', import.meta.url))
)) as { findKubectl(): string | undefined }
const program = findKubectl()

let server: OpenApiServer
let folder: string
let cli: TestCli
beforeAll(async () => {
  server = await startOpenApiServer(registry)
  folder = await mkdtemp(join(tmpdir(), 'kubelite-openapi-'))
  cli = createTestCli()
})
afterAll(async () => {
  await Promise.all([
    server[Symbol.asyncDispose](),
    cli[Symbol.asyncDispose](),
    rm(folder, { recursive: true }),
  ])
})

async function kubectl(...args: string[]) {
  const global = ['--server', server.url, '--cache-dir', join(folder, 'cache')]
  const child = spawn(program!, [...global, ...args], {
    cwd: folder,
    env: {},
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { stdout, stderr }
}

describe.skipIf(program === undefined)('kubectl', () => {
  it.each([
    'explain deployments',
    'explain pods --recursive',
    'explain ingresses.networking.k8s.io',
    'explain hpa --recursive',
    'explain customresourcedefinitions --recursive',
    'explain pods.spec.containers.ports',
    'explain pvc.spec.accessModes',
    'explain jobs.spec.podFailurePolicy.rules.onExitCodes.operator',
    'explain deployments.apps --api-version=apps/v1',
  ])('%s tells the same as kubelite does', async (line) => {
    const words = line.split(' ')
    const ours = await cli.run(words)
    expect(await kubectl(...words)).toEqual({ stdout: ours.stdout, stderr: ours.stderr })
  })

  it('explains custom kinds', async () => {
    const { stdout } = await kubectl('explain', 'crontabs.spec.rules')
    expect(stdout).toContain(
      'GROUP:      stable.example.com\nKIND:       CronTab\nVERSION:    v1\n\nFIELD: rules <[]Object>',
    )
    expect(stdout).toContain('  name\t<string> -required-\n')
  })

  it('reads the document of v2', async () => {
    const { stdout } = await kubectl('explain', 'deployments.spec.strategy', '--output=plaintext-openapiv2')
    expect(stdout).toMatch(/^KIND: {5}Deployment\nVERSION: {2}apps\/v1\n\nRESOURCE: strategy <Object>\n/)
  })

  it.each([
    ['Deployment', 'apps/v1'],
    ['CronTab', 'stable.example.com/v1'],
  ])('leaves the validation of a %s to the server', async (kind, apiVersion) => {
    const manifest = { apiVersion, kind, metadata: { name: 'web' }, spec: { unknown: 1 } }
    await writeFile(join(folder, 'web.json'), JSON.stringify(manifest))
    const before = server.requests.length
    await kubectl('create', '-f', 'web.json', '--validate=strict')
    expect(server.requests.slice(before).at(-1)).toMatch(/^POST .*fieldValidation=Strict/)
  })
})
