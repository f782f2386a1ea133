/** init, reset and describe: commands about the cluster and its objects. */
import { describe, expect, it } from 'vitest'
import { createTestCli } from '../test-cli.ts'

const node = (name: string, cpu: string) => `apiVersion: v1
kind: Node
metadata: {name: ${name}}
status:
  capacity: {cpu: "${cpu}", memory: 4Gi, pods: "20"}
  allocatable: {cpu: "${cpu}", memory: 4Gi, pods: "20"}
`

describe('init', () => {
  it('makes so many nodes of a size, spread over zones', async () => {
    await using cli = createTestCli()
    const { stdout, exitCode } = await cli.run('init --nodes 3 --cpu 8 --memory 32Gi --zones a,b')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/│ NODE +│ ZONE │ CPU │ MEMORY │ PODS │/)
    const columns =
      'custom-columns=N:.metadata.name,Z:.metadata.labels.topology\\.kubernetes\\.io/zone,C:.status.capacity.cpu,M:.status.capacity.memory'
    expect((await cli.run(['get', 'nodes', '-o', columns, '--no-headers'])).stdout).toBe(
      'control-plane   a     8     32Gi\nworker-1        a     8     32Gi\nworker-2        b     8     32Gi\nworker-3        a     8     32Gi\n',
    )
  })

  it('makes the nodes of a file', async () => {
    await using cli = createTestCli()
    cli.file('nodes.yaml', `${node('big', '64')}---\n${node('small', '1')}`)
    expect((await cli.run('init -f nodes.yaml')).exitCode).toBe(0)
    const columns = 'custom-columns=N:.metadata.name,C:.status.capacity.cpu'
    expect((await cli.run(`get nodes --no-headers -o ${columns}`)).stdout).toBe('big     64\nsmall   1\n')
  })

  it.each([
    ['init --nodes -1', 'error: --nodes must not be negative\n'],
    ['init --nodes 0 --control-plane=false', 'error: a cluster needs at least one node\n'],
    [
      'init --cpu lots',
      'error: invalid argument "lots" for "--cpu" flag: not a quantity such as 4 or 16Gi\n',
    ],
    [
      'init -f nodes.yaml --nodes 3',
      'error: --filename cannot be used together with flags that shape the nodes\n',
    ],
    ['init -f nosuch.yaml', 'error: the path "nosuch.yaml" does not exist\n'],
    ['init -f other.yaml', 'error: other.yaml holds ConfigMap "x": only nodes can be given\n'],
  ])('refuses: %s', async (line, stderr) => {
    await using cli = createTestCli()
    cli.file('other.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n')
    expect(await cli.run(line)).toEqual({ stdout: '', stderr, exitCode: 1 })
  })
})

describe('reset', () => {
  it('drops everything', async () => {
    await using cli = createTestCli()
    await cli.run('create -f -', { stdin: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n' })
    expect((await cli.run('reset --yes')).stdout).toBe(
      'cluster in /home/user/.local/share/kubelite dropped\n',
    )
    expect((await cli.run('get cm x')).exitCode).toBe(1)
  })

  it('asks on a terminal', async () => {
    await using cli = createTestCli()
    await cli.run('get nodes')
    const question =
      'This drops the cluster in /home/user/.local/share/kubelite. Do you want to continue? (y/N): '
    const no = await cli.run('reset', { terminal: true, stdin: '\n' })
    expect(no).toEqual({ stdout: `${question}reset is cancelled\n`, stderr: '', exitCode: 0 })
    const yes = await cli.run('reset', { terminal: true, stdin: 'y\n' })
    expect(yes.stdout).toBe(`${question}cluster in /home/user/.local/share/kubelite dropped\n`)
    expect((await cli.run('reset --yes')).stdout).toBe('no cluster in /home/user/.local/share/kubelite\n')
  })
})

describe('describe', () => {
  it('tells of one object, of several, and of those whose names begin so', async () => {
    await using cli = createTestCli()
    const objects = ['web-a', 'web-b', 'db']
      .map((name) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`)
      .join('---\n')
    await cli.run('create -f -', { stdin: objects })
    const names = async (line: string) =>
      [...(await cli.run(line)).stdout.matchAll(/^Name: +(\S+)$/gm)].map((m) => m[1])
    expect(await names('describe cm db')).toEqual(['db'])
    expect(await names('describe cm/db cm/web-a')).toEqual(['db', 'web-a'])
    expect(await names('describe cm web-')).toEqual(['web-a', 'web-b'])
    expect((await cli.run('describe cm/db cm/web-a')).stdout).toContain('\n\n\nName:         web-a\n')
  })

  it.each([
    [
      'describe',
      'error: You must specify the type of resource to describe. Use "kubelite api-resources" for a complete list of supported resources.\n',
      1,
    ],
    ['describe nosuch x', 'error: the server doesn\'t have a resource type "nosuch"\n', 1],
    ['describe cm nosuch', 'Error from server (NotFound): configmaps "nosuch" not found\n', 1],
    ['describe cm -l a=b', 'No resources found in default namespace.\n', 0],
    ['describe cm -l a=b -A', 'No resources found\n', 0],
  ])('has nothing to tell: %s', async (line, stderr, exitCode) => {
    await using cli = createTestCli()
    expect(await cli.run(line)).toEqual({ stdout: '', stderr, exitCode })
  })
})
