/** What a definition must be (apiextensions-apiserver), told in the API server's words. */
import { beforeAll, describe, expect, it, test } from 'vitest'
import { parse } from 'yaml'
import { customResourceDefinition } from '../../../src/api/kinds/apiextensions/custom-resource-definition.ts'
import { creationErrors } from '../kinds/harness.ts'

beforeAll(() => customResourceDefinition.loadForWrites?.())

/** A definition as YAML; `version` and `spec` are laid over it, `schema` is what its property spec says. */
function definition({
  schema = { type: 'object' },
  version = {},
  spec = {},
  root = {},
}: {
  schema?: object
  version?: object
  spec?: object
  root?: object
}): string {
  return JSON.stringify({
    metadata: { name: 'crontabs.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'crontabs', kind: 'CronTab' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec: schema }, ...root } },
          ...version,
        },
      ],
      ...spec,
    },
  })
}

const ROOT = 'spec.validation.openAPIV3Schema'
const SPEC = `${ROOT}.properties[spec]`

/** A schema as flow YAML, and what is said of it; `$` is where it stands. */
type Row = readonly [schema: string, ...errors: string[]]

describe('a schema', () => {
  test.each<Row>([
    ['{type: object, properties: {a: {type: string, default: x}}}'],
    ['{type: object}'],
    ['{x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}'],
    ['{type: object, x-kubernetes-preserve-unknown-fields: true}'],
    ['{}', '$.type: Required value: must not be empty for specified object fields'],
    ['{type: array}', '$.items: Required value: must be specified'],
    ['{type: array, items: {}}', '$.items.type: Required value: must not be empty for specified array items'],
    [
      '{type: int}',
      '$.type: Unsupported value: "int": supported values: "array", "boolean", "integer", "number", "object", "string"',
    ],
    ['{type: "null"}', '$.type: Forbidden: type cannot be set to null, use nullable as an alternative'],
    [
      '{type: object, properties: {a: {type: string}}, additionalProperties: {type: string}}',
      '$.additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive',
    ],
    [
      '{type: array, uniqueItems: true, items: {type: string}}',
      '$.uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
    ],
    [
      '{type: string, pattern: "("}',
      '$.pattern: Invalid value: "(": must be a valid regular expression, but isn\'t: error parsing regexp: invalid pattern',
    ],
    [
      '{type: string, allOf: [{type: string, description: x, nullable: true}]}',
      '$.allOf[0].description: Forbidden: must be empty to be structural',
      '$.allOf[0].nullable: Forbidden: must be false to be structural',
      '$.allOf[0].type: Forbidden: must be empty to be structural',
    ],
    [
      '{x-kubernetes-int-or-string: true, x-kubernetes-preserve-unknown-fields: true}',
      '$.x-kubernetes-preserve-unknown-fields: Invalid value: true: must be false if x-kubernetes-int-or-string is true',
    ],
    [
      '{type: object, x-kubernetes-embedded-resource: true}',
      '$.properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields',
    ],
    [
      '{type: object, x-kubernetes-preserve-unknown-fields: false}',
      '$.x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined',
    ],
    [
      '{type: string, x-kubernetes-map-type: atomic}',
      '$.type: Invalid value: "string": must be object if x-kubernetes-map-type is specified',
    ],
    [
      '{type: array, items: {type: string}, x-kubernetes-list-type: bag}',
      '$.x-kubernetes-list-type: Unsupported value: "bag": supported values: "atomic", "set", "map"',
    ],
    [
      '{type: array, items: {type: object}, x-kubernetes-list-type: set}',
      '$.items.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set',
    ],
    [
      '{type: array, items: {type: object, properties: {a: {type: string}}}, x-kubernetes-list-type: map}',
      '$.x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map',
    ],
    [
      '{type: array, items: {type: object, properties: {a: {type: string}}}, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [b, a]}',
      '$.x-kubernetes-list-map-keys: Invalid value: ["b","a"]: entries must all be names of item properties',
      '$.items.properties[a].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property',
    ],
  ])('%s', (schema, ...errors) => {
    expect(creationErrors(customResourceDefinition, definition({ schema: parse(schema) }))).toEqual(
      errors.map((error) => error.replaceAll('$.', `${SPEC}.`)),
    )
  })

  test.each<Row>([
    [
      '{type: integer, default: x}',
      '$.default: Invalid value: "string": $.default in body must be of type integer: "string"',
    ],
    [
      '{type: integer, maximum: 10, default: 11}',
      '$.default: Invalid value: 11: $.default in body should be less than or equal to 10',
    ],
    [
      '{type: object, default: {b: 1}, properties: {a: {type: string}}}',
      '$.default: Invalid value: {"b":1}: must not have unknown fields',
    ],
    [
      '{type: string, default: ab, x-kubernetes-validations: [{rule: "self.size() < 2"}]}',
      '$.default: Invalid value: "ab": failed rule: self.size() < 2',
    ],
  ])('its default: %s', (schema, ...errors) => {
    expect(creationErrors(customResourceDefinition, definition({ schema: parse(schema) }))).toEqual(
      errors.map((error) => error.replaceAll('$.', `${SPEC}.`)),
    )
  })

  test.each<[string, object, string]>([
    [
      'a default in its metadata',
      {
        properties: { metadata: { type: 'object', properties: { name: { type: 'string', default: 'x' } } } },
      },
      `${ROOT}.properties[metadata].properties[name].default: Forbidden: must not be set in top-level metadata`,
    ],
    [
      'labels in its metadata',
      { properties: { metadata: { type: 'object', properties: { labels: { type: 'object' } } } } },
      `${ROOT}.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified`,
    ],
    [
      'field that only an alternative knows',
      { anyOf: [{ properties: { b: { minLength: 1 } } }] },
      `${ROOT}.properties[b]: Required value: because it is defined in ${ROOT}.anyOf[0].properties[b]`,
    ],
    [
      'null for an object',
      { nullable: true },
      `${ROOT}.nullable: Forbidden: nullable cannot be true at the root`,
    ],
    [
      'a map for an object',
      { additionalProperties: true },
      `${ROOT}.additionalProperties: Forbidden: must not be used at the root`,
    ],
  ])('has at its root no %s', (_, root, error) => {
    expect(creationErrors(customResourceDefinition, definition({ root }))).toEqual([error])
  })

  it('says at its root only what holds without the status, where that has a road of its own', () => {
    const [error] = creationErrors(
      customResourceDefinition,
      definition({ root: { allOf: [{ required: ['spec'] }] }, version: { subresources: { status: {} } } }),
    )
    expect(error).toContain(
      'only [Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength Pattern MaxItems MinItems UniqueItems MultipleOf Required Items Properties ExternalDocs Example XPreserveUnknownFields XValidations] fields are allowed at the root of the schema if the status subresource is enabled',
    )
  })
})

