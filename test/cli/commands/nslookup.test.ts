/** kubelite nslookup: names as the cluster's DNS knows them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

const manifests = `
apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { clusterIP: 10.96.1.1, selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { clusterIP: 10.96.1.2, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: db }
spec: { clusterIP: None, selector: { app: db }, ports: [{ name: sql, port: 5432 }] }
---
apiVersion: v1
kind: Service
metadata: { name: idle }
spec: { clusterIP: None, selector: { app: nobody }, ports: [{ port: 1 }] }
---
apiVersion: v1
kind: Service
metadata: { name: far }
spec: { type: ExternalName, externalName: db.example.com }
---
apiVersion: v1
kind: Service
metadata: { name: near }
spec: { type: ExternalName, externalName: web.shop.svc.cluster.local }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  serviceName: db
  replicas: 2
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec: { containers: [{ name: db, image: postgres }] }
---
apiVersion: v1
kind: Pod
metadata: { name: named, labels: { app: web } }
spec: { hostname: host, subdomain: web, containers: [{ name: c, image: nginx }] }
---
apiVersion: v1
kind: Pod
metadata: { name: plain, namespace: shop }
spec: { containers: [{ name: c, image: nginx }] }
---
apiVersion: v1
kind: Pod
metadata: { name: outside }
spec: { dnsPolicy: Default, containers: [{ name: c, image: nginx }] }
---
apiVersion: v1
kind: Pod
metadata: { name: own }
spec:
  dnsPolicy: None
  dnsConfig: { nameservers: [10.96.0.10], searches: [shop.svc.cluster.local], options: [{ name: ndots, value: '1' }] }
  containers: [{ name: c, image: nginx }]
---
apiVersion: v1
kind: Pod
metadata: { name: host }
spec: { hostNetwork: true, containers: [{ name: c, image: nginx }] }
---
apiVersion: v1
kind: Pod
metadata: { name: waits }
spec: { nodeSelector: { no: where }, containers: [{ name: c, image: nginx }] }
`

let cli: TestCli
let ips: Record<string, string>

beforeAll(async () => {
  cli = createTestCli()
  cli.file('all.yaml', manifests)
  const applied = await cli.run('apply -f all.yaml')
  expect(applied.stderr).toBe('')
  const { stdout } = await cli.run([
    'get',
    'pods',
    '-A',
    '-o',
    'jsonpath={range .items[*]}{.metadata.name}={.status.podIP} {end}',
  ])
  ips = Object.fromEntries(
    stdout
      .trim()
      .split(' ')
      .map((pair) => pair.split('=')),
  )
})
afterAll(() => cli[Symbol.asyncDispose]())

const HEAD = 'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\n'
const address = (name: string, ip: string) => `Name:\t${name}\nAddress: ${ip}\n`
const dashed = (ip: string) => ip.replaceAll('.', '-')
const SVC = 'svc.cluster.local'

describe('nslookup', () => {
  it.each<[string, string, () => string]>([
    ['a service of the namespace', 'web', () => address(`web.default.${SVC}`, '10.96.1.1')],
    ['a service of the given namespace', 'web -n shop', () => address(`web.shop.${SVC}`, '10.96.1.2')],
    ['a service with its namespace', 'web.shop', () => address(`web.shop.${SVC}`, '10.96.1.2')],
    ['a full name', `web.shop.${SVC}.`, () => address(`web.shop.${SVC}`, '10.96.1.2')],
    ['capital letters', 'WEB.Shop', () => address(`web.shop.${SVC}`, '10.96.1.2')],
    [
      'a headless service, by its pods',
      'db',
      () => address(`db.default.${SVC}`, ips['db-0']!) + address(`db.default.${SVC}`, ips['db-1']!),
    ],
    ['a pod of a StatefulSet', 'db-1.db', () => address(`db-1.db.default.${SVC}`, ips['db-1']!)],
    ['a pod with hostname and subdomain', 'host.web', () => address(`host.web.default.${SVC}`, ips.named!)],
    [
      'any address as a pod',
      '10-1-2-3.shop.pod.cluster.local',
      () => address('10-1-2-3.shop.pod.cluster.local', '10.1.2.3'),
    ],
    [
      'an alias of the outside',
      'far --type=CNAME',
      () => `far.default.${SVC}\tcanonical name = db.example.com.\n`,
    ],
    [
      'an alias of a service',
      'near',
      () =>
        `near.default.${SVC}\tcanonical name = web.shop.${SVC}.\n${address(`web.shop.${SVC}`, '10.96.1.2')}`,
    ],
    [
      'a named port',
      '_http._tcp.web --type=srv',
      () => `_http._tcp.web.default.${SVC}\tservice = 0 100 80 web.default.${SVC}.\n`,
    ],
    [
      'a port of a headless service',
      '_sql._tcp.db --type=SRV',
      () =>
        ['db-0', 'db-1']
          .map((pod) => `_sql._tcp.db.default.${SVC}\tservice = 0 50 5432 ${pod}.db.default.${SVC}.\n`)
          .join(''),
    ],
    ['the address of a service', '10.96.1.2', () => `2.1.96.10.in-addr.arpa\tname = web.shop.${SVC}.\n`],
    ['search domains of its own', 'web --from pod/own', () => address(`web.shop.${SVC}`, '10.96.1.2')],
    [
      'the namespace of the pod that asks',
      'web -n shop --from plain',
      () => address(`web.shop.${SVC}`, '10.96.1.2'),
    ],
  ])('answers for %s', async (_what, line, expected) => {
    const { stdout, exitCode } = await cli.run(`nslookup ${line}`)
    expect(stdout).toBe(`${HEAD}${expected()}\n`)
    expect(exitCode).toBe(0)
  })

  it('names a pod by its address where a service selects it', async () => {
    const { stdout } = await cli.run(`nslookup ${ips['db-0']}`)
    expect(stdout).toContain(`\tname = db-0.db.default.${SVC}.\n`)
  })

  it('names endpoints without a hostname by their address', async () => {
    const { stdout } = await cli.run(`nslookup ${dashed(ips.named!)}.db`)
    expect(stdout).toContain('NXDOMAIN')
  })

  it.each([
    ['what is not there', 'nope'],
    ['a service of another namespace without naming it', `web.nowhere`],
    ['a headless service without pods', 'idle'],
    ['a name outside of the cluster', 'example.com'],
    ['a pod that the service does not have', 'db-7.db'],
    ['a port that the service does not have', '_ftp._tcp.web --type=SRV'],
    ['a pod of no namespace', '10-1-2-3.nowhere.pod.cluster.local'],
  ])('does not find %s', async (_what, line) => {
    const { stdout, exitCode } = await cli.run(`nslookup ${line}`)
    expect(stdout).toBe(`${HEAD}** server can't find ${line.split(' ')[0]}: NXDOMAIN\n\n`)
    expect(exitCode).toBe(1)
  })

  it.each(['outside', 'host'])(
    'knows no service for the pod %s, which asks as its node does',
    async (pod) => {
      const { stdout } = await cli.run(`nslookup web.default.${SVC} --from ${pod}`)
      expect(stdout).toContain('Server:\t\t192.0.2.53')
      expect(stdout).toContain('NXDOMAIN')
    },
  )

  it('gets no answer for a pod that may not send to the DNS', async () => {
    cli.file(
      'mute.json',
      JSON.stringify({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'mute', namespace: 'shop' },
        spec: { podSelector: {}, policyTypes: ['Egress'] },
      }),
    )
    await cli.run('apply -f mute.json')
    const { stderr, exitCode } = await cli.run('nslookup web -n shop --from plain')
    await cli.run('delete -f mute.json')
    expect(stderr).toContain(';; connection timed out; no servers could be reached')
    expect(stderr).toContain('refused by NetworkPolicy shop/mute')
    expect(exitCode).toBe(1)
  })

  it('tells of names without records of the type', async () => {
    const { stdout, exitCode } = await cli.run('nslookup web --type=AAAA')
    expect([stdout, exitCode]).toEqual([`${HEAD}*** Can't find web: No answer\n\n`, 1])
  })

  it('tells all as JSON', async () => {
    const { stdout } = await cli.run('nslookup web -o json')
    const record = { name: `web.default.${SVC}`, type: 'A', value: '10.96.1.1' }
    expect(JSON.parse(stdout)).toEqual({
      server: '10.96.0.10',
      name: record.name,
      status: 'NOERROR',
      records: [record],
    })
  })

  it.each([
    ['nslookup', 'expected one name'],
    ['nslookup a b', 'expected one name'],
    ['nslookup web --type=TXT', '--type must be one of A, AAAA, SRV, PTR, CNAME'],
    ['nslookup web -o table', "--output must be 'yaml' or 'json'"],
    ['nslookup web --from deploy/web', "--from must name a pod, such as pod/web-0, not 'deploy/web'"],
    ['nslookup web --from pod/nope', 'pods "nope" not found'],
    ['nslookup web --from pod/waits', 'pod/waits does not run'],
  ])('refuses `%s`', async (line, problem) => {
    const { stderr, exitCode } = await cli.run(line)
    expect(stderr).toContain(problem)
    expect(exitCode).toBe(1)
  })
})
