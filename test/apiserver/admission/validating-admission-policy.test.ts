/** Policies in CEL: which requests they are about, what they see, and how they refuse. */
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

/** A policy about ConfigMaps, with its binding; anything may be laid over both. */
function policy(spec: object, binding: object = {}): object[] {
  return [
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: 'p' },
      spec: {
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: [''],
              apiVersions: ['v1'],
              operations: ['CREATE', 'UPDATE'],
              resources: ['configmaps'],
            },
          ],
        },
        ...spec,
      },
    },
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: 'b' },
      spec: { policyName: 'p', validationActions: ['Deny'], ...binding },
    },
  ]
}

const configMap = (name: string, data: object = {}, labels: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, labels },
  data,
})

const denied = (name: string, message: string) =>
  `The configmaps "${name}" is invalid: : ValidatingAdmissionPolicy 'p' with binding 'b' denied request: ${message}`

describe('a policy', () => {
  it.each([
    ['its message', { expression: 'false', message: 'no' }, 'no'],
    [
      'its expression where it has no message',
      { expression: ' object.data.x == "1" ' },
      'failed expression: object.data.x == "1"',
    ],
    [
      'what its message expression says',
      { expression: 'false', message: 'no', messageExpression: '"not " + object.metadata.name' },
      'not a',
    ],
    [
      'its message where the message expression fails',
      { expression: 'false', message: 'no', messageExpression: 'string(object.nope)' },
      'no',
    ],
    [
      'why its expression has no value',
      { expression: 'object.data.y == "1"' },
      `expression 'object.data.y == "1"' resulted in error: no such key: y`,
    ],
  ])('refuses with %s', async (_, validation, message) => {
    await apply(...policy({ validations: [validation] }))
    expect(await apply(configMap('a', { x: '2' }))).toBe(denied('a', message))
    expect((await cli.run('get configmap a')).exitCode).toBe(1)
  })

  it('gives the reason that it is told', async () => {
    await apply(...policy({ validations: [{ expression: 'false', message: 'no', reason: 'Forbidden' }] }))
    expect(await apply(configMap('a'))).toBe(
      `Error from server (Forbidden): error when creating "STDIN": configmaps "a" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no`,
    )
  })

  it.each([
    ['the object', 'object.data.x == "1" && !has(object.data.y) && object.kind == "ConfigMap"'],
    ['no object of before', 'oldObject == null'],
    [
      'the request',
      'request.operation == "CREATE" && request.name == "a" && request.namespace == "default" && request.kind.kind == "ConfigMap" && request.resource.resource == "configmaps" && !request.dryRun',
    ],
    [
      'the user',
      'request.userInfo.username == "kubernetes-admin" && "system:authenticated" in request.userInfo.groups',
    ],
    [
      'the namespace',
      'namespaceObject.metadata.name == "default" && namespaceObject.metadata.labels["kubernetes.io/metadata.name"] == "default" && namespaceObject.status.phase == "Active" && namespaceObject.metadata.creationTimestamp < timestamp("2100-01-01T00:00:00Z")',
    ],
    ['variables', 'variables.big == 4 && variables.x == "1"'],
    [
      'who may do what',
      'authorizer.group("").resource("pods").namespace("default").check("create").allowed() && !authorizer.serviceAccount("default", "default").group("").resource("pods").check("create").allowed() && authorizer.requestResource.check("create").allowed()',
    ],
  ])('sees %s', async (_, expression) => {
    const variables = [
      { name: 'small', expression: '2' },
      { name: 'big', expression: 'variables.small * 2' },
      { name: 'x', expression: 'object.data.x' },
    ]
    await apply(...policy({ variables, validations: [{ expression }] }))
    expect(await apply(configMap('a', { x: '1' }))).toBe('configmap/a created')
  })

  it('compares with what was before', async () => {
    await apply(
      ...policy({
        validations: [
          { expression: 'oldObject == null || object.data == oldObject.data', message: 'the data stays' },
        ],
      }),
    )
    expect(await apply(configMap('a', { x: '1' }))).toBe('configmap/a created')
    expect(await apply(configMap('a', { x: '1' }, { l: 'm' }))).toBe('configmap/a configured')
    expect(await apply(configMap('a', { x: '2' }))).toContain('denied request: the data stays')
    expect((await cli.run('delete configmap a')).stdout).toContain('deleted')
  })

  it('sees deletions, if it is about them', async () => {
    const rules = [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['DELETE'], resources: ['*'] }]
    await apply(
      ...policy({
        matchConstraints: { resourceRules: rules },
        validations: [
          {
            expression: 'object == null && !("keep" in oldObject.metadata.?labels.orValue({}))',
            message: 'it is kept',
          },
        ],
      }),
    )
    await apply(configMap('a', {}, { keep: 'x' }), configMap('b'))
    expect((await cli.run('delete configmap a')).stderr).toContain('denied request: it is kept')
    expect((await cli.run('delete configmap b')).stdout).toContain('deleted')
  })

  it('is not about what its conditions leave out', async () => {
    const matchConditions = [{ name: 'named', expression: 'object.metadata.name.startsWith("x")' }]
    await apply(...policy({ matchConditions, validations: [{ expression: 'false' }] }))
    expect(await apply(configMap('a'))).toBe('configmap/a created')
    expect(await apply(configMap('xa'))).toContain('failed expression: false')
  })

  it.each([
    [
      'another resource',
      {
        resourceRules: [
          {
            apiGroups: [''],
            apiVersions: ['v1'],
            operations: ['CREATE'],
            resources: ['secrets', 'configmaps/status'],
          },
        ],
      },
    ],
    [
      'another operation',
      { resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['*'] }] },
    ],
    [
      'other names',
      {
        resourceRules: [
          { apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['*'], resourceNames: ['b'] },
        ],
      },
    ],
    [
      'the cluster',
      {
        resourceRules: [
          { apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['*'], scope: 'Cluster' },
        ],
      },
    ],
    [
      'all else',
      {
        resourceRules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*'] }],
        excludeResourceRules: [
          { apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['configmaps'] },
        ],
      },
    ],
    [
      'other namespaces',
      {
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['*'] }],
        namespaceSelector: { matchLabels: { env: 'prod' } },
      },
    ],
    [
      'objects with other labels',
      {
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['*'] }],
        objectSelector: { matchLabels: { app: 'web' } },
      },
    ],
  ])('that is about %s leaves an object alone', async (_, matchConstraints) => {
    await apply(...policy({ matchConstraints, validations: [{ expression: 'false' }] }))
    expect(await apply(configMap('a'))).toBe('configmap/a created')
  })

  it('does nothing until it is bound, nor where its binding does not match', async () => {
    const [definition, binding] = policy(
      { validations: [{ expression: 'false' }] },
      { matchResources: { objectSelector: { matchLabels: { app: 'web' } } } },
    )
    await apply(definition!)
    expect(await apply(configMap('a'))).toBe('configmap/a created')
    await apply(binding!)
    expect(await apply(configMap('b'))).toBe('configmap/b created')
    expect(await apply(configMap('c', {}, { app: 'web' }))).toContain('denied request')
  })

  it('warns where it is bound to', async () => {
    await apply(
      ...policy(
        { validations: [{ expression: 'false', message: 'not good' }] },
        { validationActions: ['Warn', 'Audit'] },
      ),
    )
    expect(await apply(configMap('a'))).toBe(
      "Warning: Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': not good\nconfigmap/a created",
    )
  })

  it('lets pass what it cannot judge, if it is told to', async () => {
    await apply(
      ...policy({ failurePolicy: 'Ignore', validations: [{ expression: 'object.nope' + ' == 1' }] }),
    )
    expect(await apply(configMap('a'))).toBe('configmap/a created')
  })

  it('sees the Scale of what is scaled', async () => {
    const rules = [
      { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['*/scale'] },
    ]
    await apply(
      ...policy({
        matchConstraints: { resourceRules: rules },
        validations: [
          {
            expression: 'object.spec.replicas <= 3 && object.kind == "Scale"',
            messageExpression: '"at most 3, not " + string(object.spec.replicas)',
          },
        ],
      }),
    )
    await cli.run('create deployment web --image=nginx')
    expect((await cli.run('scale deployment web --replicas=4')).stderr).toContain(
      'denied request: at most 3, not 4',
    )
    expect((await cli.run('scale deployment web --replicas=3')).stdout).toContain('scaled')
  })

  it('holds controllers too', async () => {
    const rules = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }]
    await apply(
      ...policy({
        matchConstraints: { resourceRules: rules },
        validations: [
          {
            expression: 'object.spec.containers.all(c, has(c.resources) && has(c.resources.limits))',
            message: 'limits, please',
          },
        ],
      }),
    )
    await cli.run('create deployment web --image=nginx')
    expect((await cli.run('get pods')).stderr).toContain('No resources found')
    const events = (await cli.run('get events')).stdout
    expect(events).toContain('denied request: limits, please')
  })
})

