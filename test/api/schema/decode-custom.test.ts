/** Custom objects are pruned, defaulted and validated by their definition's schema, in the API server's words. */
import { describe, expect, test } from 'vitest'
import { validateDefinitionSchema } from '../../../src/api/custom/definition-schema.ts'
import { customDefinition } from '../../../src/api/kinds/custom.ts'
import type { DecodeOptions } from '../../../src/api/schema/decode.ts'
import { decodeCustomObject } from '../../../src/api/schema/decode-custom.ts'
import { formatFieldError } from '../../../src/apimachinery/field-error.ts'
import { invalid, StatusError } from '../../../src/apimachinery/status-error.ts'
import type { CustomResourceDefinition, JSONSchemaProps } from '../../../src/generated/types.ts'

function definition(spec: JSONSchemaProps): CustomResourceDefinition {
  const openAPIV3Schema: JSONSchemaProps = { type: 'object', properties: { spec } }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'crontabs.stable.example.com' },
    spec: {
      group: 'stable.example.com',
      names: { kind: 'CronTab', plural: 'crontabs' },
      scope: 'Namespaced',
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  }
}

const cronTab: JSONSchemaProps = {
  type: 'object',
  required: ['cronSpec'],
  properties: {
    cronSpec: { type: 'string', pattern: '^(\\S+ ){4}\\S+$' },
    image: { type: 'string', default: 'busybox' },
    replicas: { type: 'integer', minimum: 1, maximum: 10 },
  },
}

/** Decodes as the API server does: prunes, fills in defaults, then asks the schema. */
async function decode(
  spec: unknown,
  schema: JSONSchemaProps,
  options?: DecodeOptions,
  metadata: object = { name: 'a' },
) {
  const document = { apiVersion: 'stable.example.com/v1', kind: 'CronTab', metadata, spec }
  const crd = definition(schema)
  const kind = customDefinition(crd, 'v1')
  await kind.loadForWrites?.()
  const object = decodeCustomObject(crd, 'v1', document, options)
  kind.defaults?.(object)
  const errors = kind.validateCreate?.(object) ?? []
  if (errors.length > 0)
    throw invalid({ group: kind.group, kind: kind.kind }, object.metadata.name ?? '', errors)
  return object
}

async function refusal(run: Promise<unknown>): Promise<StatusError> {
  const error = await run.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  expect(error).toBeInstanceOf(StatusError)
  return error as StatusError
}

describe('what the schema refuses', () => {
  const field = (schema: JSONSchemaProps): JSONSchemaProps => ({ type: 'object', properties: { x: schema } })
  test.each<[string, JSONSchemaProps, unknown, string]>([
    [
      'a string for an integer',
      field({ type: 'integer' }),
      'a',
      'spec.x: Invalid value: "string": spec.x in body must be of type integer: "string"',
    ],
    [
      'an integer for a string',
      field({ type: 'string' }),
      5,
      'spec.x: Invalid value: "integer": spec.x in body must be of type string: "integer"',
    ],
    [
      'a fraction for an integer',
      field({ type: 'integer' }),
      1.5,
      'spec.x: Invalid value: "number": spec.x in body must be of type integer: "number"',
    ],
    [
      'a boolean for a number or string',
      field({ 'x-kubernetes-int-or-string': true }),
      true,
      'spec.x: Invalid value: "boolean": spec.x in body must be of type integer,string: "boolean"',
    ],
    [
      'what does not match',
      field({ type: 'string', pattern: '^a+$' }),
      'b',
      'spec.x: Invalid value: "b": spec.x in body should match \'^a+$\'',
    ],
    [
      'too little',
      field({ type: 'integer', minimum: 1 }),
      0,
      'spec.x: Invalid value: 0: spec.x in body should be greater than or equal to 1',
    ],
    [
      'too much',
      field({ type: 'integer', maximum: 10 }),
      50,
      'spec.x: Invalid value: 50: spec.x in body should be less than or equal to 10',
    ],
    [
      'the bound itself',
      field({ type: 'integer', minimum: 1, exclusiveMinimum: true }),
      1,
      'spec.x: Invalid value: 1: spec.x in body should be greater than 1',
    ],
    [
      'what is not listed',
      field({ type: 'string', enum: ['a', 'b'] }),
      'c',
      'spec.x: Unsupported value: "c": supported values: "a", "b"',
    ],
    [
      'too long',
      field({ type: 'string', maxLength: 2 }),
      'abc',
      'spec.x: Too long: may not be more than 2 characters',
    ],
    [
      'too short',
      field({ type: 'string', minLength: 2 }),
      'a',
      'spec.x: Invalid value: "a": spec.x in body should be at least 2 chars long',
    ],
    [
      'too many',
      field({ type: 'array', maxItems: 1, items: { type: 'string' } }),
      ['a', 'b'],
      'spec.x: Too many: 2: must have at most 1 item',
    ],
    [
      'an item of a list',
      field({ type: 'array', items: { type: 'integer' } }),
      [1, 'b'],
      'spec.x[1]: Invalid value: "string": spec.x[1] in body must be of type integer: "string"',
    ],
    [
      'a value of a map',
      field({ type: 'object', additionalProperties: { type: 'string' } }),
      { 'a/b': 1 },
      'spec.x.a/b: Invalid value: "integer": spec.x.a/b in body must be of type string: "integer"',
    ],
    [
      'a bad format',
      field({ type: 'string', format: 'date-time' }),
      'noon',
      'spec.x: Invalid value: "noon": spec.x in body must be of type date-time: "noon"',
    ],
    [
      'no alternative',
      field({ type: 'string', anyOf: [{ pattern: '^a' }, { pattern: '^b' }] }),
      'c',
      'spec.x: Invalid value: "c": "spec.x" must validate at least one schema (anyOf)',
    ],
  ])('%s', async (_, schema, value, message) => {
    const { status } = await refusal(decode({ x: value }, schema))
    expect(status).toMatchObject({ code: 422, reason: 'Invalid' })
    expect(status.message).toBe(`CronTab.stable.example.com "a" is invalid: ${message}`)
  })

  test('is told all at once', async () => {
    const { status } = await refusal(decode({ replicas: 50, image: 5 }, cronTab))
    expect(status.details?.causes?.map(({ field }) => field)).toEqual([
      'spec.cronSpec',
      'spec.image',
      'spec.replicas',
    ])
    expect(status.details?.causes?.[0]).toMatchObject({
      reason: 'FieldValueRequired',
      message: 'Required value',
    })
  })
})

