/** Policies that change what is written: how, in which order, and what they cannot do. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../../cli/test-cli.ts'

let cli: TestCli
beforeEach(() => {
  cli = createTestCli()
})
afterEach(() => cli[Symbol.asyncDispose]())

async function apply(...documents: object[]): Promise<string> {
  const stdin = documents.map((document) => JSON.stringify(document)).join('\n---\n')
  const { stdout, stderr } = await cli.run('apply -f -', { stdin })
  return (stderr + stdout).trim()
}

interface Options {
  readonly name?: string
  readonly resources?: readonly string[]
  readonly apiGroups?: readonly string[]
  readonly spec?: object
  readonly binding?: object
}

/** A policy with its binding, about ConfigMaps unless it says otherwise. */
function policy(mutations: readonly object[], options: Options = {}): object[] {
  const { name = 'p', resources = ['configmaps'], apiGroups = [''], spec, binding } = options
  const apiVersion = 'admissionregistration.k8s.io/v1'
  const rule = { apiGroups, apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources }
  return [
    {
      apiVersion,
      kind: 'MutatingAdmissionPolicy',
      metadata: { name },
      spec: {
        reinvocationPolicy: 'Never',
        matchConstraints: { resourceRules: [rule] },
        mutations,
        ...spec,
      },
    },
    {
      apiVersion,
      kind: 'MutatingAdmissionPolicyBinding',
      metadata: { name: name === 'p' ? 'b' : name },
      spec: { policyName: name, ...binding },
    },
  ]
}

const config = (expression: string) => ({
  patchType: 'ApplyConfiguration',
  applyConfiguration: { expression },
})
const jsonPatch = (expression: string) => ({ patchType: 'JSONPatch', jsonPatch: { expression } })

const configMap = (name: string, data: object = {}, labels: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, labels },
  data,
})

const pod = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [{ name: 'main', image: 'nginx' }] },
})

const denied = (message: string) =>
  `The configmaps "a" is invalid: : policy 'p' with binding 'b' denied request: ${message}`

async function shown(path: string, what = 'configmap a'): Promise<string> {
  return (await cli.run(`get ${what} -o jsonpath={${path}}`)).stdout.trim()
}

