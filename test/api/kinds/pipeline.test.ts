/** Kinds behind the real API server: what their hooks come to in one request after another. */
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { kindName } from '../../../src/api/registry.ts'
import type { KubeObject } from '../../../src/apimachinery/object.ts'
import { testServer } from '../../support/server.ts'

function object<T extends KubeObject>(yaml: string): T {
  return parse(yaml)
}

async function openShop() {
  const test = await testServer()
  await test.client.create('Namespace', object('{apiVersion: v1, kind: Namespace, metadata: {name: shop}}'))
  return test
}

describe('a service', () => {
  it('keeps its address when it is replaced without one, and gives it back when it turns external', async () => {
    const { client } = await openShop()
    const web = object<never>(
      '{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {type: NodePort, ports: [{port: 80}]}}',
    )
    const created = await client.create('Service', web)
    const replaced = await client.update('Service', web)
    expect(replaced.spec?.clusterIP).toBe(created.spec?.clusterIP)
    expect(replaced.spec?.ports?.[0]?.nodePort).toBe(created.spec?.ports?.[0]?.nodePort)
    const name = { namespace: 'shop', name: 'web' }
    const patch = { spec: { type: 'ExternalName', externalName: 'db.example.com' } }
    const external = await client.patch('Service', name, 'merge', patch)
    expect(external.spec).not.toHaveProperty('clusterIP')
    expect(await client.lookup('Service', 'clusterip', created.spec?.clusterIP ?? '')).toEqual([])
  })
})

describe('a namespace', () => {
  it('stays while its finalizer does, and goes with it', async () => {
    const { client } = await openShop()
    const name = { namespace: '', name: 'shop' }
    const deleted = await client.delete('Namespace', name)
    expect(deleted.status?.phase).toBe('Terminating')
    expect(await client.find('Namespace', name)).toBeDefined()
    const released = { ...(await client.get('Namespace', name)), spec: { finalizers: [] } }
    await client.update('Namespace', released, { subresource: 'finalize' })
    expect(await client.find('Namespace', name)).toBeUndefined()
  })
})

describe('a secret', () => {
  it('takes text in a patch over the data that is there', async () => {
    const { client } = await openShop()
    await client.create(
      'Secret',
      object(
        '{apiVersion: v1, kind: Secret, metadata: {name: s, namespace: shop}, stringData: {a: one, b: two}}',
      ),
    )
    const patched = await client.patch('Secret', { namespace: 'shop', name: 's' }, 'merge', {
      stringData: { a: 'three' },
    })
    expect(patched.data).toEqual({ a: 'dGhyZWU=', b: 'dHdv' })
    expect(patched).not.toHaveProperty('stringData')
  })
})

describe('a custom kind', () => {
  const crd = object<never>(`
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.org}
spec:
  group: example.org
  scope: Cluster
  names: {plural: widgets, kind: Widget, shortNames: [wd]}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]
`)

  it('is there as soon as its definition is', async () => {
    const { client, server } = await openShop()
    expect(await server.registry.findResource('wd')).toBeUndefined()
    await client.create('CustomResourceDefinition', crd)
    for (const argument of ['wd', 'widgets', 'Widget', 'widgets.example.org', 'widgets.v1.example.org'])
      expect((await server.registry.findResource(argument))?.kind, argument).toBe('Widget')
    const kind = kindName({ kind: 'Widget', group: 'example.org' })
    const made = await client.create(
      kind,
      object('{apiVersion: example.org/v1, kind: Widget, metadata: {name: w1}, spec: {size: 3}}'),
    )
    expect(made.metadata.generation).toBe(1)
    expect((await client.list(kind)).items).toHaveLength(1)
  })
})

describe('events of both API groups', () => {
  it('are the same events', async () => {
    const { client } = await openShop()
    await client.create(
      'Event.events.k8s.io',
      object(
        '{apiVersion: events.k8s.io/v1, kind: Event, metadata: {name: e, namespace: shop}, eventTime: "2026-11-22T03:00:00.000000Z", regarding: {kind: Pod, namespace: shop, name: p}, reason: R, action: A, type: Normal, note: hello, reportingController: c.io/d, reportingInstance: i}',
      ),
    )
    const event = await client.get('Event', { namespace: 'shop', name: 'e' })
    expect(event).toMatchObject({ apiVersion: 'v1', involvedObject: { name: 'p' }, message: 'hello' })
  })
})
