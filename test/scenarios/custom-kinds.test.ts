/** Kinds of one's own in full: versions, rules, defaults, names, subresources. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../cli/test-cli.ts'
import { expectSession } from './transcript.ts'

let cli: TestCli
beforeEach(() => {
  cli = createTestCli()
})
afterEach(() => cli[Symbol.asyncDispose]())

/** A definition of crontabs. `spec` is the schema of the property spec; `more` goes to the version. */
const crontabs = (spec: string, more = '') => `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: crontabs.stable.example.com }
spec:
  group: stable.example.com
  scope: Namespaced
  names: { plural: crontabs, kind: CronTab, shortNames: [ct], categories: [all] }
  versions:
  - name: v1
    served: true
    storage: true
    ${more}
    schema: { openAPIV3Schema: { type: object, properties: { spec: ${spec}, status: {type: object, properties: {replicas: {type: integer}}} } } }
`

const crontab = (name: string, spec: string, version = 'v1') =>
  `apiVersion: stable.example.com/${version}\nkind: CronTab\nmetadata: {name: ${name}}\nspec: ${spec}\n`

async function apply(text: string): Promise<string> {
  const { stdout, stderr } = await cli.run('apply -f -', { stdin: text })
  return (stderr + stdout).trim()
}

describe('rules in CEL', () => {
  const spec = `{type: object, required: [replicas], properties: {
    min: {type: integer}, replicas: {type: integer, maximum: 10}, name: {type: string},
    ports: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name], items: {type: object, required: [name], properties: {
      name: {type: string}, port: {type: integer, x-kubernetes-validations: [{rule: "self == oldSelf", message: port is immutable}]}}}}},
    x-kubernetes-validations: [
      {rule: "!has(self.min) || self.min <= self.replicas", messageExpression: "'replicas must be at least %d'.format([self.min])", fieldPath: .replicas},
      {rule: "!has(self.name) || self.name.startsWith('x')", message: the name must start with x, reason: FieldValueForbidden},
      {rule: "self.replicas >= oldSelf.replicas"},
      {rule: "!oldSelf.hasValue() || has(self.name) == has(oldSelf.value().name)", optionalOldSelf: true, message: the name comes or it does not}]}`
  beforeEach(async () => {
    await apply(crontabs(spec))
  })

  it.each([
    ['{replicas: 1, min: 2}', 'spec.replicas: Invalid value: replicas must be at least 2'],
    ['{replicas: 1, name: ab}', 'spec: Forbidden: the name must start with x'],
    [
      '{replicas: 11}',
      '\n* spec.replicas: Invalid value: 11: spec.replicas in body should be less than or equal to 10',
    ],
    [
      '{min: 1}',
      '\n* spec.replicas: Required value\n* <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
    ],
    ['{replicas: 1, ports: [{name: a}, {name: a}]}', 'spec.ports[1]: Duplicate value: {"name":"a"}'],
  ])('refuse %s', async (object, message) => {
    const told = await apply(crontab('a', object))
    expect(told.replace('\n* spec.replicas: Invalid value: 11', 'spec.replicas: Invalid value: 11')).toBe(
      `The CronTab "a" is invalid: ${message.replace(/^\n\* (?=spec.replicas: Invalid)/, '')}`,
    )
  })

  it('are asked about changes, item by item where items have keys', async () => {
    expect(await apply(crontab('a', '{replicas: 3, ports: [{name: a, port: 1}]}'))).toContain('created')
    expect(await apply(crontab('a', '{replicas: 2, ports: [{name: a, port: 1}]}'))).toBe(
      'The CronTab "a" is invalid: spec: Invalid value: failed rule: self.replicas >= oldSelf.replicas',
    )
    expect(await apply(crontab('a', '{replicas: 3, ports: [{name: b, port: 5}, {name: a, port: 2}]}'))).toBe(
      'The CronTab "a" is invalid: spec.ports[1].port: Invalid value: 2: port is immutable',
    )
    expect(
      await apply(crontab('a', '{replicas: 4, ports: [{name: b, port: 5}, {name: a, port: 1}]}')),
    ).toContain('configured')
    expect(await apply(crontab('a', '{replicas: 4, name: xy, ports: []}'))).toBe(
      'The CronTab "a" is invalid: spec: Invalid value: the name comes or it does not',
    )
  })

  it('leave alone what was wrong before they came, as long as it is not touched', async () => {
    await apply(
      crontabs(
        '{type: object, properties: {replicas: {type: integer}, note: {type: string}, deep: {type: object, properties: {x: {type: integer}}}}}',
      ),
    )
    await apply(crontab('a', '{replicas: 50, deep: {x: 1}}'))
    await apply(
      crontabs(
        '{type: object, properties: {replicas: {type: integer, maximum: 10}, note: {type: string}, deep: {type: object, properties: {x: {type: integer}}, x-kubernetes-validations: [{rule: self.x > 5}]}}}',
      ),
    )
    expect(await apply(crontab('a', '{replicas: 50, note: hi, deep: {x: 1}}'))).toContain('configured')
    expect(await apply(crontab('a', '{replicas: 51, note: hi, deep: {x: 1}}'))).toBe(
      'The CronTab "a" is invalid: spec.replicas: Invalid value: 51: spec.replicas in body should be less than or equal to 10',
    )
    expect(await apply(crontab('a', '{replicas: 50, deep: {x: 2}}'))).toBe(
      'The CronTab "a" is invalid: spec.deep: Invalid value: failed rule: self.x > 5',
    )
  })
})