describe('a mutation', () => {
  it.each([
    [
      'sets a label',
      config('Object{metadata: Object.metadata{labels: {"new": "1"}}}'),
      '{"new":"1","old":"0"}',
    ],
    [
      'sets what it makes of the object and the request',
      config('Object{metadata: Object.metadata{labels: {"new": object.data.x + request.operation}}}'),
      '{"new":"2CREATE","old":"0"}',
    ],
    [
      'adds by JSON patch',
      jsonPatch('[JSONPatch{op: "add", path: "/metadata/labels/new", value: "1"}]'),
      '{"new":"1","old":"0"}',
    ],
    [
      'adds under a key that has to be escaped',
      jsonPatch(
        '[JSONPatch{op: "add", path: "/metadata/labels/" + jsonpatch.escapeKey("a.b/c"), value: "1"}]',
      ),
      '{"a.b/c":"1","old":"0"}',
    ],
    [
      'tests, moves and removes',
      jsonPatch(
        '[JSONPatch{op: "test", path: "/data/x", value: "2"}, JSONPatch{op: "copy", from: "/metadata/labels/old", path: "/metadata/labels/new"}, JSONPatch{op: "remove", path: "/metadata/labels/old"}]',
      ),
      '{"new":"0"}',
    ],
    ['may change nothing', jsonPatch('[]'), '{"old":"0"}'],
  ])('%s', async (_, mutation, labels) => {
    await apply(...policy([mutation]))
    expect(await apply(configMap('a', { x: '2' }, { old: '0' }))).toBe('configmap/a created')
    expect(await shown('.metadata.labels')).toBe(labels)
  })

  it('adds a container beside the others, with defaults', async () => {
    const sidecar =
      'Object{spec: Object.spec{initContainers: [Object.spec.initContainers{name: "proxy", image: "proxy:1", restartPolicy: "Always"}]}}'
    await apply(...policy([config(sidecar)], { resources: ['pods'] }))
    expect(await apply(pod('web'))).toBe('pod/web created')
    expect(await shown('.spec.initContainers[*].name', 'pod web')).toBe('proxy')
    expect(await shown('.spec.initContainers[*].imagePullPolicy', 'pod web')).toBe('IfNotPresent')
    expect(await shown('.spec.containers[*].name', 'pod web')).toBe('main')
  })

  it('changes one item of a list by its key', async () => {
    const tag =
      'Object{spec: Object.spec{containers: object.spec.containers.map(c, Object.spec.containers{name: c.name, image: "registry.example/" + c.image})}}'
    await apply(...policy([config(tag)], { resources: ['pods'] }))
    await apply(pod('web'))
    expect(await shown('.spec.containers[*].image', 'pod web')).toBe('registry.example/nginx')
  })

  it('sees what the one before has made', async () => {
    await apply(
      ...policy([
        config('Object{data: {"y": "1"}}'),
        jsonPatch('[JSONPatch{op: "add", path: "/data/z", value: object.data.y + "2"}]'),
      ]),
    )
    await apply(configMap('a', { x: '0' }))
    expect(await shown('.data')).toBe('{"x":"0","y":"1","z":"12"}')
  })

  it('is validated with the rest of the object', async () => {
    await apply(...policy([config('Object{metadata: Object.metadata{labels: {"new": "not valid"}}}')]))
    expect(await apply(configMap('a'))).toContain(
      'The ConfigMap "a" is invalid: metadata.labels: Invalid value: "not valid"',
    )
  })

  it('takes part in later writes too', async () => {
    await apply(configMap('a', { x: '0' }))
    await apply(...policy([config('Object{data: {"y": oldObject.data.x}}')]))
    expect(await apply(configMap('a', { x: '1' }))).toBe('configmap/a configured')
    expect(await shown('.data')).toBe('{"x":"1","y":"0"}')
  })
})

describe('what cannot be done', () => {
  it.each([
    [
      'atomic parts',
      config('Object{spec: Object.spec{selector: Object.spec.selector{matchLabels: {"a": "b"}}}}'),
      'error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: .spec.selector',
    ],
    [
      'fields there are not',
      config('Object{spec: Object.spec{replica: 1}}'),
      'error applying patch: failed to convert patch object to typed object: .spec.replica: field not declared in schema',
    ],
    [
      'names that are not the path',
      config('Object{spec: Object.metadata{replicas: 1}}'),
      'type mismatch: unexpected type name "Object.metadata", expected "Object.spec", which matches field name path from root Object type',
    ],
  ])('%s', async (_, mutation, message) => {
    await apply(...policy([mutation], { resources: ['deployments'], apiGroups: ['apps'] }))
    const made = await cli.run('create deployment a --image nginx')
    expect(made.stderr).toContain(`policy 'p' with binding 'b' denied request: ${message}`)
  })

  it('fails as the policy says', async () => {
    const broken = [config('Object{data: {"y": object.data.nope}}')]
    await apply(...policy(broken))
    expect(await apply(configMap('a'))).toContain(denied(''))
    await apply(...policy(broken, { spec: { failurePolicy: 'Ignore' } }))
    expect(await apply(configMap('a'))).toBe('configmap/a created')
  })

  it('does not stand in the way of a dry run', async () => {
    await apply(...policy([config('Object{data: {"y": "1"}}')]))
    const stdin = JSON.stringify(configMap('a'))
    const dry = await cli.run('create -f - --dry-run=server -o jsonpath={.data}', { stdin })
    expect(dry.stdout).toBe('{"y":"1"}')
    expect((await cli.run('get configmap a')).exitCode).toBe(1)
  })
})