describe('unknown fields', () => {
  const spec = { cronSpec: '* * * * *', bogus: 1 }

  test('are refused in strict mode', async () => {
    const { status } = await refusal(decode(spec, cronTab, {}, { name: 'a', lables: {} }))
    expect(status.message).toBe(
      'CronTab in version "v1" cannot be handled as a CronTab: strict decoding error: unknown field "metadata.lables", unknown field "spec.bogus"',
    )
  })

  test('are dropped otherwise', async () => {
    const warnings: string[] = []
    const decoded = await decode(spec, cronTab, { mode: 'Warn', onWarning: (text) => warnings.push(text) })
    expect(decoded.spec).toEqual({ cronSpec: '* * * * *', image: 'busybox' })
    expect(warnings).toEqual(['unknown field "spec.bogus"'])
  })

  test('stay where the schema preserves them', async () => {
    const open: JSONSchemaProps = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
    expect((await decode({ any: { thing: [1] } }, open)).spec).toEqual({ any: { thing: [1] } })
  })

  test('of embedded objects do not include their identity', async () => {
    const schema: JSONSchemaProps = {
      type: 'object',
      'x-kubernetes-embedded-resource': true,
      properties: { data: { type: 'string' } },
    }
    const embedded = { apiVersion: 'v1', kind: 'X', metadata: { name: 'b' }, data: 'x', more: 1 }
    const decoded = await decode(embedded, schema, { mode: 'Ignore' })
    expect(decoded.spec).toEqual({ apiVersion: 'v1', kind: 'X', metadata: { name: 'b' }, data: 'x' })
  })
})

describe('defaults', () => {
  test('reach into lists and maps, and replace nulls', async () => {
    const item: JSONSchemaProps = { type: 'object', properties: { port: { type: 'integer', default: 80 } } }
    const schema: JSONSchemaProps = {
      type: 'object',
      properties: {
        list: { type: 'array', items: item },
        map: { type: 'object', additionalProperties: item },
        maybe: { type: 'string', nullable: true, default: 'x' },
        gone: { type: 'string' },
      },
    }
    const decoded = await decode(
      { list: [{}, { port: 1 }], map: { a: { port: null } }, maybe: null, gone: null },
      schema,
    )
    expect(decoded.spec).toEqual({ list: [{ port: 80 }, { port: 1 }], map: { a: { port: 80 } }, maybe: null })
  })
})

describe('metadata', () => {
  test('of the wrong type is refused', async () => {
    const { status } = await refusal(
      decode({ cronSpec: '* * * * *' }, cronTab, {}, { name: 'a', labels: { v: 1 } }),
    )
    expect(status.message).toBe(
      'CronTab in version "v1" cannot be handled as a CronTab: json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
    )
  })
})

describe('structural schemas', () => {
  test.each<[string, JSONSchemaProps, string[]]>([
    ['a whole one', { type: 'object', properties: { spec: cronTab } }, []],
    ['one without a type', {}, ['s.type: Required value: must not be empty at the root']],
    [
      'one that is no object',
      { type: 'string' },
      ['s.type: Invalid value: "string": must be object at the root'],
    ],
    [
      'a field without a type',
      { type: 'object', properties: { a: {} } },
      ['s.properties[a].type: Required value: must not be empty for specified object fields'],
    ],
    [
      'a list without items',
      { type: 'object', properties: { a: { type: 'array' } } },
      ['s.properties[a].items: Required value: must be specified'],
    ],
    [
      'a type in an alternative',
      { type: 'object', anyOf: [{ type: 'object' }] },
      ['s.anyOf[0].type: Forbidden: must be empty to be structural'],
    ],
    [
      'an unknown type',
      { type: 'object', properties: { a: { type: 'int' } } },
      [
        's.properties[a].type: Unsupported value: "int": supported values: "array", "boolean", "integer", "number", "object", "string"',
      ],
    ],
  ])('%s', (_, schema, expected) => {
    expect(validateDefinitionSchema(schema, 's').map(formatFieldError)).toEqual(expected)
  })
})
