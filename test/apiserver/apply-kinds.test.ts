/** Server-side apply of kinds in several versions, and of custom kinds. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { KubeObject, Unstructured } from '../../src/apimachinery/object.ts'
import type { Client } from '../../src/apiserver/client.ts'
import { showManagedFields } from '../../src/apiserver/managers/showing-client.ts'
import { named, rejection, testServer } from '../support/server.ts'

let client: Client
beforeEach(async () => {
  const { client: plain, server } = await testServer()
  client = showManagedFields(plain, server.registry)
})

const by = (fieldManager: string, more: object = {}) => ({ fieldManager, ...more })

function managers(object: KubeObject): string[] {
  return (object.metadata.managedFields ?? []).map(
    (entry) => `${entry.manager} ${entry.operation} ${entry.apiVersion}`,
  )
}

function fieldsOf(object: KubeObject, manager: string): unknown {
  return object.metadata.managedFields?.find((entry) => entry.manager === manager)?.fieldsV1
}

describe('a kind in several versions', () => {
  const name = named('web')
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }
  const v1 = (spec: object): Unstructured => ({
    apiVersion: 'autoscaling/v1',
    kind: 'HorizontalPodAutoscaler',
    metadata: name,
    spec: { scaleTargetRef, ...spec },
  })
  const metrics = (averageUtilization: number) => [
    { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } },
  ]
  const v2 = (spec: object): Unstructured => ({ ...v1(spec), apiVersion: 'autoscaling/v2' })

  it('is owned in the version of each owner', async () => {
    await client.apply(
      'HorizontalPodAutoscaler/v1',
      v1({ maxReplicas: 5, targetCPUUtilizationPercentage: 50 }),
      by('old'),
    )
    const made = await client.apply(
      'HorizontalPodAutoscaler',
      v2({ maxReplicas: 5, minReplicas: 2 }) as never,
      by('new'),
    )
    expect(managers(made)).toEqual(['new Apply autoscaling/v2', 'old Apply autoscaling/v1'])
    expect(fieldsOf(made, 'old')).toEqual({
      'f:spec': { 'f:maxReplicas': {}, 'f:scaleTargetRef': {}, 'f:targetCPUUtilizationPercentage': {} },
    })
    expect(made).toMatchObject({ spec: { minReplicas: 2, metrics: metrics(50) } })
  })

  it('has conflicts between versions', async () => {
    await client.apply(
      'HorizontalPodAutoscaler/v1',
      v1({ maxReplicas: 5, targetCPUUtilizationPercentage: 50 }),
      by('old'),
    )
    const error = await rejection(
      client.apply(
        'HorizontalPodAutoscaler',
        v2({ maxReplicas: 5, metrics: metrics(70) }) as never,
        by('new'),
      ),
    )
    expect(error.message).toBe(
      'Apply failed with 1 conflict: conflict with "old": .spec.targetCPUUtilizationPercentage',
    )
  })

  it('lets an applier go on in another version', async () => {
    await client.apply('HorizontalPodAutoscaler/v1', v1({ maxReplicas: 5, minReplicas: 2 }), by('me'))
    const made = await client.apply('HorizontalPodAutoscaler', v2({ maxReplicas: 6 }) as never, by('me'))
    expect(managers(made)).toEqual(['me Apply autoscaling/v2'])
    expect(made.spec?.minReplicas).toBe(1)
  })
})

describe('a custom kind', () => {
  const keyed = (properties: object, key: string) => ({
    type: 'array',
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': [key],
    items: { type: 'object', required: [key], properties },
  })
  const string = { type: 'string' }
  const properties = {
    ports: keyed({ name: string, port: { type: 'integer' } }, 'name'),
    tags: { type: 'array', items: string, 'x-kubernetes-list-type': 'set' },
    args: { type: 'array', items: string },
    limits: { type: 'object', additionalProperties: string },
    whole: { type: 'object', 'x-kubernetes-map-type': 'atomic', properties: { a: string } },
    free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    quantity: { 'x-kubernetes-int-or-string': true },
  }
  const KIND = 'Widget.example.com'
  const widget = (spec: object): Unstructured => ({
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    metadata: named('web'),
    spec,
  })

  beforeEach(async () => {
    const names = { kind: 'Widget', plural: 'widgets', singular: 'widget', listKind: 'WidgetList' }
    const schema = {
      openAPIV3Schema: {
        type: 'object',
        properties: {
          spec: { type: 'object', properties },
          status: { type: 'object', properties: { phase: string } },
        },
      },
    }
    await client.create('CustomResourceDefinition', {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'widgets.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names,
        versions: [{ name: 'v1', served: true, storage: true, schema, subresources: { status: {} } }],
      },
    } as never)
    const crd = await client.get('CustomResourceDefinition', { namespace: '', name: 'widgets.example.com' })
    const conditions = ['NamesAccepted', 'Established'].map((type) => ({ type, status: 'True' }))
    const status = { acceptedNames: names, storedVersions: ['v1'], conditions }
    await client.update('CustomResourceDefinition', { ...crd, status } as never, { subresource: 'status' })
  })

  it('is owned by the types of its schema', async () => {
    const made = await client.apply(
      KIND,
      widget({
        ports: [{ name: 'a', port: 1 }],
        tags: ['x'],
        args: ['y'],
        limits: { cpu: '1' },
        whole: { a: 'b' },
        free: { some: { thing: [1] } },
        quantity: 1,
      }),
      by('me'),
    )
    expect(fieldsOf(made, 'me')).toEqual({
      'f:spec': {
        'f:args': {},
        'f:free': { 'f:some': { '.': {}, 'f:thing': {} } },
        'f:limits': { 'f:cpu': {} },
        'f:ports': { 'k:{"name":"a"}': { '.': {}, 'f:name': {}, 'f:port': {} } },
        'f:quantity': {},
        'f:tags': { 'v:"x"': {} },
        'f:whole': {},
      },
    })
  })

  it('is merged by them', async () => {
    await client.apply(KIND, widget({ ports: [{ name: 'a', port: 1 }], tags: ['x'], args: ['1'] }), by('me'))
    await client.apply(KIND, widget({ ports: [{ name: 'b', port: 2 }], tags: ['y'] }), by('you'))
    const made = await client.apply(KIND, widget({ tags: ['z'], args: ['2'] }), by('me'))
    expect(made.spec).toEqual({ ports: [{ name: 'b', port: 2 }], tags: ['y', 'z'], args: ['2'] })
    const error = await rejection(client.apply(KIND, widget({ args: ['3'] }), by('you')))
    expect(error.message).toBe('Apply failed with 1 conflict: conflict with "me": .spec.args')
  })

  it('owns with its spec what an update set', async () => {
    const made = await client.create(KIND, widget({ limits: { cpu: '1' } }), by('me'))
    expect(fieldsOf(made, 'me')).toEqual({ 'f:spec': { '.': {}, 'f:limits': { '.': {}, 'f:cpu': {} } } })
  })

  it('keeps its status for those who write it', async () => {
    await client.apply(KIND, { ...widget({ args: ['1'] }), status: { phase: 'Bad' } }, by('me'))
    const made = await client.apply(
      KIND,
      { ...widget({}), status: { phase: 'Good' } },
      by('controller', { subresource: 'status' }),
    )
    expect(made.status).toEqual({ phase: 'Good' })
    expect(fieldsOf(made, 'controller')).toEqual({ 'f:status': { 'f:phase': {} } })
    expect(fieldsOf(made, 'me')).toEqual({ 'f:spec': { 'f:args': {} } })
  })

  it('refuses what its schema does not have', async () => {
    const error = await rejection(client.apply(KIND, widget({ bogus: 1 }), by('me')))
    expect(error.message).toBe(
      'failed to create typed patch object (default/web; example.com/v1, Kind=Widget): .spec.bogus: field not declared in schema',
    )
  })
})
