/** Where cluster IPs come from and which are taken: ServiceCIDRs and IPAddresses. */
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { createTestCli, type TestCli } from '../cli/test-cli.ts'
import { named, testServer } from '../support/server.ts'

let cli: TestCli
beforeEach(() => {
  cli = createTestCli()
})
afterEach(() => cli[Symbol.asyncDispose]())

async function run(command: string, body?: object): Promise<string> {
  const { stdout, stderr } = await cli.run(command, body && { stdin: JSON.stringify(body) })
  return (stderr + stdout).trim()
}

const service = (name: string, clusterIP?: string) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { ports: [{ port: 80 }], ...(clusterIP && { clusterIP }) },
})
const range = (name: string, ...cidrs: string[]) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'ServiceCIDR',
  metadata: { name },
  spec: { cidrs },
})
const address = (name: string) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IPAddress',
  metadata: { name },
  spec: { parentRef: { group: 'example.com', resource: 'gateways', name: 'g' } },
})

describe('the addresses of services', () => {
  it('are IPAddresses', async () => {
    await run('create -f -', service('web', '10.96.7.7'))
    expect(await run('get ipaddresses')).toBe(
      'NAME        PARENTREF\n10.96.0.1   services/default/kubernetes\n10.96.7.7   services/default/web',
    )
    expect(await run('get ipaddress 10.96.7.7 -o jsonpath={.metadata.labels}{.spec}')).toBe(
      '{"ipaddress.kubernetes.io/ip-family":"IPv4","ipaddress.kubernetes.io/managed-by":"ipallocator.k8s.io"}{"parentRef":{"group":"","name":"web","namespace":"default","resource":"services"}}',
    )
    const uid = await run('get ipaddress 10.96.7.7 -o jsonpath={.metadata.uid}')
    expect(uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(await run('get ipaddresses -l ipaddress.kubernetes.io/ip-family=IPv6')).toBe('No resources found')
    await run('delete service web')
    expect(await run('get ipaddress 10.96.7.7')).toContain('(NotFound)')
  })

  it('are told of in a watch as they come and go, in their order, and once', async () => {
    const { client } = await testServer()
    const inDefault = (object: { metadata: object }) =>
      ({ ...object, metadata: { ...object.metadata, namespace: 'default' } }) as never
    const { metadata } = await client.list('IPAddress')
    await client.create('Service', inDefault(service('web', '10.96.7.7')))
    await client.patch('Service', named('web'), 'merge', { metadata: { labels: { a: 'b' } } })
    await client.create('IPAddress', address('10.96.9.9') as never)
    await client.delete('Service', named('web'))
    const stop = new AbortController()
    const events = client.watch('IPAddress', { ...metadata, signal: stop.signal })
    const told: string[] = []
    for await (const { type, object } of events) {
      told.push(`${type} ${object.metadata.name} ${object.spec?.parentRef?.name}`)
      if (told.length === 3) stop.abort()
    }
    expect(told).toEqual(['ADDED 10.96.7.7 web', 'ADDED 10.96.9.9 g', 'DELETED 10.96.7.7 web'])
  })

  it('are taken, also by an IPAddress that somebody made for something else', async () => {
    expect(await run('create -f -', address('10.96.0.1'))).toContain(
      'ipaddresses.networking.k8s.io "10.96.0.1" already exists',
    )
    await run('create -f -', address('10.96.9.9'))
    expect(await run('create -f -', service('web', '10.96.9.9'))).toContain(
      'failed to allocate IP 10.96.9.9: provided IP is already allocated',
    )
    expect(await run('get ipaddresses -o name')).toBe(
      'ipaddress.networking.k8s.io/10.96.0.1\nipaddress.networking.k8s.io/10.96.9.9',
    )
  })

  it('are not there to be written', async () => {
    expect(await run('delete ipaddress 10.96.0.1')).toContain('(MethodNotAllowed)')
    expect(await run('label ipaddress 10.96.0.1 a=b')).toContain('(MethodNotAllowed)')
  })
})

describe('the ranges of cluster IPs', () => {
  it('have the one of the cluster, which is ready', async () => {
    expect(await run('get servicecidrs')).toMatch(
      /^NAME {9}CIDRS {10}AGE\nkubernetes +10\.96\.0\.0\/12 +\S+$/,
    )
    expect(await run('describe servicecidr kubernetes')).toMatch(
      /Ready +True +\S.*Kubernetes Service CIDR is ready/,
    )
  })

  it('can be more', async () => {
    expect(await run('create -f -', service('web', '10.200.0.7'))).toContain('not in the valid range')
    await run('create -f -', range('more', '10.200.0.0/24'))
    expect(await run('get servicecidr more -o jsonpath={.status.conditions[*].message}')).toBe(
      'Kubernetes Service CIDR is ready',
    )
    expect(await run('create -f -', service('web', '10.200.0.7'))).toBe('service/web created')
  })

  it('stay as long as addresses come from them', async () => {
    await run('create -f -', range('more', '10.200.0.0/24'))
    await run('create -f -', service('web', '10.200.0.7'))
    await run('delete servicecidr more --wait=false')
    expect(await run('get servicecidr more -o jsonpath={.status.conditions[*].message}')).toBe(
      'There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR',
    )
    expect(await run('create -f -', service('other', '10.200.0.8'))).toContain('not in the valid range')
    await run('delete service web')
    expect(await run('get servicecidr more')).toContain('(NotFound)')
  })

  test.each([
    [
      'a service gives its address up',
      `patch service web -p '{"spec":{"type":"ExternalName","externalName":"a.example","clusterIP":null,"clusterIPs":null}}'`,
    ],
    ['the last other address goes', 'delete service web', 'delete ipaddress 10.200.0.9'],
    ['another range has come that its addresses are in', 'create -f -'],
  ])('go when %s', async (_title, ...commands) => {
    await run('create -f -', range('more', '10.200.0.0/24'))
    await run('create -f -', service('web', '10.200.0.7'))
    if (commands.length > 1) await run('create -f -', address('10.200.0.9'))
    await run('delete servicecidr more --wait=false')
    for (const command of commands) {
      expect(await run('get servicecidr more -o name')).toBe('servicecidr.networking.k8s.io/more')
      await run(command, command === 'create -f -' ? range('wider', '10.200.0.0/16') : undefined)
    }
    expect(await run('get servicecidr more')).toContain('(NotFound)')
  })

  test.each([
    [['10.0.0.0/24', '10.1.0.0/24'], 'may specify no more than one IP for each IP family'],
    [['10.0.0.0/24', '10.1.0.0/24', '10.2.0.0/24'], 'may only hold up to 2 values'],
  ])('are one of each family: %s', async (cidrs, message) => {
    expect(await run('create -f -', range('more', ...cidrs))).toContain(message)
  })

  it('stay what they are, but for one of the other family', async () => {
    await run('create -f -', range('more', '10.200.0.0/24'))
    const patch = (...cidrs: string[]) =>
      run(`patch servicecidr more --type merge -p '${JSON.stringify({ spec: { cidrs } })}'`)
    expect(await patch('10.201.0.0/24')).toContain(
      'spec.cidrs[0]: Invalid value: "10.201.0.0/24": field is immutable',
    )
    expect(await patch('10.200.0.0/24', '2001:db8::/64')).toContain('patched')
    expect(await patch('10.200.0.0/24')).toContain(
      'spec.cidrs: Invalid value: ["10.200.0.0/24"]: field is immutable',
    )
  })
})