describe('several versions', () => {
  const versions = (conversion = 'None') => `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: crontabs.stable.example.com }
spec:
  group: stable.example.com
  scope: Namespaced
  names: { plural: crontabs, kind: CronTab }
  conversion: { strategy: ${conversion}${conversion === 'Webhook' ? ', webhook: {clientConfig: {url: "https://example.com"}, conversionReviewVersions: [v1]}' : ''} }
  versions:
  - { name: v1beta1, served: true, storage: true, deprecated: true, schema: { openAPIV3Schema: { type: object, properties: { spec: { type: object, properties: { a: {type: string}, old: {type: string} } } } } }, additionalPrinterColumns: [{name: Old, type: string, jsonPath: .spec.old}] }
  - { name: v1, served: true, storage: false, schema: { openAPIV3Schema: { type: object, properties: { spec: { type: object, properties: { a: {type: string}, new: {type: string, default: x} } } } } }, additionalPrinterColumns: [{name: New, type: string, jsonPath: .spec.new}, {name: Wide, type: string, priority: 2, jsonPath: .spec.a}] }
  - { name: v0, served: false, storage: false, schema: { openAPIV3Schema: { type: object } } }
`

  it('are told in each of them, the newest first', async () => {
    await apply(versions())
    await expectSession(
      cli,
      '$ apply -f -\n[stderr] Warning: stable.example.com/v1beta1 CronTab is deprecated; use stable.example.com/v1 CronTab\ncrontab.stable.example.com/a created',
      crontab('a', '{a: b, old: o}', 'v1beta1'),
    )
    await expectSession(
      cli,
      `
      $ get crontabs
      NAME   NEW
      a      x

      $ get crontabs -o wide
      NAME   NEW   WIDE
      a      x     b

      $ get crontabs.v1beta1.stable.example.com
      [stderr] Warning: stable.example.com/v1beta1 CronTab is deprecated; use stable.example.com/v1 CronTab
      NAME   OLD
      a      o

      $ get crontabs.v1.stable.example.com a -o jsonpath={.apiVersion}{.spec}
      stable.example.com/v1{"a":"b","new":"x"}

      $ get crontabs.v0.stable.example.com
      [stderr] error: the server doesn't have a resource type "crontabs"
      [exit 1]
      `,
    )
    expect(await apply(crontab('b', '{new: n}', 'v0'))).toContain(
      'no matches for kind "CronTab" in version "stable.example.com/v0"',
    )
  })

  it('need a webhook that can be reached if one is to convert them', async () => {
    await apply(versions('Webhook'))
    expect((await cli.run('get crontabs')).stdout + (await cli.run('get crontabs')).stderr).toContain(
      'No resources found',
    )
    expect(await apply(crontab('a', '{a: b}', 'v1'))).toContain(
      'conversion webhook for stable.example.com/v1, Kind=CronTab failed: webhooks are not called',
    )
    expect(await apply(crontab('a', '{a: b}', 'v1beta1'))).toContain('created')
    expect((await cli.run('get crontabs.v1beta1.stable.example.com -o name')).stdout).toContain(
      'crontab.stable.example.com/a',
    )
    expect((await cli.run('delete crd crontabs.stable.example.com')).stdout).toContain('deleted')
  })
})