const shown = (rule: string, more: object = {}) =>
  JSON.stringify({
    Rule: rule,
    Message: '',
    MessageExpression: '',
    Reason: null,
    FieldPath: '',
    OptionalOldSelf: null,
    ...more,
  })

describe('a rule', () => {
  const base = 'type: object, properties: {a: {type: integer}, list: {type: array, items: {type: string}}}'
  test.each<Row>([
    [
      `{${base}, x-kubernetes-validations: [{rule: "self.a > 1", message: m, reason: FieldValueForbidden, fieldPath: .a}]}`,
    ],
    [`{${base}, x-kubernetes-validations: [{rule: "!has(oldSelf.a) || self.a >= oldSelf.a"}]}`],
    [
      `{${base}, x-kubernetes-validations: [{rule: " "}]}`,
      '$.x-kubernetes-validations[0].rule: Required value: rule is not specified',
    ],
    [
      `{${base}, x-kubernetes-validations: [{rule: "true", message: "a\\nb"}]}`,
      '$.x-kubernetes-validations[0].message: Invalid value: "a\\nb": message must not contain line breaks',
    ],
    [
      `{${base}, x-kubernetes-validations: [{rule: "true\\n&& true"}]}`,
      '$.x-kubernetes-validations[0].message: Required value: message must be specified if rule contains line breaks',
    ],
    [
      `{${base}, x-kubernetes-validations: [{rule: "true", reason: Bad}]}`,
      '$.x-kubernetes-validations[0].reason: Unsupported value: "Bad": supported values: "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"',
    ],
    [
      `{${base}, x-kubernetes-validations: [{rule: "true", fieldPath: .nope}]}`,
      '$.x-kubernetes-validations[0].fieldPath: Invalid value: ".nope": fieldPath must be a valid path',
    ],
    [
      `{${base}, x-kubernetes-validations: [{rule: "self.nope > 1"}]}`,
      `$.x-kubernetes-validations[0].rule: Invalid value: ${shown('self.nope > 1').replaceAll('>', '\\u003e')}: compilation failed: ERROR: <input>:1:5: undefined field 'nope'\n | self.nope > 1\n | ....^`,
    ],
    [
      `{${base}, x-kubernetes-validations: [{rule: "self.a"}]}`,
      `$.x-kubernetes-validations[0].rule: Invalid value: ${shown('self.a')}: cel expression must evaluate to a bool`,
    ],
    [
      `{${base}, x-kubernetes-validations: [{rule: "true", messageExpression: "self.a"}]}`,
      `$.x-kubernetes-validations[0].messageExpression: Invalid value: ${shown('true', { MessageExpression: 'self.a' })}: messageExpression must evaluate to a string`,
    ],
    [
      `{${base}, x-kubernetes-validations: [{rule: "true", optionalOldSelf: true}]}`,
      '$.x-kubernetes-validations[0].optionalOldSelf: Invalid value: true: may not be set if oldSelf is not used in rule',
    ],
    [
      '{type: array, maxItems: 9, items: {type: string, maxLength: 9, x-kubernetes-validations: [{rule: self == oldSelf}]}}',
      '$.items.x-kubernetes-validations[0].rule: Invalid value: "self == oldSelf": oldSelf cannot be used on the uncorrelatable portion of the schema within $',
    ],
  ])('%s', (schema, ...errors) => {
    expect(creationErrors(customResourceDefinition, definition({ schema: parse(schema) }))).toEqual(
      errors.map((error) => error.replaceAll('$.', `${SPEC}.`).replace(/\$$/, SPEC)),
    )
  })

  it('writes the names of properties so that they are names', () => {
    const schema = {
      type: 'object',
      properties: {
        'a-b': { type: 'integer' },
        namespace: { type: 'string' },
        'x.y/z': { type: 'string' },
        a__b: { type: 'string' },
      },
      'x-kubernetes-validations': [
        {
          rule: 'self.a__dash__b > 0 && self.__namespace__ != "" && self.x__dot__y__slash__z != "" && self.a__underscores__b != ""',
        },
      ],
    }
    expect(creationErrors(customResourceDefinition, definition({ schema }))).toEqual([])
  })
})

