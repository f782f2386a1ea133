/** Cluster IPs and node ports: handed out, kept, checked, given back. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Client } from '../../src/apiserver/client.ts'
import { clusterAdmin } from '../../src/apiserver/context.ts'
import { createClient } from '../../src/apiserver/server.ts'
import type { Service, ServiceSpec } from '../../src/generated/types.ts'
import { named, rejection, type TestServer, testServer } from '../support/server.ts'

let test: TestServer
let client: Client

beforeEach(async () => {
  test = await testServer()
  client = test.client
})

function service(name: string, spec: Partial<ServiceSpec> = {}): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'default' },
    spec: { ports: [{ port: 80 }], ...spec },
  }
}

const create = (name: string, spec?: Partial<ServiceSpec>) => client.create('Service', service(name, spec))
const refusal = async (name: string, spec: Partial<ServiceSpec>) =>
  (await rejection(create(name, spec))).message

describe('cluster IPs', () => {
  it('are different for each service and kept for its life', async () => {
    const [a, b] = [await create('a'), await create('b')]
    expect(a.spec?.clusterIP).toMatch(/^10\.(9[6-9]|10\d|11[01])\./)
    expect(a.spec?.clusterIPs).toEqual([a.spec?.clusterIP])
    expect(b.spec?.clusterIP).not.toBe(a.spec?.clusterIP)
    const changed = await client.update('Service', service('a', { ports: [{ port: 81 }] }))
    expect(changed.spec?.clusterIP).toBe(a.spec?.clusterIP)
  })

  it.each([
    ['one that is taken', '10.96.0.10', 'failed to allocate IP 10.96.0.10: provided IP is already allocated'],
    [
      'one out of the range',
      '10.1.2.3',
      'failed to allocate IP 10.1.2.3: the provided IP (10.1.2.3) is not in the valid range. The range of valid IPs is 10.96.0.0/12',
    ],
  ])('may be asked for, but not %s', async (_what, clusterIP, problem) => {
    expect((await create('dns', { clusterIP: '10.96.0.10' })).spec?.clusterIP).toBe('10.96.0.10')
    expect(await refusal('b', { clusterIP })).toContain(problem)
  })

  it.each<[string, Partial<ServiceSpec>, string]>([
    [
      'both families are required',
      { ipFamilyPolicy: 'RequireDualStack' },
      'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
    ],
    [
      'a family is named that the cluster does not have',
      { ipFamilies: ['IPv6'] },
      'spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster',
    ],
  ])('are refused where %s', async (_what, spec, problem) => {
    expect(await refusal('a', spec)).toContain(problem)
  })

  it('are of one family where two are only preferred', async () => {
    const { spec } = await create('a', { ipFamilyPolicy: 'PreferDualStack' })
    expect([spec?.ipFamilies, spec?.ipFamilyPolicy, spec?.clusterIPs?.length]).toEqual([
      ['IPv4'],
      'PreferDualStack',
      1,
    ])
  })

  it('can be had again when their service is gone', async () => {
    await create('a', { clusterIP: '10.96.0.10' })
    await client.delete('Service', named('a'))
    expect((await create('b', { clusterIP: '10.96.0.10' })).spec?.clusterIP).toBe('10.96.0.10')
  })

  it.each([
    ['headless services', { clusterIP: 'None' }, 'None'],
    ['external names', { type: 'ExternalName', externalName: 'example.com' }, undefined],
  ] as const)('are not given to %s', async (_what, spec, clusterIP) => {
    expect((await create('a', spec)).spec?.clusterIP).toBe(clusterIP)
  })

  it('run out', async () => {
    const small = { ...test.server, network: { ...test.server.network, serviceCidr: '10.96.0.0/29' } }
    client = createClient(small, clusterAdmin)
    for (let i = 0; i < 6; i++) await create(`s${i}`)
    expect(await refusal('last', {})).toContain('range is full')
    await client.delete('Service', named('s3'))
    await create('last')
  })
})

describe('node ports', () => {
  const portsOf = ({ spec }: Service) => spec?.ports?.map(({ nodePort }) => nodePort)

  it('are given to services that are reached from outside, within the range', async () => {
    const ports = portsOf(
      await create('a', {
        type: 'NodePort',
        ports: [
          { name: 'x', port: 80 },
          { name: 'y', port: 81 },
        ],
      }),
    )
    expect(new Set(ports).size).toBe(2)
    for (const port of ports ?? []) expect(port! >= 30000 && port! <= 32767).toBe(true)
    expect(portsOf(await create('b'))).toEqual([undefined])
    expect(
      portsOf(await create('c', { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false })),
    ).toEqual([undefined])
  })

  it('are one for both protocols of a port', async () => {
    const ports = [
      { name: 'tcp', port: 53, protocol: 'TCP' },
      { name: 'udp', port: 53, protocol: 'UDP' },
    ]
    const [tcp, udp] = portsOf(await create('dns', { type: 'NodePort', ports })) ?? []
    expect(udp).toBe(tcp)
  })

  it.each([
    ['one that is taken', 30080, 'provided port is already allocated'],
    [
      'one out of the range',
      80,
      'provided port is not in the valid range. The range of valid ports is 30000-32767',
    ],
  ])('may be asked for, but not %s', async (_what, nodePort, problem) => {
    await create('a', { type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] })
    expect(await refusal('b', { type: 'NodePort', ports: [{ port: 80, nodePort }] })).toContain(problem)
  })

  it('go when the service needs none any more, and stay when it is changed otherwise', async () => {
    const [port] = portsOf(await create('a', { type: 'NodePort' })) ?? []
    const changed = await client.patch('Service', named('a'), 'merge', {
      spec: { sessionAffinity: 'ClientIP' },
    })
    expect(portsOf(changed)).toEqual([port])
    const inside = await client.patch('Service', named('a'), 'merge', { spec: { type: 'ClusterIP' } })
    expect(portsOf(inside)).toEqual([undefined])
  })

  it('run out', async () => {
    client = createClient(
      { ...test.server, network: { ...test.server.network, nodePorts: [30000, 30001] } },
      clusterAdmin,
    )
    await create('a', { type: 'NodePort' })
    await create('b', { type: 'NodePort' })
    expect(await refusal('c', { type: 'NodePort' })).toContain('range is full')
  })
})
