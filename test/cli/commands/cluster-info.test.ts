/** cluster-info, and commands that are refused. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli
beforeAll(async () => {
  cli = createTestCli()
  await cli.run('create ns shop')
  await cli.run('run web --image=nginx -n shop')
})
afterAll(() => cli[Symbol.asyncDispose]())

const dns = (more: object) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'kube-dns',
      namespace: 'kube-system',
      labels: { 'kubernetes.io/cluster-service': 'true', 'kubernetes.io/name': 'CoreDNS' },
    },
    spec: { selector: { app: 'dns' }, ...more },
  })

describe('cluster-info', () => {
  const end = "\nTo further debug and diagnose cluster problems, use 'kubelite cluster-info dump'.\n"

  it('tells where the control plane is said to be', async () => {
    expect(await cli.run('cluster-info')).toEqual({
      stdout: `Kubernetes control plane is running at https://127.0.0.1:6443\n${end}`,
      stderr: '',
      exitCode: 0,
    })
  })

  it('takes the address from the kubeconfig', async () => {
    await cli.run('config set-cluster c --server=https://k8s:1 --kubeconfig=file')
    await cli.run('config set-context x --cluster=c --kubeconfig=file')
    const { stdout } = await cli.run('cluster-info --kubeconfig=file --context=x')
    expect(stdout).toContain('is running at https://k8s:1\n')
  })

  it.each([
    ['a port with a name', { ports: [{ name: 'dns', port: 53 }] }, 'kube-dns:dns'],
    ['a port without a name', { ports: [{ port: 53 }] }, 'kube-dns'],
    ['a port for HTTPS', { ports: [{ port: 443 }] }, 'https:kube-dns:'],
  ])('tells the way to services of the cluster, by %s', async (_, spec, name) => {
    await cli.run('apply -f -', { stdin: dns(spec) })
    const { stdout } = await cli.run('cluster-info')
    expect(stdout).toContain(
      `\nCoreDNS is running at https://127.0.0.1:6443/api/v1/namespaces/kube-system/services/${name}/proxy\n`,
    )
    expect((await cli.run('cluster-info -n default')).stdout).not.toContain('CoreDNS')
    await cli.run('delete svc kube-dns -n kube-system')
  })

  it('paints on a terminal', async () => {
    const { stdout } = await cli.run('cluster-info', { terminal: true })
    expect(stdout).toContain('\u001b[0;32mKubernetes control plane\u001b[0m is running at \u001b[0;33mhttps:')
  })
})

describe('cluster-info dump', () => {
  const kinds = (text: string) => [...text.matchAll(/^ {4}"kind": "(\w+)"/gm)].map((match) => match[1])
  const ofNamespace = [
    'EventList',
    'ReplicationControllerList',
    'ServiceList',
    'DaemonSetList',
    'DeploymentList',
    'ReplicaSetList',
    'PodList',
  ]

  it('shows kube-system and the current namespace', async () => {
    const { stdout, stderr, exitCode } = await cli.run('cluster-info dump -n shop')
    expect([stderr, exitCode]).toEqual(['', 0])
    expect(kinds(stdout)).toEqual(['NodeList', ...ofNamespace, ...ofNamespace])
    expect(stdout).toMatch(
      /\n==== START logs for container web of pod shop\/web ====\n([^=]*)==== END logs for container web of pod shop\/web ====\n/,
    )
  })

  it('shows the namespaces that are asked for, or all', async () => {
    expect(kinds((await cli.run('cluster-info dump --namespaces=shop')).stdout)).toHaveLength(8)
    const all = (await cli.run('get ns -o name')).stdout.trim().split('\n').length
    expect(kinds((await cli.run('cluster-info dump -A')).stdout)).toHaveLength(1 + 7 * all)
  })

  it('writes files', async () => {
    const { stdout } = await cli.run('cluster-info dump --namespaces=shop -o yaml --output-directory=state')
    expect(stdout).toBe('Cluster info dumped to state\n')
    const files = readdirSync(join(cli.folder, 'state'), { recursive: true, encoding: 'utf8' }).sort()
    const lists = [
      'daemonsets',
      'deployments',
      'events',
      'pods',
      'replicasets',
      'replication-controllers',
      'services',
    ]
    const expected = [
      'nodes.yaml',
      'shop',
      'shop/web',
      'shop/web/logs.txt',
      ...lists.map((name) => `shop/${name}.yaml`),
    ]
    expect(files).toEqual(expected.sort())
    expect(readFileSync(join(cli.folder, 'state/shop/pods.yaml'), 'utf8')).toMatch(
      /^---\napiVersion: v1\nitems:\n- metadata:\n/,
    )
  })

  it('cannot name lists', async () => {
    expect(await cli.run('cluster-info dump -o name')).toEqual({
      stdout: '',
      stderr: 'error: list types are not supported by name printing: *v1.NodeList\n',
      exitCode: 1,
    })
  })
})

describe('what there cannot be without a cluster', () => {
  it.each([
    ['alpha kuberc set --section defaults --command get --option output=wide', 'alpha kuberc set'],
    ['alpha kuberc view -o yaml', 'alpha kuberc view'],
  ])('is refused by name: %s', async (line, name) => {
    const { stdout, stderr, exitCode } = await cli.run(line)
    expect([stdout, exitCode]).toEqual(['', 1])
    expect(stderr).toMatch(new RegExp(`^error: ${name} is not supported: [^\\n]+\\n$`))
  })
})