describe('a version', () => {
  test.each<[string, object, string[]]>([
    ['may warn of its end', { deprecated: true, deprecationWarning: 'use v2' }, []],
    [
      'warns of its end only if it ends',
      { deprecationWarning: 'x' },
      ['spec.versions[0].deprecationWarning: Invalid value: "x": can only be set for deprecated versions'],
    ],
    [
      'must have a schema',
      { schema: {} },
      ['spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required'],
    ],
    [
      'has columns of known types and formats',
      {
        additionalPrinterColumns: [
          { name: 'A', type: 'text', jsonPath: '.a' },
          { name: 'B', type: 'string', format: 'int8', jsonPath: 'b' },
        ],
      },
      [
        'spec.additionalPrinterColumns[0].type: Invalid value: "text": must be one of boolean,date,integer,number,string',
        'spec.additionalPrinterColumns[1].format: Invalid value: "int8": must be one of byte,date,date-time,double,float,int32,int64,password',
        'spec.additionalPrinterColumns[1].JSONPath: Invalid value: "b": must be a simple json path starting with .',
      ],
    ],
    [
      'scales by paths of spec and status',
      {
        subresources: {
          scale: { specReplicasPath: '.status.a', statusReplicasPath: '', labelSelectorPath: '.x' },
        },
      },
      [
        'spec.subresources.scale.specReplicasPath: Invalid value: ".status.a": should be a json path under .spec',
        'spec.subresources.scale.statusReplicasPath: Required value',
        'spec.subresources.scale.labelSelectorPath: Invalid value: ".x": should be a json path under either .spec or .status',
      ],
    ],
    [
      'is selected by scalars outside of metadata',
      { selectableFields: [{ jsonPath: '.spec' }, { jsonPath: '.nope' }, { jsonPath: '.spec[0]' }] },
      [
        'spec.selectableFields[0].jsonPath: Invalid value: ".spec": must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.',
        'spec.selectableFields[1].jsonPath: Invalid value: ".nope": is an invalid path: does not refer to a valid field',
        'spec.selectableFields[2].jsonPath: Invalid value: ".spec[0]": is an invalid path: array notation is not allowed',
      ],
    ],
  ])('%s', (_, version, errors) => {
    expect(creationErrors(customResourceDefinition, definition({ version }))).toEqual(errors)
  })
})

describe('a conversion', () => {
  const webhook = { clientConfig: { url: 'https://example.com' }, conversionReviewVersions: ['v1'] }
  test.each<[string, object, string[]]>([
    ['by a webhook', { strategy: 'Webhook', webhook }, []],
    [
      'by nothing known',
      { strategy: 'Magic' },
      ['spec.conversion.strategy: Unsupported value: "Magic": supported values: "None", "Webhook"'],
    ],
    [
      'by a webhook that is not there',
      { strategy: 'Webhook' },
      [
        'spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook',
        'spec.conversion.conversionReviewVersions: Required value',
      ],
    ],
    [
      'by none, with a webhook',
      { strategy: 'None', webhook },
      [
        'spec.conversion.webhookClientConfig: Forbidden: should not be set when strategy is not set to Webhook',
        'spec.conversion.conversionReviewVersions: Forbidden: should not be set when strategy is not set to Webhook',
      ],
    ],
    [
      'by a webhook that speaks nothing known',
      { strategy: 'Webhook', webhook: { ...webhook, conversionReviewVersions: ['v7'] } },
      [
        'spec.conversion.conversionReviewVersions: Invalid value: ["v7"]: must include at least one of v1, v1beta1',
      ],
    ],
  ])('%s', (_, conversion, errors) => {
    expect(creationErrors(customResourceDefinition, definition({ spec: { conversion } }))).toEqual(errors)
  })

  it('does not keep unknown fields of all objects', () => {
    expect(
      creationErrors(customResourceDefinition, definition({ spec: { preserveUnknownFields: true } })),
    ).toEqual([
      'spec.preserveUnknownFields: Invalid value: true: cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
    ])
  })
})