describe('whether a policy is asked', () => {
  const mark = [config('Object{data: {"y": "1"}}')]

  it.each([
    ['a condition that holds', 'object.data.x == "0"', '1'],
    ['a condition that does not', 'object.data.x == "1"', ''],
  ])('%s', async (_, expression, y) => {
    await apply(...policy(mark, { spec: { matchConditions: [{ name: 'c', expression }] } }))
    await apply(configMap('a', { x: '0' }))
    expect(await shown('.data.y')).toBe(y)
  })

  it('only with a binding that selects the object', async () => {
    const objectSelector = { matchLabels: { on: 'yes' } }
    await apply(...policy(mark, { binding: { matchResources: { objectSelector } } }))
    await apply(configMap('a'))
    await apply(configMap('c', {}, { on: 'yes' }))
    expect(await shown('.data.y')).toBe('')
    expect(await shown('.data.y', 'configmap c')).toBe('1')
  })

  it('with variables and params', async () => {
    await apply(configMap('settings', { prefix: 'team-' }))
    await apply(
      ...policy([config('Object{metadata: Object.metadata{labels: {"owner": variables.owner}}}')], {
        spec: {
          paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
          variables: [{ name: 'owner', expression: 'params.data.prefix + object.metadata.name' }],
        },
        binding: {
          paramRef: { name: 'settings', namespace: 'default', parameterNotFoundAction: 'Deny' },
        },
      }),
    )
    await apply(configMap('a'))
    expect(await shown('.metadata.labels.owner')).toBe('team-a')
  })

  it.each([
    ['Never', ''],
    ['IfNeeded', 'seen'],
  ])('a second time: %s', async (reinvocationPolicy, second) => {
    const sees = [config('Object{data: has(object.data.late) ? {"second": "seen"} : {"first": "1"}}')]
    await apply(...policy(sees, { name: 'a-first', spec: { reinvocationPolicy } }))
    await apply(...policy([config('Object{data: {"late": "1"}}')], { name: 'b-second' }))
    await apply(configMap('a', { x: '0' }))
    expect(await shown('.data.second')).toBe(second)
  })
})

describe('writing a policy', () => {
  it.each([
    ['no mutations', [], 'spec.mutations: Required value: mutations must contain at least one item'],
    [
      'a patch type there is not',
      [{ patchType: 'Merge' }],
      'spec.mutations[0].patchType: Unsupported value: "Merge": supported values: "ApplyConfiguration", "JSONPatch"',
    ],
    [
      'what is no patch',
      [config('"x"')],
      'spec.mutations[0].applyConfiguration.expression: Invalid value: "\\"x\\""',
    ],
    [
      'what is no list of operations',
      [jsonPatch('true')],
      'spec.mutations[0].jsonPatch.expression: Invalid value: "true"',
    ],
    ['an expression that does not parse', [jsonPatch('[')], 'compilation failed: ERROR: <input>:1:'],
  ])('refuses %s', async (_, mutations, message) => {
    expect(await apply(...policy(mutations))).toContain(message)
  })

  it('asks for a reinvocation policy', async () => {
    expect(
      await apply(...policy([config('Object{}')], { spec: { reinvocationPolicy: undefined } })),
    ).toContain('spec.reinvocationPolicy: Required value')
  })

  it('shows policies and bindings in tables', async () => {
    await apply(...policy([config('Object{}')]))
    const policies = await cli.run('get mutatingadmissionpolicies')
    expect(policies.stdout).toMatch(/^NAME\s+MUTATIONS\s+PARAMKIND\s+AGE\np\s+1\s+<unset>/)
    const bindings = await cli.run('get mutatingadmissionpolicybindings')
    expect(bindings.stdout).toMatch(/^NAME\s+POLICYNAME\s+PARAMREF\s+AGE\nb\s+p\s+<unset>/)
  })
})
