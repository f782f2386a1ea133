/** Whatever a command is given, it answers in words. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from './test-cli.ts'

let cli: TestCli
beforeAll(() => {
  cli = createTestCli()
})
afterAll(() => cli[Symbol.asyncDispose]())

const manifest = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web, tier: "1"}
  annotations: {note: 'a: b'}
spec:
  replicas: 2
  selector: &sel
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
      - name: web
        image: nginx:1.27
        ports: [{containerPort: 80, name: http}]
        env:
        - {name: A, value: "1"}
        resources: {requests: {cpu: 100m, memory: 64Mi}}
        args: ["--x", "y"]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports:
  - port: 80
    targetPort: http
---
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: cm}
  data:
    key: |
      text
`

/** What a slip of the hand, a bad merge or malice makes of a piece of text. */
const pieces = fc.constantFrom(
  '',
  ' ',
  '\t',
  '\n',
  ':',
  '-',
  '- ',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '|',
  '>',
  '&a ',
  '*a',
  '*sel',
  '!!binary ',
  '!!int x',
  '# ',
  '---\n',
  '...\n',
  '%',
  '@',
  '`',
  ',',
  '? ',
  '<<: ',
  'null',
  '~',
  'true',
  'yes',
  '-1',
  '1e999',
  '0x',
  '.nan',
  '99999999999999999999',
  '__proto__: ',
  'constructor: ',
  'toString',
  '\u0000',
  '\u2028',
  '\ud800',
  '𝒳',
  '\r',
  '\ufeff',
)

const mutation = fc.record({
  at: fc.nat(manifest.length - 1),
  remove: fc.nat(12),
  insert: fc.oneof(pieces, fc.string({ maxLength: 8, unit: 'binary' })),
})

function mutate(text: string, changes: { at: number; remove: number; insert: string }[]): string {
  return changes.reduce(
    (result, { at, remove, insert }) => result.slice(0, at) + insert + result.slice(at + remove),
    text,
  )
}

/** Marks of a defect: a stack trace, or the words in which JavaScript tells of one. */
const DEFECT =
  /\n {4}at |is not a function|is not iterable|Cannot read prop|Cannot set prop|undefined|\[object Object\]|Maximum call stack|Internal error/

describe('whatever becomes of a manifest', () => {
  it('it is taken or refused, in words', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (changes) => {
        const { stdout, stderr, exitCode } = await cli.run('apply --dry-run=server -f -', {
          stdin: mutate(manifest, changes),
        })
        expect(stderr).not.toMatch(DEFECT)
        expect(exitCode).toBe(/^(?!Warning: ).+/m.test(stderr) ? 1 : 0)
        if (exitCode === 0) expect(stdout).not.toBe('')
      }),
      { numRuns: 300 },
    )
  })

  it('bytes are met in the same way', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
        cli.file('bytes.yaml', bytes)
        const { stderr, exitCode } = await cli.run('apply --dry-run=server -f bytes.yaml')
        expect(exitCode).toBe(1)
        expect(stderr).toMatch(/^error: .*\n$/)
        expect(stderr).not.toMatch(DEFECT)
      }),
      { numRuns: 200 },
    )
  })

  it('arguments are met in the same way', async () => {
    const word = fc.oneof(
      fc.constantFrom(
        'cm',
        'pods,svc',
        'cm/x',
        '-A',
        '-n',
        '-l',
        '-o',
        'yaml',
        '--',
        '-',
        '--sort-by=.x',
        '--all',
        '-f',
        'name',
      ),
      fc.string({ maxLength: 6 }),
    )
    const command = fc.constantFrom(
      'get',
      'describe',
      'delete',
      'scale',
      'explain',
      'apply',
      'api-resources',
      'version',
    )
    await fc.assert(
      fc.asyncProperty(command, fc.array(word, { maxLength: 5 }), async (name, words) => {
        const { stderr, exitCode } = await cli.run(
          [name, ...words, '--dry-run=client'].filter((each) => name !== 'get' || !each.includes('dry-run')),
        )
        expect(stderr).not.toMatch(DEFECT)
        expect([0, 1]).toContain(exitCode)
      }),
      { numRuns: 300 },
    )
  })
})
