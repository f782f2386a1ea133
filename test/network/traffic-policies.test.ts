/** Which endpoints a request may have: traffic policies, hints, terminating ones; and what stands in front of pods. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCluster } from '../../src/cluster/open.ts'
import { createTestCli, NOW, type TestCli } from '../cli/test-cli.ts'

const NODES = ['a', 'b', 'c'].map((name) => ({
  name: `node-${name}`,
  role: 'worker' as const,
  cpu: '8',
  memory: '16Gi',
  zone: name === 'c' ? 'z2' : 'z1',
}))

const pod = (name: string, node: string, labels: object, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels, ...('annotations' in more && { annotations: more.annotations }) },
  spec: {
    nodeName: `node-${node}`,
    terminationGracePeriodSeconds: 30,
    containers: [
      {
        name: 'c',
        image: 'c',
        ports: [{ containerPort: 80, ...('hostPort' in more && { hostPort: more.hostPort }) }],
      },
    ],
  },
})

const service = (name: string, spec: object) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { selector: { app: 'web' }, ports: [{ port: 80 }], ...spec },
})

const items = [
  pod('web-a', 'a', { app: 'web' }),
  pod('web-b', 'b', { app: 'web' }),
  pod('client-a', 'a', {}),
  pod('client-b', 'b', {}),
  pod('client-c', 'c', {}),
  pod('host', 'c', { app: 'host' }, { hostPort: 8443 }),
  pod('shared-1', 'a', { app: 'shared' }),
  pod('shared-2', 'a', { app: 'shared' }),
  pod('shared-3', 'b', { app: 'shared' }),
  pod('draining', 'a', { app: 'draining' }, { annotations: { 'kubelite.dev/termination': '20s' } }),
  service('any', {}),
  service('inner', { internalTrafficPolicy: 'Local' }),
  service('zone', { trafficDistribution: 'PreferSameZone' }),
  service('node', { trafficDistribution: 'PreferSameNode' }),
  service('outer', {
    type: 'LoadBalancer',
    externalTrafficPolicy: 'Local',
    ports: [{ port: 80, nodePort: 30001 }],
  }),
  service('extra', { externalIPs: ['192.0.2.44'] }),
  {
    ...service('shared', { selector: { app: 'shared' } }),
    metadata: { name: 'shared', annotations: { 'service.kubernetes.io/topology-mode': 'Auto' } },
  },
  service('draining', { selector: { app: 'draining' } }),
  service('written', { selector: undefined }),
  service('headless', { clusterIP: 'None', selector: { app: 'web' } }),
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'written-1', labels: { 'kubernetes.io/service-name': 'written' } },
    addressType: 'IPv4',
    ports: [{ port: 80 }],
    endpoints: [{ addresses: ['192.0.2.200'] }],
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'shop' },
    spec: { defaultBackend: { service: { name: 'any', port: { number: 80 } } } },
  },
]

let cli: TestCli
beforeAll(async () => {
  const cluster = await openCluster({ store: 'memory', seed: 'policies', now: NOW, nodes: NODES })
  cli = createTestCli({ cluster, env: { KUBELITE_SEED: 'policies' } })
  cli.file('all.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items }))
  expect((await cli.run('apply -f all.json')).stderr).toBe('')
})
afterAll(() => cli[Symbol.asyncDispose]())

/** Who answered, and how many requests were lost. */
async function served(line: string): Promise<{ pods: string[]; lost: number; why: string | undefined }> {
  const { stdout } = await cli.run(`curl ${line} --count=40 -o json`)
  const { pods, lost, failures } = JSON.parse(stdout)
  return { pods: pods.map(({ name }: { name: string }) => name).sort(), lost, why: failures[0]?.why }
}

const nodeAddress = async (name: string) =>
  (await cli.run(['get', 'node', name, '-o', 'jsonpath={.status.addresses[0].address}'])).stdout

