/** What holds for every built-in kind that can be stored, from its creation to its end, through the command line. */
import { describe, expect, it } from 'vitest'
import { kindName } from '../../src/api/registry.ts'
import { type ServedResource, servedResources } from '../../src/generated/resources.ts'
import { createTestCli, type TestCli } from '../cli/test-cli.ts'
import { minimal, names } from './minimal-manifests.ts'

const storable = servedResources.filter(
  ({ verbs }) => verbs.includes('create') && verbs.includes('list') && verbs.includes('delete'),
)
const rows = storable.map((resource) => [typeOf(resource), resource] as const)

it('knows a manifest for each kind, and for nothing else', () => {
  const known = new Set(storable.map((resource) => manifestKey(resource)))
  expect(Object.keys(minimal).sort()).toEqual([...known].sort())
})

describe.each(rows)('%s', (type, resource) => {
  const name = names[resource.kind] ?? 'x'
  const input = { stdin: manifest(resource, name) }

  it('is created, found, labelled, told of, left alone when nothing changes, and deleted', async () => {
    await using cli = createTestCli()
    const run = async (line: string, stdin?: string) => {
      const result = await cli.run(line, stdin === undefined ? {} : { stdin })
      const problems = result.stderr.replace(/^Warning: .*\n/, '')
      expect({ line, problems, exitCode: result.exitCode }).toEqual({ line, problems: '', exitCode: 0 })
      return result.stdout
    }
    expect(await run('apply -f -', input.stdin)).toMatch(new RegExp(`^\\S+/${name} created\n$`))
    expect(await run('apply -f -', input.stdin)).toMatch(new RegExp(`^\\S+/${name} unchanged\n$`))
    expectTable(await run(`get ${type}`), resource, name)
    expectTable(await run(`get ${type} ${name} -o wide`), resource, name)
    expect(await run(`get ${type} -o name`)).toContain(`/${name}\n`)
    await label(cli, resource, name)
    expect(await run(`get ${type} -l marked=yes -o name`)).toMatch(new RegExp(`^\\S+/${name}\n$`))
    expect(await run(`describe ${type} ${name}`)).toMatch(new RegExp(`^Name: +${name}\n`))
    expect(await run(`delete ${type} ${name}`)).toMatch(new RegExp(`"${name}" deleted`))
    expect(await cli.run(`get ${type} ${name}`)).toMatchObject({
      stdout: '',
      stderr: expect.stringMatching(
        new RegExp(`^(Warning: .*\n)?Error from server \\(NotFound\\): .*"${name}" not found\n$`),
      ),
      exitCode: 1,
    })
  })

  it('comes back as it was stored when it is written back', async () => {
    await using cli = createTestCli()
    await cli.run('apply -f -', input)
    const read = async () => {
      const { stdout } = await cli.run(`get ${type} ${name} -o json`)
      return JSON.parse(stdout)
    }
    const stored = await read()
    const cluster = await cli.cluster()
    await cluster.write((client) => client.update(kindName(resource), stored))
    expect(await read()).toEqual(stored)
  })

  it('is not stored by a dry run', async () => {
    await using cli = createTestCli()
    const tried = await cli.run('apply -f - --dry-run=server', input)
    expect(tried).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/ created \(server dry run\)\n$/),
    })
    expect((await cli.run(`get ${type} ${name} --ignore-not-found`)).stdout).toBe('')
  })
})

/** `deployments.v1.apps`; `pods`. */
function typeOf({ plural, version, group }: ServedResource): string {
  return group === '' ? plural : `${plural}.${version}.${group}`
}

function manifestKey({ kind, group }: ServedResource): string {
  const full = `${kind}.${group}`
  return Object.hasOwn(minimal, full) ? full : kind
}

function manifest(resource: ServedResource, name: string): string {
  const { group, version, kind, namespaced } = resource
  const metadata = { name, ...(namespaced && { namespace: 'default' }) }
  const apiVersion = group === '' ? version : `${group}/${version}`
  return JSON.stringify({ apiVersion, kind, metadata, ...minimal[manifestKey(resource)] })
}

/** A heading, and a line that begins with the object's name; events have none. */
function expectTable(text: string, { kind }: ServedResource, name: string): void {
  const [head = '', ...lines] = text.trimEnd().split('\n')
  expect(head).toMatch(kind === 'Event' ? /^LAST SEEN +TYPE +REASON +OBJECT/ : /^NAME {2}/)
  expect(lines.some((line) => line.split(' ')[0] === name)).toBe(kind !== 'Event')
}

async function label(cli: TestCli, resource: ServedResource, name: string): Promise<void> {
  const cluster = await cli.cluster()
  const namespace = resource.namespaced ? 'default' : ''
  await cluster.write((client) =>
    client.patch(kindName(resource), { namespace, name }, 'merge', {
      metadata: { labels: { marked: 'yes' } },
    }),
  )
}
