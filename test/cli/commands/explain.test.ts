/** explain. */
import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli
beforeAll(() => {
  cli = createTestCli()
})
afterAll(() => cli[Symbol.asyncDispose]())

/** What kubectl answered, by its arguments. */
function readTranscript(path: string): Map<string, string> {
  const answers = new Map<string, string>()
  for (const part of readFileSync(path, 'utf8')
    .split(/^\$ kubectl /m)
    .slice(1)) {
    const end = part.indexOf('\n')
    answers.set(part.slice(0, end), part.slice(end + 1))
  }
  return answers
}

const transcript = '../shared/reference/transcripts/25b-explain-new-form.txt'
/** Commands whose recorded texts are those of this version of the API, and complete. */
const same = [
  'explain deploy.spec.replicas',
  'explain deployments --api-version=apps/v1',
  'explain cm',
  'explain configmap.data',
  'explain configmap --recursive',
  'explain ns',
  'explain secret',
  'explain Pods',
  'explain pod.',
]

describe.skipIf(!existsSync(transcript))('explain answers as kubectl does', () => {
  const answers = existsSync(transcript) ? readTranscript(transcript) : new Map<string, string>()
  it.each(same)('%s', async (line) => {
    const { stdout, exitCode } = await cli.run(line)
    expect(exitCode).toBe(0)
    // The recording ends each answer with a blank line.
    expect(`${stdout}\n`).toBe(answers.get(line))
  })
})

