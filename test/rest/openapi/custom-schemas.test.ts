/** The schemas of custom kinds: those of their definitions, with what is the same in all objects. */
import { describe, expect, it } from 'vitest'
import { openApiDocument } from '../../../src/rest/openapi/document.ts'
import type { SchemaObject } from '../../../src/rest/openapi/schema-object.ts'
import { registry } from './crontabs.ts'

const MODEL = 'com.example.stable.v1.CronTab'
const schemas = (await openApiDocument(['apis', 'stable.example.com', 'v1'], registry))!.components.schemas
const objectMeta = {
  allOf: [{ $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' }],
}

describe('the schema of a custom kind', () => {
  it('is called by the group backwards, and found by its kind', () => {
    expect(schemas[MODEL]).toMatchObject({
      description: 'CronTab runs things.',
      type: 'object',
      'x-kubernetes-group-version-kind': [{ group: 'stable.example.com', version: 'v1', kind: 'CronTab' }],
    })
  })

  it('has the metadata of all objects, whatever its definition says', () => {
    expect(schemas[MODEL]?.properties).toMatchObject({ apiVersion: { type: 'string' }, metadata: objectMeta })
  })

  it.each<[field: string, schema: SchemaObject]>([
    ['cronSpec', { type: 'string', description: 'When it runs.' }],
    ['replicas', { type: 'integer', default: 1 }],
    ['port', { 'x-kubernetes-int-or-string': true }],
    ['anything', { 'x-kubernetes-preserve-unknown-fields': true }],
    ['rules', { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] }],
    [
      'template',
      { properties: { kind: { type: 'string' }, metadata: objectMeta, data: { type: 'object' } } },
    ],
  ])('says of %s what its definition says', (field, expected) => {
    expect(schemas[MODEL]?.properties?.spec?.properties?.[field]).toMatchObject(expected)
  })

  it('has a list', () => {
    expect(schemas[`${MODEL}List`]).toMatchObject({
      required: ['items'],
      properties: { items: { type: 'array', items: { $ref: `#/components/schemas/${MODEL}` } } },
      'x-kubernetes-group-version-kind': [
        { group: 'stable.example.com', version: 'v1', kind: 'CronTabList' },
      ],
    })
  })

  it('allows anything where its definition has none', async () => {
    const other = await openApiDocument(['apis', 'stable.example.com', 'v1beta1'], registry)
    expect(other!.components.schemas['com.example.stable.v1beta1.CronTab']).toEqual({
      type: 'object',
      'x-kubernetes-preserve-unknown-fields': true,
      'x-kubernetes-group-version-kind': [
        { group: 'stable.example.com', version: 'v1beta1', kind: 'CronTab' },
      ],
    })
  })
})
