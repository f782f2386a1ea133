/** Where load balancers say that they answer: the status of services and ingresses. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Unstructured } from '../../src/apimachinery/object.ts'
import type { Client } from '../../src/apiserver/client.ts'
import { deepFreeze } from '../../src/base/json.ts'
import type { Ingress, LoadBalancerIngress, Service, ServiceSpec } from '../../src/generated/types.ts'
import { named, rejection, testServer } from '../support/server.ts'

let client: Client

beforeEach(async () => {
  ;({ client } = await testServer())
})

async function write<T extends Service | Ingress>(object: T, ingress: LoadBalancerIngress[]): Promise<T> {
  const changed: object = { ...object, status: { loadBalancer: { ingress } } }
  const written: unknown = await client.update(object.kind!, changed as Unstructured, {
    subresource: 'status',
  })
  return written as T
}

const refusal = async (object: Service | Ingress, ingress: LoadBalancerIngress[]) =>
  (await rejection(write(object, ingress))).message

describe('the load balancer of a service', () => {
  const create = (spec: Partial<ServiceSpec> = {}) =>
    client.create('Service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'default' },
      spec: { type: 'LoadBalancer', ports: [{ port: 80 }], ...spec },
    } satisfies Service)

  it('answers at addresses and names; traffic for an address goes straight to the service if nothing else is said', async () => {
    const { status } = await write(await create(), [{ ip: '203.0.113.5' }, { hostname: 'web.example.com' }])
    expect(status?.loadBalancer?.ingress).toEqual([
      { ip: '203.0.113.5', ipMode: 'VIP' },
      { hostname: 'web.example.com' },
    ])
  })

  it('answers as it is told by who only reads what it hands over', async () => {
    const { status } = await write(await create(), deepFreeze([{ ip: '203.0.113.5' }]))
    expect(status?.loadBalancer?.ingress).toEqual([{ ip: '203.0.113.5', ipMode: 'VIP' }])
  })

  it.each<[string, LoadBalancerIngress, string]>([
    [
      'an address that is none',
      { ip: '203.0.113', ipMode: 'VIP' },
      'Service "web" is invalid: status.loadBalancer.ingress[0].ip: Invalid value: "203.0.113": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    ],
    [
      'a mode without an address',
      { hostname: 'a.b', ipMode: 'VIP' },
      'Service "web" is invalid: status.loadBalancer.ingress[0].ipMode: Forbidden: may not be specified when `ip` is not set',
    ],
    [
      'a mode that is none',
      { ip: '203.0.113.5', ipMode: 'Nat' },
      'Service "web" is invalid: status.loadBalancer.ingress[0].ipMode: Unsupported value: "Nat": supported values: "Proxy", "VIP"',
    ],
    [
      'an address as name',
      { hostname: '203.0.113.5' },
      'Service "web" is invalid: status.loadBalancer.ingress[0].hostname: Invalid value: "203.0.113.5": must be a DNS name, not an IP address',
    ],
    [
      'a name that is none',
      { hostname: 'a_b' },
      'Service "web" is invalid: status.loadBalancer.ingress[0].hostname: Invalid value: "a_b": a lowercase RFC 1123 subdomain must consist',
    ],
  ])('is not written with %s', async (_what, ingress, problem) => {
    expect(await refusal(await create(), [ingress])).toContain(problem)
  })

  it('exists only for services of this type', async () => {
    const web = await create({ type: 'NodePort' })
    expect(await refusal(web, [{ ip: '203.0.113.5', ipMode: 'VIP' }])).toBe(
      'Service "web" is invalid: status.loadBalancer.ingress: Forbidden: may only be used when `spec.type` is \'LoadBalancer\'',
    )
  })

  it('is gone from the status with the type', async () => {
    await write(await create(), [{ ip: '203.0.113.5' }])
    const changed = await client.patch('Service', named('web'), 'merge', {
      spec: { type: 'ClusterIP' },
    })
    expect(changed.status).toEqual({ loadBalancer: {} })
  })
})

describe('the load balancer of an ingress', () => {
  const create = () =>
    client.create('Ingress', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'web', namespace: 'default' },
      spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
    } satisfies Ingress)

  it('answers at addresses and names', async () => {
    const entries = [{ ip: '203.0.113.5' }, { hostname: 'web.example.com' }]
    expect((await write(await create(), entries)).status?.loadBalancer?.ingress).toEqual(entries)
  })

  it('is not written with what is none', async () => {
    const problem = await refusal(await create(), [{ ip: 'web' }, { hostname: '203.0.113.5' }])
    expect(problem).toBe(
      'Ingress.networking.k8s.io "web" is invalid: [status.loadBalancer.ingress[0].ip: Invalid value: "web": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff), status.loadBalancer.ingress[1].hostname: Invalid value: "203.0.113.5": must be a DNS name, not an IP address]',
    )
  })
})