describe('parameters', () => {
  const paramKind = { apiVersion: 'v1', kind: 'ConfigMap' }
  const rules = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['secrets'] }]
  const spec = {
    paramKind,
    matchConstraints: { resourceRules: rules },
    validations: [
      {
        expression: 'params == null || object.metadata.name.size() <= int(params.data.max)',
        messageExpression: '"longer than " + params.data.max',
      },
    ],
  }
  const create = async (name: string) => {
    const { stdout, stderr } = await cli.run(`create secret generic ${name}`)
    return (stderr + stdout).trim()
  }

  it('come by name', async () => {
    await apply(
      configMap('limits', { max: '3' }),
      ...policy(spec, { paramRef: { name: 'limits', parameterNotFoundAction: 'Deny' } }),
    )
    expect(await create('abc')).toBe('secret/abc created')
    expect(await create('abcd')).toContain('denied request: longer than 3')
  })

  it('come by labels, and all of them count', async () => {
    await apply(
      configMap('a', { max: '5' }, { use: 'x' }),
      configMap('b', { max: '3' }, { use: 'x' }),
      configMap('c', { max: '1' }),
    )
    await apply(
      ...policy(spec, {
        paramRef: { selector: { matchLabels: { use: 'x' } }, parameterNotFoundAction: 'Deny' },
      }),
    )
    expect(await create('abc')).toBe('secret/abc created')
    expect(await create('abcd')).toContain('denied request: longer than 3')
  })

  it('refuse where they are missing, or not', async () => {
    await apply(...policy(spec, { paramRef: { name: 'nope', parameterNotFoundAction: 'Deny' } }))
    expect(await create('a')).toContain(
      'denied request: failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction',
    )
    await apply(...policy(spec, { paramRef: { name: 'nope', parameterNotFoundAction: 'Allow' } }))
    expect(await create('a')).toBe('secret/a created')
  })
})