describe('explain', () => {
  it('tells the values of an enum', async () => {
    const { stdout } = await cli.run('explain svc.spec.type')
    expect(stdout).toMatch(
      /^KIND: {7}Service\nVERSION: {4}v1\n\nFIELD: type <string>\nENUM:\n {4}ClusterIP\n {4}ExternalName\n {4}LoadBalancer\n {4}NodePort\n\nDESCRIPTION:\n {4}type determines/,
    )
  })
  it('shortens long enums in lists, and names types', async () => {
    const { stdout } = await cli.run('explain deploy.spec.strategy --recursive')
    expect(stdout).toContain(
      'FIELDS:\n  rollingUpdate\t<RollingUpdateDeployment>\n    maxSurge\t<IntOrString>\n    maxUnavailable\t<IntOrString>\n  type\t<string>\n  enum: Recreate, RollingUpdate\n',
    )
  })
  it('leaves the values of lists to their items, which kubectl does not tell of', async () => {
    const { stdout } = await cli.run('explain pvc.spec --recursive')
    expect(stdout).toContain('  accessModes\t<[]string>\n  dataSource\t')
  })
  it('says of a field only what is said of it, besides what is said of its type', async () => {
    const { stdout } = await cli.run('explain crd.spec.versions.schema.openAPIV3Schema.items')
    expect(stdout.match(/JSONSchemaPropsOrArray represents/g)).toHaveLength(1)
  })
  it('marks required fields', async () => {
    expect((await cli.run('explain pod.spec')).stdout).toContain('\n  containers\t<[]Container> -required-\n')
  })
  it('ends types that contain themselves', async () => {
    expect((await cli.run('explain crd --recursive')).exitCode).toBe(0)
  })
  it('takes the field of a type that is told with its group', async () => {
    const plain = await cli.run('explain deployments.spec.replicas')
    expect(await cli.run('explain deployments.apps.spec.replicas')).toEqual(plain)
  })

  const refused: [line: string, stdout: string, stderr: string][] = [
    [
      'explain pod.spec.nosuch',
      'KIND:       Pod\nVERSION:    v1\n\n',
      'error: field "nosuch" does not exist\n',
    ],
    [
      'explain pod.nosuch.deeper',
      'KIND:       Pod\nVERSION:    v1\n\n',
      'error: field "deeper" does not exist\n',
    ],
    [
      'explain deployments.apps --api-version=apps/v1',
      'GROUP:      apps\nKIND:       Deployment\nVERSION:    v1\n\n',
      'error: field "apps" does not exist\n',
    ],
    ['explain nosuch', '', 'the server doesn\'t have a resource type "nosuch"\n'],
    ['explain pod svc', '', 'error: We accept only this format: explain RESOURCE\n'],
    ['explain pod.nosuch.deeper --output=plaintext-openapiv2', '', 'error: field "nosuch" does not exist\n'],
    [
      'explain pods --api-version=v9 --output=plaintext-openapiv2',
      '',
      `error: couldn't find resource for "/v9, Kind=Pod"\n`,
    ],
    ['explain pods --output=bogus', '', 'error: unrecognized format: bogus\n'],
    [
      'explain pods --api-version=bogus/v1',
      '',
      `error: couldn't find resource for "bogus/v1, Resource=pods"\n`,
    ],
  ]
  it.each(refused)('refuses: %s', async (line, stdout, stderr) => {
    expect(await cli.run(line)).toEqual({ stdout, stderr, exitCode: 1 })
  })

  it.each([
    [
      'a field with fields',
      'job.spec.podFailurePolicy',
      'RESOURCE: podFailurePolicy <Object>\n\nDESCRIPTION:\n     Specifies the policy',
    ],
    [
      'what is required of it',
      'job.spec.podFailurePolicy',
      '\n\nFIELDS:\n   rules\t<[]Object> -required-\n     A list of pod failure policy rules.',
    ],
    ['a field without', 'cm.data', 'FIELD:    data <map[string]string>\n\nDESCRIPTION:\n     Data contains'],
    ['what is said of its type', 'event.eventTime', 'observed.\n\n     MicroTime is version of Time'],
    ['lists', 'svc.spec.ports.targetPort', 'FIELD:    targetPort <string>\n'],
    ['the last of names that lead nowhere', 'cm.kind.x.y', 'FIELD:    y <string>\n'],
    [
      'what may be anything without its name',
      'crd.spec.versions.schema.openAPIV3Schema.default',
      'VERSION:  apiextensions.k8s.io/v1\n\nDESCRIPTION:\n',
    ],
    ['all fields', 'pod.spec.os --recursive', 'VERSION:  v1\n\nRESOURCE: os <Object>\n'],
    [
      'fields within fields',
      'pod.spec.dnsConfig --recursive',
      'FIELDS:\n   nameservers\t<[]string>\n   options\t<[]Object>\n      name\t<string>\n      value\t<string>\n   searches',
    ],
    ['types that contain themselves', 'crd --recursive', '               properties\t<map[string]Object>\n'],
  ])('tells %s in the old form', async (_, path, text) => {
    const { stdout, stderr } = await cli.run(`explain ${path} --output=plaintext-openapiv2`)
    expect(stderr).toBe('')
    expect(stdout).toContain(text)
  })

  it('says what objects within objects are', async () => {
    const inner =
      '{type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true}'
    const stdin = crontabs
      .replaceAll('crontab', 'holder')
      .replaceAll('CronTab', 'Holder')
      .replace('[ct]', '[hd]')
    await cli.run('apply -f -', {
      stdin: stdin.replace(
        'properties:\n          spec:',
        `properties:\n          inner: ${inner}\n          spec:`,
      ),
    })
    const { stdout } = await cli.run('explain holder.inner')
    expect(stdout).toContain(
      '\n  apiVersion\t<string> -required-\n    apiVersion defines the versioned schema',
    )
    expect(stdout).toContain('\n  metadata\t<ObjectMeta>\n')
    const old = await cli.run('explain holder.inner --output=plaintext-openapiv2')
    expect(old.stdout).toBe(
      'KIND:     Holder\nVERSION:  stable.example.com/v1\n\nDESCRIPTION:\n     <empty>\n',
    )
  })

  it('tells of custom kinds', async () => {
    const { stdout: created } = await cli.run('apply -f -', { stdin: crontabs })
    expect(created).toBe(
      'customresourcedefinition.apiextensions.k8s.io/crontabs.stable.example.com created\n',
    )
    expect((await cli.run('explain crontab.spec')).stdout).toBe(
      'GROUP:      stable.example.com\nKIND:       CronTab\nVERSION:    v1\n\nFIELD: spec <Object>\n\n\nDESCRIPTION:\n    What to run.\n    \nFIELDS:\n  cronSpec\t<string> -required-\n    When to run it.\n\n  replicas\t<integer>\n    <no description>\n\n\n',
    )
    expect((await cli.run('explain crontab.spec --output=plaintext-openapiv2')).stdout).toBe(
      'KIND:     CronTab\nVERSION:  stable.example.com/v1\n\nRESOURCE: spec <Object>\n\nDESCRIPTION:\n     What to run.\n\nFIELDS:\n   cronSpec\t<string> -required-\n     When to run it.\n\n   replicas\t<integer>\n\n',
    )
    expect((await cli.run('explain crontab')).stdout).toContain('\n  metadata\t<ObjectMeta>\n')
  })
})

const crontabs = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: crontabs.stable.example.com}
spec:
  group: stable.example.com
  scope: Namespaced
  names: {plural: crontabs, singular: crontab, kind: CronTab, shortNames: [ct]}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            description: What to run.
            required: [cronSpec]
            properties:
              cronSpec: {type: string, description: When to run it.}
              replicas: {type: integer}
`