describe('the endpoints of a request', () => {
  it.each([
    ['are all ready ones', 'any --from client-a', ['web-a', 'web-b']],
    ['are those of the node under internalTrafficPolicy Local', 'inner --from client-b', ['web-b']],
    ['are those of the zone where that is preferred', 'zone --from client-b', ['web-a', 'web-b']],
    ['are all where the zone has none', 'zone --from client-c', ['web-a', 'web-b']],
    ['are those of the node where that is preferred', 'node --from client-b', ['web-b']],
    ['are all where neither node nor zone has one', 'node --from client-c', ['web-a', 'web-b']],
    ['are on nodes that have some, for a load balancer under Local', 'http://198.18.0.2', ['web-a', 'web-b']],
    [
      'are reached from pods at the load balancer from anywhere',
      'http://198.18.0.2 --from client-c',
      ['web-a', 'web-b'],
    ],
    ['are reached at external IPs', 'http://192.0.2.44', ['web-a', 'web-b']],
    ['may be a host port', 'http://node-c:8443', ['host']],
    ['are all pods of a default backend', '-H Host:anything http://198.18.0.1/x', ['web-a', 'web-b']],
  ])('%s', async (_what, line, pods) => {
    expect(await served(line)).toEqual({ pods, lost: 0, why: undefined })
  })

  it('are those of the node that is asked, under externalTrafficPolicy Local', async () => {
    expect(await served(`http://${await nodeAddress('node-a')}:30001`)).toMatchObject({
      pods: ['web-a'],
      lost: 0,
    })
    const none = await cli.run(`curl http://${await nodeAddress('node-c')}:30001`)
    expect(none.exitCode).toBe(28)
    expect(none.stdout).toContain(
      'service outer has no ready endpoints on node node-c (2 of 2 are ready at all)',
    )
  })

  it('are those that the zone was given, where they are shared among zones', async () => {
    const near = await served('shared --from client-a')
    const far = await served('shared --from client-c')
    expect([near.pods.length, far.pods.length]).toEqual([2, 1])
    expect([...near.pods, ...far.pods].sort()).toEqual(['shared-1', 'shared-2', 'shared-3'])
  })

  it('are missing on the node under internalTrafficPolicy Local, though others have some', async () => {
    const { exitCode, stdout } = await cli.run('curl inner --from client-c')
    expect(exitCode).toBe(28)
    expect(stdout).toContain('service inner has no ready endpoints on node node-c')
  })

  it('may be outside of the cluster where somebody wrote them', async () => {
    const { exitCode, stdout } = await cli.run('curl written --from client-a')
    expect(exitCode).toBe(28)
    expect(stdout).toContain('192.0.2.200 is outside of the cluster')
  })

  it('are terminating ones where none is ready', async () => {
    await cli.run('delete pod draining --wait=false')
    const { stdout, exitCode } = await cli.run('curl draining --from client-a')
    expect(stdout).toMatch(
      /^dns .*\nservice +draining .*: random of 1 terminating endpoint\npod +draining on node-a/,
    )
    expect(exitCode).toBe(0)
  })
})

describe('a node that has failed', () => {
  it('swallows requests of load balancers and services, while the ingress controller tries another pod', async () => {
    await cli.run('fail node node-b')
    expect(await served('any --from client-a')).toMatchObject({
      pods: ['web-a'],
      why: 'node node-b of pod web-b is down',
    })
    const balanced = await served('http://198.18.0.2')
    expect(balanced).toMatchObject({ pods: ['web-a'], why: 'node node-b is down' })
    expect(balanced.lost).toBeGreaterThan(5)
    expect(await served('http://198.18.0.1/x')).toEqual({ pods: ['web-a'], lost: 0, why: undefined })
    const ways = await Promise.all(
      ['1', '2', '3', '4', '5', '6'].map(
        async (path) => (await cli.run(`curl http://198.18.0.1/${path}`)).stdout,
      ),
    )
    for (const way of ways) expect(way).toContain('HTTP 200 OK')
    await cli.run('clock advance 1m -q')
    expect(await served('any --from client-a')).toEqual({ pods: ['web-a'], lost: 0, why: undefined })
    expect(await served('http://198.18.0.2')).toEqual({ pods: ['web-a'], lost: 0, why: undefined })
  })
})
