/** Objects in the form in which Go writes those of which it knows the types. */
import { describe, expect, it } from 'vitest'
import { goFields } from '../../../src/api/schema/go-fields.ts'
import { type Schema, structSchema } from '../../../src/api/schema/schema.ts'
import { typedForm } from '../../../src/api/schema/typed-form.ts'
import type { Unstructured } from '../../../src/apimachinery/object.ts'
import { servedResources } from '../../../src/generated/resources.ts'

const written = (object: object) => JSON.stringify(typedForm(object as Unstructured))

describe('the typed form of an object', () => {
  const rows: [title: string, object: object, json: string][] = [
    [
      'has its fields in their declared order',
      {
        data: { b: '2', a: '1' },
        metadata: { name: 'x', labels: { a: 'b' } },
        kind: 'ConfigMap',
        apiVersion: 'v1',
      },
      '{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"x","labels":{"a":"b"}},"data":{"a":"1","b":"2"}}',
    ],
    [
      'has the empty fields that are never left out',
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'x' } },
      '{"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"x"},"spec":{"selector":null,"template":{"metadata":{},"spec":{"containers":null}},"strategy":{}},"status":{}}',
    ],
    [
      'has numbers that are never left out',
      { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: {} },
      '{"kind":"PodDisruptionBudget","apiVersion":"policy/v1","metadata":{},"spec":{},"status":{"disruptionsAllowed":0,"currentHealthy":0,"desiredHealthy":0,"expectedPods":0}}',
    ],
    [
      'has no fields that the type does not have, no nulls, and quantities in their canonical form',
      {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { creationTimestamp: null, bogus: 1 },
        spec: { hard: { cpu: 0.5, memory: '1024Mi' } },
      },
      '{"kind":"ResourceQuota","apiVersion":"v1","metadata":{},"spec":{"hard":{"cpu":"500m","memory":"1Gi"}},"status":{}}',
    ],
    [
      'is the object itself where the type is not known',
      { kind: 'Foo', apiVersion: 'example.com/v1', metadata: { name: 'x' }, b: 1, a: 2 },
      '{"kind":"Foo","apiVersion":"example.com/v1","metadata":{"name":"x"},"b":1,"a":2}',
    ],
  ]
  it.each(rows)('%s', (_title, object, json) => expect(written(object)).toBe(json))

  it('refuses values of other types', () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: {}, spec: { nodeName: 5 } }
    expect(() => written(pod)).toThrow('json: cannot unmarshal number into Go struct field')
  })
})

describe('the list of fields', () => {
  const types = new Set<string>()
  const visit = (schema: Schema): void => {
    if (schema.type === 'list') visit(schema.items)
    if (schema.type === 'map') visit(schema.values)
    if (schema.type !== 'struct' || types.has(schema.name)) return
    types.add(schema.name)
    for (const name of schema.fieldNames) visit(schema.field(name) as Schema)
  }
  for (const { definition } of servedResources) visit(structSchema(definition))

  it('leaves no field out of any type', () => {
    const missing = [...types].flatMap((type) => {
      const { fieldNames } = structSchema(type)
      const listed = goFields(type, fieldNames).map(({ name }) => name)
      return fieldNames.filter((name) => !listed.includes(name)).map((name) => `${type}.${name}`)
    })
    expect(missing).toEqual([])
  })
})
