/** Strict decoding refuses what the API server refuses, in its words, and gives back canonical objects. */
import { describe, expect, test } from 'vitest'
import { type DecodeOptions, decodeObject, metadataProblem } from '../../../src/api/schema/decode.ts'
import { type Schema, structSchema } from '../../../src/api/schema/schema.ts'
import { zeroOmitted } from '../../../src/api/schema/zero-values.ts'
import { StatusError } from '../../../src/apimachinery/status-error.ts'
import { servedResources } from '../../../src/generated/resources.ts'

function decode(document: Record<string, unknown>, options?: DecodeOptions) {
  const [version = '', group = ''] = String(document.apiVersion).split('/').reverse()
  return decodeObject({ group, version, kind: String(document.kind) }, document, options)
}

async function refusal(document: Record<string, unknown>, options?: DecodeOptions): Promise<string> {
  const error = await decode(document, options).then(
    () => undefined,
    (cause: unknown) => cause,
  )
  expect(error).toBeInstanceOf(StatusError)
  expect((error as StatusError).status).toMatchObject({ code: 400, reason: 'BadRequest' })
  return (error as StatusError).message
}

const configMap = (fields: object) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a' },
  ...fields,
})
const secret = (fields: object) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, ...fields })
const pod = (container: object, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a' },
  spec: { containers: [{ name: 'c', image: 'i', ...container }], ...spec },
})
const deployment = (spec: object, metadata: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'a', ...metadata },
  spec,
})
const service = (port: object) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'a' },
  spec: { ports: [port] },
})

describe('values of the wrong type', () => {
  const UNMARSHAL = 'json: cannot unmarshal'
  const QUANTITY =
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
  test.each<[string, Record<string, unknown>, string]>([
    [
      'a string for an integer',
      deployment({ replicas: 'two' }),
      `${UNMARSHAL} string into Go struct field DeploymentSpec.spec.replicas of type int32`,
    ],
    [
      'a fraction for an integer',
      deployment({ replicas: 1.5 }),
      `${UNMARSHAL} number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32`,
    ],
    [
      'an integer out of range',
      deployment({ replicas: 3000000000 }),
      `${UNMARSHAL} number 3000000000 into Go struct field DeploymentSpec.spec.replicas of type int32`,
    ],
    [
      'an integer for a string in a map',
      configMap({ data: { a: 1 } }),
      `${UNMARSHAL} number into Go struct field ConfigMap.data of type string`,
    ],
    [
      'a boolean for a string',
      pod({ env: [{ name: 'A', value: true }] }),
      `${UNMARSHAL} bool into Go struct field EnvVar.spec.containers.env.value of type string`,
    ],
    [
      'a mapping for a list',
      pod({}, { containers: { name: 'c' } }),
      `${UNMARSHAL} object into Go struct field PodSpec.spec.containers of type []v1.Container`,
    ],
    [
      'a list for a mapping',
      configMap({ data: ['a'] }),
      `${UNMARSHAL} array into Go struct field ConfigMap.data of type map[string]string`,
    ],
    [
      'a string for a struct',
      pod({}, { securityContext: 'none' }),
      `${UNMARSHAL} string into Go struct field PodSpec.spec.securityContext of type v1.PodSecurityContext`,
    ],
    [
      'a string for resources',
      pod({ resources: { limits: 'lots' } }),
      `${UNMARSHAL} string into Go struct field ResourceRequirements.spec.containers.resources.limits of type v1.ResourceList`,
    ],
    [
      'a number for a named string',
      pod({ imagePullPolicy: 1 }),
      `${UNMARSHAL} number into Go struct field Container.spec.containers.imagePullPolicy of type v1.PullPolicy`,
    ],
    [
      'a boolean for a number or name',
      service({ port: 80, targetPort: true }),
      `${UNMARSHAL} bool into Go struct field ServicePort.spec.ports.targetPort of type int32`,
    ],
    [
      'a string for a boolean',
      pod({}, { hostNetwork: 'yes' }),
      `${UNMARSHAL} string into Go struct field PodSpec.spec.hostNetwork of type bool`,
    ],
    [
      'a number for a time',
      deployment({}, { creationTimestamp: 1 }),
      `${UNMARSHAL} number into Go struct field ObjectMeta.metadata.creationTimestamp of type string`,
    ],
    [
      'a bad time',
      deployment({}, { creationTimestamp: 'noon' }),
      'parsing time "noon" as "2006-01-02T15:04:05Z07:00": cannot parse "noon" as "2006"',
    ],
    [
      'a bad month',
      deployment({}, { creationTimestamp: '2026-13-01T00:00:00Z' }),
      'parsing time "2026-13-01T00:00:00Z": month out of range',
    ],
    [
      'a date for a time',
      deployment({}, { creationTimestamp: '2026-01-01' }),
      'parsing time "2026-01-01" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"',
    ],
    ['a bad quantity', pod({ resources: { requests: { cpu: 'lots' } } }), QUANTITY],
    ['a boolean for a quantity', pod({ resources: { requests: { cpu: true } } }), QUANTITY],
    ['an empty quantity', pod({ resources: { requests: { cpu: '' } } }), QUANTITY],
    ['bad base64', secret({ data: { p: 'not base64!' } }), 'illegal base64 data at input byte 3'],
    ['base64 cut short', secret({ data: { p: 'YQ' } }), 'illegal base64 data at input byte 0'],
    ['base64 with half its padding', secret({ data: { p: 'YQ=' } }), 'illegal base64 data at input byte 3'],
    ['text after the padding', secret({ data: { p: 'YQ==YQ==' } }), 'illegal base64 data at input byte 4'],
  ])('%s', async (_, document, problem) => {
    const kind = String(document.kind)
    expect(await refusal(document)).toBe(`${kind} in version "v1" cannot be handled as a ${kind}: ${problem}`)
  })

  test('the first one in the order of keys is told, wherever it stands', async () => {
    const message = await refusal(deployment({ template: 'x', replicas: 'two' }))
    expect(message).toContain('DeploymentSpec.spec.replicas')
  })

  test('they are refused in every mode, and tell more than unknown fields', async () => {
    for (const mode of ['Strict', 'Warn', 'Ignore'] as const)
      expect(await refusal(deployment({ replicas: 'two', bogus: 1 }), { mode })).toContain('cannot unmarshal')
  })
})

