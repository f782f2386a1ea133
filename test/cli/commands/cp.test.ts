/** Files go into simulated containers and come out of them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli
beforeEach(async () => {
  cli = createTestCli()
  const volumes = [{ name: 'config', configMap: { name: 'settings' } }]
  const volumeMounts = [{ name: 'config', mountPath: '/etc/config' }]
  const items = [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { a: 'A', b: 'B' } },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web' },
      spec: { containers: [{ name: 'app', image: 'nginx', volumeMounts }], volumes },
    },
  ]
  await cli.run('apply -f -', { stdin: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }) })
})
afterEach(() => cli[Symbol.asyncDispose]())

const local = (path: string) => readFileSync(join(cli.folder, path), 'utf8')

it('copies a file into a container, where it stays', async () => {
  cli.file('note.txt', 'hello')
  expect(await cli.run('cp note.txt web:/tmp/n')).toEqual({ stdout: '', stderr: '', exitCode: 0 })
  expect((await cli.run('exec web -- cat /tmp/n')).stdout).toBe('hello')
  await cli.run('cp note.txt default/web:/tmp/ -c app')
  expect((await cli.run('exec web -- ls /tmp')).stdout).toBe('n\nnote.txt\n')
})

it('copies a file, and a folder, out of a container', async () => {
  await cli.run('cp web:/etc/config/a copy')
  expect(local('copy')).toBe('A')
  await cli.run('cp web:/etc/config config')
  expect([local('config/a'), local('config/b')]).toEqual(['A', 'B'])
})

it.each([
  ['cp', 'error: source and destination are required\n'],
  ['cp a b', 'error: one of src or dest must be a remote file specification\n'],
  ['cp web:/a web:/b', 'error: one of src or dest must be a local file specification\n'],
  ['cp nosuch:/a b', 'Error from server (NotFound): pods "nosuch" not found\n'],
  ['cp web:/none b', 'error: /none: No such file or directory\n'],
  ['cp there web:/etc/config/x', 'error: /etc/config/x: Read-only file system\n'],
  ['cp there web:/none/x', 'error: /none: No such file or directory\n'],
])('%s fails', async (line, stderr) => {
  cli.file('there', 'x')
  expect(await cli.run(line)).toEqual({ stdout: '', stderr, exitCode: 1 })
})
