/** The documents of the examples print what the commands in them print. `vitest run test/examples -u` writes them anew. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { walk } from './walk.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
/** With this line a walk begins, by which a document in docs is known as one. */
const START = 'export KUBELITE_HOME=$(mktemp -d)'

const read = (path: string) => readFileSync(join(root, path), 'utf8')
const examples = readdirSync(join(root, 'examples'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
const walks = [
  ...examples.map((name) => `examples/${name}/README.md`).filter((path) => existsSync(join(root, path))),
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md') && read(`docs/${name}`).includes(START))
    .map((name) => `docs/${name}`),
]

it.each(walks)('%s shows what is printed', async (path) => {
  await expect(await walk(read(path), root)).toMatchFileSnapshot(join(root, path))
})

it.each(examples)('the example %s is a walk, which the list of examples leads to', (name) => {
  expect(existsSync(join(root, 'examples', name, 'README.md'))).toBe(true)
  expect(read(`examples/${name}/README.md`)).toContain(START)
  expect(read('examples/README.md')).toContain(`(${name}/README.md)`)
})

describe('walking through a document', () => {
  const start = '```sh\nexport KUBELITE_HOME=$(mktemp -d) KUBELITE_NOW=2026-01-05T09:00:00Z\n```\n'
  const console = (text: string) => `${start}\n\`\`\`console\n${text}\n\`\`\`\n`

  it.each([
    [
      'what is printed',
      '$ kubelite get nodes worker-1\nNAME       STATUS   ROLES    AGE   VERSION\nworker-1   Ready    <none>   0s    v1.36.0',
    ],
    [
      'lines left out',
      '$ kubelite get nodes\n...\nworker-1        Ready    <none>          0s    v1.36.0\n...',
    ],
    [
      'errors and exit codes',
      '$ kubelite get pod x\nError from server (NotFound): pods "x" not found\n$ echo $?\n1',
    ],
    [
      'what one command tells another',
      '$ kubelite get node $(kubelite get pods,nodes -o jsonpath={.items[0].metadata.name}) -o name\nnode/control-plane',
    ],
    ['nothing', '$ kubelite get pods -o name\n\n$ kubelite get node worker-1 -o name\nnode/worker-1'],
  ])('leaves %s as it stands', async (_, text) => {
    expect(await walk(console(text), root)).toBe(console(text))
  })

  it('lets a script read what stands below its command', async () => {
    const manifest = '{ apiVersion: v1, kind: ConfigMap, metadata: { name: read } }'
    const script = `${start}\`\`\`sh\nkubelite apply -f - <<END\n${manifest}\nEND\nkubelite get cm read\n\`\`\`\n`
    expect(await walk(script, root)).toBe(script)
  })

  it.each([
    [
      '$ kubelite get node worker-1 -o name\nnode/worker-9\n\n$ echo $?\n0',
      '$ kubelite get node worker-1 -o name\nnode/worker-1\n\n$ echo $?\n0',
    ],
    ['$ kubelite get node worker-1 -o name', '$ kubelite get node worker-1 -o name\nnode/worker-1'],
    ['$ kubelite get pods -o name\n...\npod/a', '$ kubelite get pods -o name'],
  ])('puts right %j', async (text, right) => {
    expect(await walk(console(text), root)).toBe(console(right))
  })

  it.each([
    ['a script that fails', '```sh\nkubelite get pod x\n```\n', 'pods "x" not found'],
    ['a failure that nobody asks about', '```console\n$ kubelite get pod x\n```\n', 'no "echo $?" after it'],
    ['other programs', '```sh\nls\n```\n', 'cannot run: ls'],
    ['output without a command', '```console\nnode/worker-1\n```\n', 'begins with a command'],
  ])('refuses %s', async (_, block, problem) => {
    await expect(walk(start + block, root)).rejects.toThrow(problem)
  })
})