describe('unknown fields', () => {
  test('are told with their paths, all of them', async () => {
    const document = deployment(
      { replica: 1, template: { spec: { containers: [{ name: 'c', imagePullPolice: 'Always' }] } } },
      { lables: {} },
    )
    expect(await refusal(document)).toBe(
      'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: ' +
        'unknown field "metadata.lables", unknown field "spec.replica", ' +
        'unknown field "spec.template.spec.containers[0].imagePullPolice"',
    )
  })

  test('differ from known ones by case', async () => {
    expect(await refusal(deployment({ Replicas: 1 }))).toContain('unknown field "spec.Replicas"')
  })

  test.each(['__proto__', 'constructor', 'toString'])('%s is one', async (name) => {
    const document = JSON.parse(`{"apiVersion":"v1","kind":"ConfigMap","${name}":{"x":1}}`) as Record<
      string,
      unknown
    >
    expect(await refusal(document)).toContain(`unknown field "${name}"`)
  })

  test('are dropped with a warning each, or without', async () => {
    const warnings: string[] = []
    const warned = await decode(configMap({ bogus: 1 }), {
      mode: 'Warn',
      onWarning: (text) => warnings.push(text),
    })
    expect(warned).toEqual(configMap({}))
    expect(warnings).toEqual(['unknown field "bogus"'])
    expect(await decode(configMap({ bogus: 1 }), { mode: 'Ignore' })).toEqual(configMap({}))
  })

  test('come after duplicate ones', async () => {
    expect(await refusal(configMap({ bogus: 1 }), { duplicates: ['duplicate field "data"'] })).toMatch(
      /strict decoding error: duplicate field "data", unknown field "bogus"$/,
    )
  })
})

