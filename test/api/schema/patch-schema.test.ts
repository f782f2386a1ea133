/** Lists of built-in kinds merge by the keys that Kubernetes states. */
import { describe, expect, test } from 'vitest'
import { loadSchema } from '../../../src/api/schema/load-schema.ts'
import { patchSchemaOf } from '../../../src/api/schema/patch-schema.ts'
import { type Schema, structSchema } from '../../../src/api/schema/schema.ts'
import { servedResources } from '../../../src/generated/resources.ts'

const POD = { group: '', version: 'v1', kind: 'Pod' }
const DEPLOYMENT = { group: 'apps', version: 'v1', kind: 'Deployment' }
const SERVICE = { group: '', version: 'v1', kind: 'Service' }
const JOB = { group: 'batch', version: 'v1', kind: 'Job' }
const SERVICE_ACCOUNT = { group: '', version: 'v1', kind: 'ServiceAccount' }
const CONTAINERS = ['spec', 'containers']

describe('how fields are patched', () => {
  test.each<[string, typeof POD, string[], object]>([
    ['containers', POD, CONTAINERS, { patchStrategy: 'merge', mergeKey: 'name' }],
    ['container ports', POD, [...CONTAINERS, 'ports'], { patchStrategy: 'merge', mergeKey: 'containerPort' }],
    ['variables', POD, [...CONTAINERS, 'env'], { patchStrategy: 'merge', mergeKey: 'name' }],
    ['mounts', POD, [...CONTAINERS, 'volumeMounts'], { patchStrategy: 'merge', mergeKey: 'mountPath' }],
    ['volumes', POD, ['spec', 'volumes'], { patchStrategy: 'merge', mergeKey: 'name', retainKeys: true }],
    ['tolerations', POD, ['spec', 'tolerations'], {}],
    ['arguments', POD, [...CONTAINERS, 'args'], {}],
    ['conditions', POD, ['status', 'conditions'], { patchStrategy: 'merge', mergeKey: 'type' }],
    ['conditions of jobs', JOB, ['status', 'conditions'], { patchStrategy: 'merge', mergeKey: 'type' }],
    ['service ports', SERVICE, ['spec', 'ports'], { patchStrategy: 'merge', mergeKey: 'port' }],
    ['a strategy', DEPLOYMENT, ['spec', 'strategy'], { retainKeys: true }],
    ['finalizers', DEPLOYMENT, ['metadata', 'finalizers'], { patchStrategy: 'merge' }],
    ['owners', DEPLOYMENT, ['metadata', 'ownerReferences'], { patchStrategy: 'merge', mergeKey: 'uid' }],
    ['pull secrets of pods', POD, ['spec', 'imagePullSecrets'], { patchStrategy: 'merge', mergeKey: 'name' }],
    ['pull secrets of accounts', SERVICE_ACCOUNT, ['imagePullSecrets'], {}],
  ])('%s', async (_, gvk, path, expected) => {
    let schema = await patchSchemaOf(gvk)
    for (const field of path) schema = schema.child(field)!
    const { patchStrategy, mergeKey, retainKeys } = schema
    expect(JSON.parse(JSON.stringify({ patchStrategy, mergeKey, retainKeys }))).toEqual(expected)
  })

  test('fields that do not exist have no schema', async () => {
    expect((await patchSchemaOf(POD)).child('bogus')).toBeUndefined()
  })
})

describe('schemas', () => {
  test('container ports are told apart by number and protocol when applied', async () => {
    const container = structSchema('Container')
    const schema = container.field('ports')
    expect(schema).toMatchObject({
      listType: 'map',
      mapKeys: ['containerPort', 'protocol'],
      mergeKey: 'containerPort',
    })
  })

  test('every key that a list is merged by is a field of its items', async () => {
    const seen = new Set<Schema>()
    const check = (schema: Schema): void => {
      if (seen.has(schema)) return
      seen.add(schema)
      if (schema.type === 'map') check(schema.values)
      if (schema.type === 'struct') for (const name of schema.fieldNames) check(schema.field(name)!)
      if (schema.type !== 'list') return
      const { items } = schema
      check(items)
      const keys = [...(schema.mapKeys ?? []), ...(schema.mergeKey ? [schema.mergeKey] : [])]
      for (const key of keys) expect(items.type === 'struct' && items.field(key)).toBeTruthy()
    }
    for (const resource of servedResources) check((await loadSchema(resource))!)
    expect(seen.size).toBeGreaterThan(800)
  })

  test.each([
    [{ group: 'autoscaling', version: 'v1', kind: 'Scale' }, 'Scale'],
    [{ group: 'policy', version: 'v1', kind: 'Eviction' }, 'Eviction'],
    [{ group: 'autoscaling', version: 'v1', kind: 'HorizontalPodAutoscaler' }, 'HorizontalPodAutoscalerV1'],
    [{ group: 'events.k8s.io', version: 'v1', kind: 'Event' }, 'EventsEvent'],
    [{ group: '', version: 'v1', kind: 'Nosuch' }, undefined],
    [{ group: '', version: 'v1', kind: 'PodExecOptions' }, undefined],
  ])('%o is %s', async (gvk, name) => {
    expect((await loadSchema(gvk))?.name).toBe(name)
  })
})
