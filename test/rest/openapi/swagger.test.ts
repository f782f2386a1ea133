/** The OpenAPI v2 document: what it says in another way than those of v3. */
import { describe, expect, it } from 'vitest'
import type { SchemaObject } from '../../../src/rest/openapi/schema-object.ts'
import { swaggerDocument } from '../../../src/rest/openapi/swagger.ts'
import { registry } from './crontabs.ts'

const document = await swaggerDocument(registry)
const CORE = 'io.k8s.api.core.v1.'
const CRONTAB = 'com.example.stable.v1.CronTab'

describe('the document of v2', () => {
  it('has all groups in one', () => {
    expect(document.swagger).toBe('2.0')
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        '/api/v1/nodes/{name}',
        '/apis/apps/v1/deployments',
        '/apis/stable.example.com/v1/crontabs',
      ]),
    )
  })

  it('refers only to its own definitions', () => {
    const names = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, name = '']) => name)
    expect(names.length).toBeGreaterThan(1000)
    const missing = names.filter(
      (name) => document.definitions[name.replace('#/definitions/', '')] === undefined,
    )
    expect([...new Set(missing)]).toEqual([])
  })

  it.each<[type: string, field: string, schema: SchemaObject]>([
    [`${CORE}Container`, 'resources', { $ref: `#/definitions/${CORE}ResourceRequirements` }],
    [`${CORE}Container`, 'name', { type: 'string' }],
    [
      `${CORE}Container`,
      'env',
      {
        items: { $ref: `#/definitions/${CORE}EnvVar` },
        'x-kubernetes-patch-merge-key': 'name',
      },
    ],
  ])('says of %s.%s what v2 can say', (type, field, expected) => {
    const schema = document.definitions[type]?.properties?.[field]
    expect(schema).toMatchObject(expected)
    expect(schema).not.toHaveProperty('default')
    expect(schema).not.toHaveProperty('allOf')
  })

  it.each<[type: string, schema: SchemaObject]>([
    ['io.k8s.apimachinery.pkg.api.resource.Quantity', { type: 'string' }],
    ['io.k8s.apimachinery.pkg.util.intstr.IntOrString', { type: 'string', format: 'int-or-string' }],
  ])('takes %s for a string, since it has no unions', (type, expected) => {
    expect(document.definitions[type]).toMatchObject(expected)
    expect(document.definitions[type]).not.toHaveProperty('oneOf')
  })

  it.each([
    ['note', ['nullable', 'type']],
    ['anything', ['type', 'properties']],
    ['replicas', ['default']],
  ])('leaves out of %s of a custom kind what older clients misread', (field, left) => {
    const schema = document.definitions[CRONTAB]?.properties?.spec?.properties?.[field]
    expect(schema).toBeDefined()
    for (const key of left) expect(schema).not.toHaveProperty(key)
  })

  it('has the body among the parameters', () => {
    const { post } = document.paths['/apis/apps/v1/namespaces/{namespace}/deployments']!
    expect(post).toMatchObject({ consumes: ['*/*'], produces: ['application/json', 'application/yaml'] })
    expect(post?.parameters?.map(({ name, in: place, type }) => [name, place, type])).toEqual([
      ['body', 'body', undefined],
      ['dryRun', 'query', 'string'],
      ['fieldManager', 'query', 'string'],
      ['fieldValidation', 'query', 'string'],
    ])
    expect(post?.responses['200']?.schema).toEqual({ $ref: '#/definitions/io.k8s.api.apps.v1.Deployment' })
  })
})