describe('what is decoded', () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['nulls are absent', configMap({ data: null, immutable: null }), configMap({})],
    ['a null in a map is empty', configMap({ data: { a: null } }), configMap({ data: { a: '' } })],
    ['a null in a list is empty', pod({ args: ['a', null] }), pod({ args: ['a', ''] })],
    ['empty lists and maps are absent', pod({ args: [], env: [] }, { nodeSelector: {} }), pod({})],
    [
      'empty values are absent where Go cannot tell',
      pod({ tty: false, workingDir: '' }, { hostNetwork: false }),
      pod({}),
    ],
    [
      'empty values stay where they mean something',
      pod({}, { automountServiceAccountToken: false, terminationGracePeriodSeconds: 0 }),
      pod({}, { automountServiceAccountToken: false, terminationGracePeriodSeconds: 0 }),
    ],
    ['required lists stay', pod({}, { containers: [] }), pod({}, { containers: [] })],
    ['empty structs stay', pod({}, { securityContext: {} }), pod({}, { securityContext: {} })],
    [
      'quantities',
      pod({ resources: { limits: { cpu: 0.5, memory: '1024Mi' } } }),
      pod({ resources: { limits: { cpu: '500m', memory: '1Gi' } } }),
    ],
    [
      'times',
      deployment({}, { creationTimestamp: '2026-01-01T02:00:00+02:00' }),
      deployment({}, { creationTimestamp: '2026-01-01T00:00:00Z' }),
    ],
    [
      'base64 over several lines',
      secret({ data: { a: 'YWJj\nZGVm\n' } }),
      secret({ data: { a: 'YWJjZGVm' } }),
    ],
    [
      'numbers or names',
      service({ port: 80, targetPort: 'http' }),
      service({ port: 80, targetPort: 'http' }),
    ],
  ])('%s', async (_, document, expected) => {
    expect(await decode(document)).toEqual(expected)
  })

  test('free-form data is copied as it is', async () => {
    const data = { any: [1, null, { deep: true }] }
    const document = {
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      metadata: { name: 'a' },
      revision: 1,
      data,
    }
    const decoded = await decode(document)
    expect(decoded).toEqual(document)
    expect(decoded.data).not.toBe(data)
  })

  test('a key named __proto__ stays data', async () => {
    const document = JSON.parse('{"apiVersion":"v1","kind":"ConfigMap","data":{"__proto__":"x"}}') as Record<
      string,
      unknown
    >
    const decoded = await decode(document)
    expect(JSON.stringify(decoded.data)).toBe('{"__proto__":"x"}')
  })
})

describe('the table of empty values', () => {
  test.each(servedResources.map(({ definition }) => definition))('%s', (definition) => {
    const seen = new Set<Schema>()
    const check = (schema: Schema): void => {
      if (seen.has(schema)) return
      seen.add(schema)
      if (schema.type === 'map') check(schema.values)
      if (schema.type === 'list') check(schema.items)
      if (schema.type !== 'struct') return
      for (const name of zeroOmitted(schema.name)) {
        expect(schema.required).not.toContain(name)
        expect(['string', 'boolean', 'int32', 'int64']).toContain(schema.field(name)?.type)
      }
      for (const name of schema.fieldNames) check(schema.field(name) as Schema)
    }
    check(structSchema(definition))
  })
})

describe('metadata as kubectl checks it before it sends anything', () => {
  test.each<[string, object, string | undefined]>([
    [
      'a number as a label',
      { labels: { v: 1 } },
      'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
    ],
    [
      'a boolean as a label',
      { labels: { a: true } },
      'json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string',
    ],
    ['nothing wrong', { labels: { a: 'b' }, bogus: 1 }, undefined],
  ])('%s', async (_, metadata, problem) => {
    expect(await metadataProblem({ metadata })).toBe(problem)
  })
})
