/** What the status of a policy says of its expressions. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../cli/test-cli.ts'

let cli: TestCli
beforeEach(() => {
  cli = createTestCli()
})
afterEach(() => cli[Symbol.asyncDispose]())

async function apply(document: object): Promise<void> {
  const { stderr } = await cli.run('apply -f -', { stdin: JSON.stringify(document) })
  expect(stderr).toBe('')
}

const deployments = { apiGroups: ['apps'], apiVersions: ['v1'], resources: ['deployments'] }

const policy = (expression: string, rules: readonly object[] = [deployments], spec: object = {}) => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicy',
  metadata: { name: 'p' },
  spec: {
    matchConstraints: {
      resourceRules: rules.map((rule) => ({ ...deployments, operations: ['CREATE'], ...rule })),
    },
    validations: [{ expression }],
    ...spec,
  },
})

async function status(): Promise<{ typeChecking?: { expressionWarnings?: { warning: string }[] } }> {
  const { stdout } = await cli.run('get validatingadmissionpolicy p -o jsonpath={.status}')
  return JSON.parse(stdout)
}

async function warnings(): Promise<string[]> {
  return ((await status()).typeChecking?.expressionWarnings ?? []).map(({ warning }) => warning)
}

describe('the status of a policy', () => {
  it('says that nothing is wrong', async () => {
    await apply(policy('object.spec.replicas <= 5'))
    expect(await status()).toEqual({ observedGeneration: 1, typeChecking: {} })
  })

  it('says which field there is not, and that it has come to be there', async () => {
    await apply(policy('object.replicas > 1'))
    const lines = [
      `apps/v1, Kind=Deployment: compilation failed: ERROR: <input>:1:7: undefined field 'replicas'`,
      ' | object.replicas > 1',
      ' | ......^',
      '',
    ]
    expect(await status()).toEqual({
      observedGeneration: 1,
      typeChecking: {
        expressionWarnings: [{ fieldRef: 'spec.validations[0].expression', warning: lines.join('\n') }],
      },
    })
    await apply(policy('object.spec.replicas > 1'))
    expect(await status()).toEqual({ observedGeneration: 2, typeChecking: {} })
  })

  it('tells of each kind by itself, in order', async () => {
    await apply(
      policy('object.spec.replicas > 1', [
        { resources: ['deployments', 'daemonsets', 'replicasets'] },
        { apiGroups: [''], resources: ['pods'] },
      ]),
    )
    const [warning = ''] = await warnings()
    expect(warning.match(/^\S+, Kind=\w+/gm)).toEqual(['/v1, Kind=Pod', 'apps/v1, Kind=DaemonSet'])
  })

  it.each([
    ['there are types that do not fit', 'object.metadata.name == 1', "no matching overload for '_==_'"],
    [
      'an item is of another type',
      'object.spec.template.spec.containers.all(c, c.image > 0)',
      'no matching overload',
    ],
    [
      'an item has no such field',
      'object.spec.template.spec.containers.all(c, c.nme != "")',
      "undefined field 'nme'",
    ],
  ])('tells where %s', async (_, expression, text) => {
    await apply(policy(expression))
    expect(await warnings()).toEqual([expect.stringContaining(text)])
  })

  it.each([
    ['oldObject == null || object.metadata.labels == oldObject.metadata.labels'],
    ['object.metadata.?labels["a"].orValue("") == "" && has(object.metadata.__namespace__)'],
    [
      'object.spec.template.spec.containers.all(c, quantity(c.resources.limits["cpu"]).isLessThan(quantity("1")))',
    ],
    [
      'object.spec.strategy.rollingUpdate.maxSurge == "1" || object.spec.strategy.rollingUpdate.maxSurge == 1',
    ],
    ['object.metadata.ownerReferences.exists(r, r.kind == "X" && r.controller)'],
    ['object.metadata.creationTimestamp < timestamp("2100-01-01T00:00:00Z")'],
  ])('has nothing against %s', async (expression) => {
    await apply(policy(expression))
    expect(await warnings()).toEqual([])
  })

  it('knows the types of params and of variables', async () => {
    const spec = {
      paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
      variables: [{ name: 'count', expression: 'object.spec.replicas' }],
      validations: [
        { expression: 'variables.count > 1', messageExpression: '"no: " + params.data.message' },
        { expression: 'variables.count == "1"', messageExpression: '"no: " + params.date.message' },
      ],
    }
    await apply(policy('', [deployments], spec))
    expect((await status()).typeChecking?.expressionWarnings).toMatchObject([
      { fieldRef: 'spec.validations[1].expression' },
      { fieldRef: 'spec.validations[1].messageExpression' },
    ])
  })

  it('says nothing about wildcards', async () => {
    await apply(
      policy('object.nope == 1', [{ apiGroups: ['*'] }, { apiVersions: ['*'] }, { resources: ['*'] }]),
    )
    expect(await warnings()).toEqual([])
  })

  it('knows custom kinds', async () => {
    const properties = { spec: { type: 'object', properties: { size: { type: 'integer' } } } }
    await apply({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'boxes.e.com' },
      spec: {
        group: 'e.com',
        scope: 'Namespaced',
        names: { kind: 'Box', plural: 'boxes' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object', properties } },
          },
        ],
      },
    })
    const boxes = { apiGroups: ['e.com'], resources: ['boxes'] }
    await apply(policy('object.spec.size > 1 && object.metadata.labels["a"] == "b"', [boxes]))
    expect(await warnings()).toEqual([])
    await apply(policy('object.spec.length > 1', [boxes]))
    expect(await warnings()).toEqual([expect.stringContaining("undefined field 'length'")])
  })
})