describe('what is refused when a policy is written', () => {
  it.each<[string, object, string]>([
    [
      'an expression that does not compile',
      { validations: [{ expression: 'nope.x' }] },
      `spec.validations[0].expression: Invalid value: "nope.x": compilation failed: ERROR: <input>:1:1: undeclared reference to 'nope' (in container '')\n | nope.x\n | ^`,
    ],
    [
      'an expression that is no bool',
      { validations: [{ expression: '"a"' }] },
      'spec.validations[0].expression: Invalid value: "\\"a\\"": must evaluate to bool but got string',
    ],
    [
      'parameters where there are none',
      { validations: [{ expression: 'params == null' }] },
      `spec.validations[0].expression: Invalid value: "params == null": compilation failed: ERROR: <input>:1:1: undeclared reference to 'params' (in container '')\n | params == null\n | ^`,
    ],
    [
      'a variable before it is there',
      {
        variables: [
          { name: 'a', expression: 'variables.b' },
          { name: 'b', expression: '1' },
        ],
        validations: [{ expression: 'true' }],
      },
      `spec.variables[0].expression: Invalid value: "variables.b": compilation failed: ERROR: <input>:1:1: undeclared reference to 'variables' (in container '')\n | variables.b\n | ^`,
    ],
    [
      'a message that is no text',
      { validations: [{ expression: 'true', messageExpression: '1' }] },
      'spec.validations[0].messageExpression: Invalid value: "1": must evaluate to string but got int',
    ],
    [
      'an audit annotation that is neither text nor null',
      {
        validations: [{ expression: 'true' }],
        auditAnnotations: [{ key: 'a', valueExpression: 'duration("1s")' }],
      },
      'spec.auditAnnotations[0].valueExpression: Invalid value: "duration(\\"1s\\")": must evaluate to one of [string null_type] but got google.protobuf.Duration',
    ],
    [
      'a bad name of a variable',
      { variables: [{ name: 'in', expression: '1' }], validations: [{ expression: 'true' }] },
      'spec.variables[0].name: Invalid value: "in": name is not a valid CEL identifier',
    ],
    [
      'a reason that is none',
      { validations: [{ expression: 'true', reason: 'Gone' }] },
      'spec.validations[0].reason: Unsupported value: "Gone": supported values: "Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized"',
    ],
  ])('%s', async (_, spec, message) => {
    const [definition] = policy(spec)
    expect(await apply(definition!)).toBe(`The ValidatingAdmissionPolicy "p" is invalid: ${message}`)
  })

  it('a binding that denies and warns', async () => {
    const [, binding] = policy({}, { validationActions: ['Deny', 'Warn'] })
    expect(await apply(binding!)).toBe(
      'The ValidatingAdmissionPolicyBinding "b" is invalid: spec.validationActions: Invalid value: ["Deny","Warn"]: must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)',
    )
  })

  it('never what would take the policy away again', async () => {
    const rules = [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*'] }]
    await apply(
      ...policy({ matchConstraints: { resourceRules: rules }, validations: [{ expression: 'false' }] }),
    )
    expect(await apply(configMap('a'))).toContain('denied request')
    expect((await cli.run('delete validatingadmissionpolicybinding b')).stdout).toContain('deleted')
    expect(await apply(configMap('a'))).toBe('configmap/a created')
  })
})

describe('what a policy may cost', () => {
  const loop = 'lists.range(200000).all(a, a >= 0)'

  it('is limited for all its validations together, with what its variables cost', async () => {
    const validations = Array.from({ length: 12 }, () => ({ expression: `variables.a && ${loop}` }))
    await apply(...policy({ variables: [{ name: 'a', expression: loop }], validations }))
    expect(await apply(configMap('a'))).toBe(
      denied(
        'a',
        'validation failed due to running out of cost budget, no further validation rules will be run',
      ),
    )
  })

  it('is limited for its conditions', async () => {
    const matchConditions = ['a', 'b', 'c', 'd'].map((name) => ({ name, expression: loop }))
    await apply(...policy({ matchConditions, validations: [{ expression: 'true' }] }))
    expect(await apply(configMap('a'))).toContain('running out of cost budget')
  })
})