describe('what was stored before', () => {
  it('gets the defaults that come later, and loses the fields that go', async () => {
    await apply(crontabs('{type: object, properties: {a: {type: string}, gone: {type: string}}}'))
    await apply(crontab('x', '{a: b, gone: g}'))
    await apply(
      crontabs(
        '{type: object, properties: {a: {type: string}, late: {type: object, default: {}, properties: {size: {type: integer, default: 7}}}}}',
      ),
    )
    expect((await cli.run('get ct x -o jsonpath={.spec}')).stdout).toBe('{"a":"b","late":{"size":7}}')
  })
})

describe('names', () => {
  const other = (names: string, plural: string) => `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: ${plural}.stable.example.com }
spec: { group: stable.example.com, scope: Namespaced, names: ${names}, versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}] }
`
  const conditions = async (fields: string) => {
    const path = `jsonpath={range .status.conditions[*]}${fields};{end}`
    return (await cli.run(['get', 'crd', 'others.stable.example.com', '-o', path])).stdout
  }

  it.each([
    ['{plural: others, kind: Other, shortNames: [ct]}', 'ShortNamesConflict', '"ct" is already in use'],
    ['{plural: others, kind: CronTab, listKind: OtherList}', 'KindConflict', '"CronTab" is already in use'],
    ['{plural: others, singular: crontab, kind: Other}', 'SingularConflict', '"crontab" is already in use'],
  ])('that are taken are not given twice: %s', async (names, reason, message) => {
    await apply(crontabs('{type: object}'))
    await apply(other(names, 'others'))
    expect(await conditions('{.type}={.status},{.reason},{.message}')).toBe(
      `NamesAccepted=False,${reason},${message};Established=False,NotAccepted,not all names are accepted;`,
    )
    expect((await cli.run('get others')).stderr).toContain(
      'the server doesn\'t have a resource type "others"',
    )
    expect((await cli.run('get ct')).stderr).toContain('No resources found')
    await cli.run('delete crd crontabs.stable.example.com')
    expect(await conditions('{.type}={.status}')).toBe('NamesAccepted=True;Established=True;')
    expect((await cli.run('get others')).stderr).toContain('No resources found')
  })
})

describe('subresources', () => {
  const more =
    'subresources: { status: {}, scale: { specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas } }'
  beforeEach(async () => {
    await apply(crontabs('{type: object, properties: {replicas: {type: integer, maximum: 5}}}', more))
    await apply(crontab('a', '{replicas: 2}'))
  })

  it('scale within the bounds of the schema', async () => {
    await expectSession(
      cli,
      `
      $ scale crontab a --replicas=4
      crontab.stable.example.com/a scaled

      $ scale crontab a --replicas=9
      [stderr] The CronTab "a" is invalid: spec.replicas: Invalid value: 9: spec.replicas in body should be less than or equal to 5
      [exit 1]

      $ get crontab a -o jsonpath={.spec.replicas},{.metadata.generation}
      4,2

      $ get crontab a --subresource=scale
      NAME   DESIRED   AVAILABLE   AGE
      a      4         0           0s
      `,
    )
  })

  it('keep the status apart', async () => {
    await expectSession(
      cli,
      `
      $ patch crontab a --type=merge -p '{"status":{"replicas":3},"metadata":{"labels":{"x":"y"}}}' --subresource=status
      crontab.stable.example.com/a patched

      $ patch crontab a --type=merge -p '{"status":{"replicas":9}}'
      crontab.stable.example.com/a patched (no change)

      $ get crontab a -o jsonpath={.status.replicas},{.metadata.generation},{.metadata.labels}
      3,1,

      $ patch crontab a --type=merge -p '{"status":{"replicas":"many"}}' --subresource=status
      [stderr] The CronTab "a" is invalid: status.replicas: Invalid value: "string": status.replicas in body must be of type integer: "string"
      [exit 1]
      `,
    )
  })
})
