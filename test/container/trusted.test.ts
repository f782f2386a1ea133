/** What the simulator does while a script runs may load code, as the built command line does with its parts. */
import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import { openShell } from '../../src/container/shell.ts'
import type { ContainerView } from '../../src/container/view.ts'

const load = createRequire(import.meta.url)
const zip = async (text: string) => (load('node:zlib') as typeof import('node:zlib')).gzipSync(text)

const view: ContainerView = {
  pod: {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'default' },
    spec: { containers: [] },
  },
  container: { name: 'c', image: 'i' },
  node: undefined,
  environment: new Map(),
  mounts: [
    {
      path: '/made',
      readOnly: true,
      subPath: '',
      files: [{ path: 'file', mode: 0o644, data: () => zip('a') }],
    },
    {
      path: '/changing',
      readOnly: true,
      subPath: '',
      course: [{ at: 0, files: [{ path: 'file', mode: 0o644, data: () => zip('a') }] }],
    },
  ],
  own: { key: 'own', owner: 'o' },
}
const books = { get: async () => undefined, set: async () => {}, range: async () => [] }
const ask = async () => ({ stdout: `${(await zip('a')).length}\n`, stderr: '', exitCode: 0 })

it.each([
  ['to make a file that is read', 'wc -c < /made/file'],
  ['to make a file of a volume that changes', 'wc -c < /changing/file'],
  ['to answer a command', 'ask | cat'],
])('%s', async (_title, script) => {
  const shell = await openShell(view, { books, now: 0, extra: { ask } })
  expect(await shell.script(script)).toMatchObject({ stderr: '', exitCode: 0 })
})
