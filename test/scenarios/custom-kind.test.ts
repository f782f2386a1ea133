/** A kind of one's own: it lives with its definition, and its objects are checked by the schema. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../cli/test-cli.ts'
import { expectSession } from './transcript.ts'

let cli: TestCli
beforeEach(() => {
  cli = createTestCli()
})
afterEach(() => cli[Symbol.asyncDispose]())

const definition = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: backups.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { plural: backups, kind: Backup, shortNames: [bu], categories: [all] }
  versions:
  - name: v1
    served: true
    storage: true
    additionalPrinterColumns:
    - { name: Schedule, type: string, jsonPath: .spec.schedule }
    - { name: Keep, type: integer, jsonPath: .spec.keep }
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            required: [schedule]
            properties:
              schedule: { type: string }
              keep: { type: integer, minimum: 1, default: 3 }
`

const backup = (name: string, spec: string) =>
  `apiVersion: example.com/v1\nkind: Backup\nmetadata: {name: ${name}}\nspec: ${spec}\n`

describe('a custom kind', () => {
  it('lives with its definition', async () => {
    const objects = `${backup('daily', '{schedule: "0 0 * * *"}')}---\n${backup('hourly', '{schedule: "0 * * * *", keep: 24}')}`
    expect(await cli.run('apply -f -', { stdin: objects })).toMatchObject({
      stdout: '',
      stderr: expect.stringContaining('no matches for kind "Backup" in version "example.com/v1"'),
      exitCode: 1,
    })
    await expectSession(
      cli,
      '$ apply -f -\ncustomresourcedefinition.apiextensions.k8s.io/backups.example.com created',
      definition,
    )
    await expectSession(
      cli,
      '$ apply -f -\nbackup.example.com/daily created\nbackup.example.com/hourly created\n$ apply -f -\nbackup.example.com/daily unchanged\nbackup.example.com/hourly unchanged',
      objects,
    )
    await expectSession(
      cli,
      `
      $ get bu
      NAME     SCHEDULE    KEEP
      daily    0 0 * * *   3
      hourly   0 * * * *   24

      $ get all -o name
      service/kubernetes
      backup.example.com/daily
      backup.example.com/hourly

      $ explain backup.spec.keep
      GROUP:      example.com
      KIND:       Backup
      VERSION:    v1
      FIELD: keep <integer>
      DESCRIPTION:
      <empty>

      $ delete crd backups.example.com
      customresourcedefinition.apiextensions.k8s.io "backups.example.com" deleted

      $ get backups
      [stderr] error: the server doesn't have a resource type "backups"
      [exit 1]
      `,
    )
    await expectSession(
      cli,
      '$ apply -f -\ncustomresourcedefinition.apiextensions.k8s.io/backups.example.com created',
      definition,
    )
    await expectSession(cli, '$ get backups\n[stderr] No resources found in default namespace.')
  })

  it.each([
    [
      'a value of another type',
      '{schedule: 5}',
      'spec.schedule: Invalid value: "integer": spec.schedule in body must be of type string: "integer"',
    ],
    [
      'a value out of range',
      '{schedule: a, keep: 0}',
      'spec.keep: Invalid value: 0: spec.keep in body should be greater than or equal to 1',
    ],
    ['without what is required', '{keep: 1}', 'spec.schedule: Required value'],
  ])('refuses %s', async (_title, spec, message) => {
    await cli.run('apply -f -', { stdin: definition })
    expect(await cli.run('apply -f -', { stdin: backup('x', spec) })).toEqual({
      stdout: '',
      stderr: `The Backup "x" is invalid: ${message}\n`,
      exitCode: 1,
    })
  })
})
