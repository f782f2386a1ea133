/** Spoiled manifests: whatever comes in, a command ends with 0 or 1, tells it in words, and leaves nothing half-done. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/base/json.ts'
import { createTestCli, type Result, type TestCli } from '../cli/test-cli.ts'
import { spoiledBytes, spoiledObjects } from './mutations.ts'

const manifests: JsonObject[] = [
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', labels: { app: 'web' }, annotations: { note: 'x' } },
    data: { key: 'value', other: 'line\nline\n' },
    binaryData: { bytes: 'AAEC' },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: {
      selector: { app: 'web' },
      type: 'NodePort',
      ports: [{ name: 'http', port: 80, targetPort: 'http' }],
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', labels: { app: 'web' }, finalizers: ['example.com/hold'] },
    spec: {
      initContainers: [{ name: 'init', image: 'init:1', command: ['true'] }],
      containers: [
        {
          name: 'web',
          image: 'web:1',
          ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
          env: [
            { name: 'A', value: '1' },
            { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
          ],
          resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } },
          readinessProbe: { httpGet: { path: '/', port: 'http' }, periodSeconds: 5 },
          volumeMounts: [{ name: 'data', mountPath: '/data' }],
        },
      ],
      volumes: [
        { name: 'data', configMap: { name: 'settings', items: [{ key: 'key', path: 'k', mode: 420 }] } },
      ],
      nodeSelector: { 'kubernetes.io/os': 'linux' },
      tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoSchedule' }],
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] }],
          },
        },
      },
    },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas: 1,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 1 } },
      selector: { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'app', operator: 'Exists' }] },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'web', image: 'web:1' }] },
      },
    },
  },
  {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget', shortNames: ['wd'] },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          additionalPrinterColumns: [{ name: 'Size', type: 'integer', jsonPath: '.spec.size' }],
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: { spec: { type: 'object', properties: { size: { type: 'integer', minimum: 1 } } } },
            },
          },
        },
      ],
    },
  },
]

const yaml = `# Settings
apiVersion: v1
kind: ConfigMap
metadata:
  name: one
  labels: &labels { app: web, "quoted key": 'it''s' }
data:
  text: |
    line
      indented
  folded: >-
    a
    b
  number: "1"
---
apiVersion: v1
kind: Service
metadata: { name: two, labels: *labels }
spec:
  ports:
  - port: 80
    targetPort: 0x50
  selector:
    app: web
`

/** What only a mistake in the program says. */
const internal =
  /\n {4}at |Cannot read|is not a function|is not iterable|not defined|Maximum call stack|\[object |undefined/

describe('a spoiled manifest', () => {
  it('of other bytes is applied or refused', async () => {
    await fc.assert(
      fc.asyncProperty(spoiledBytes([yaml, JSON.stringify(manifests[0], undefined, 2)]), async (bytes) => {
        await using cli = createTestCli()
        await expectWhole(cli, await cli.run('apply -f -', { stdin: bytes }))
      }),
      { numRuns: 150 },
    )
  })

  it('with something else in a field is stored whole or not at all', async () => {
    const objects = manifests.filter(({ kind }) => kind !== 'Deployment')
    await fc.assert(
      fc.asyncProperty(spoiledObjects(objects), async (object) => {
        await using cli = createTestCli()
        await expectWhole(cli, await cli.run('apply -f -', { stdin: JSON.stringify(object) }))
      }),
      { numRuns: 200 },
    )
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  // Of a Deployment only dry runs: with a number of replicas out of range the cluster would rightly be busy for long.
  it('is judged without being stored', async () => {
    await using cli = createTestCli()
    await fc.assert(
      fc.asyncProperty(spoiledObjects(manifests), async (object) => {
        const before = await everything(cli)
        expectWords(await cli.run('apply --dry-run=server -f -', { stdin: JSON.stringify(object) }))
        expect(await everything(cli)).toBe(before)
      }),
      { numRuns: 300 },
    )
  })
})

/** Server-side apply goes by the types of fields, of the spoiled manifest and of what the object was before. */
describe('a spoiled manifest that is applied server-side', () => {
  it.each([
    ['to nothing', []],
    ['over itself', ['apply --server-side']],
    ['over what client-side apply made', ['apply']],
  ])('%s is judged in words', async (_, before) => {
    await using cli = createTestCli()
    const [, , , { spec } = {}, ...rest] = manifests
    const idle = { ...manifests[3]!, spec: { ...(spec as JsonObject), replicas: 0 } }
    const objects = [...manifests.slice(0, 3), idle, ...rest]
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects })
    for (const line of before) await cli.run(`${line} -f -`, { stdin: list })
    await fc.assert(
      fc.asyncProperty(spoiledObjects(manifests), fc.boolean(), async (object, force) => {
        const line = `apply --server-side --dry-run=server ${force ? '--force-conflicts' : ''} -f -`
        expectWords(await cli.run(line, { stdin: JSON.stringify(object) }))
      }),
      { numRuns: 150 },
    )
  })
})

/** What was said to be done is done, and nothing else. */
async function expectWhole(cli: TestCli, result: Result): Promise<void> {
  expectWords(result)
  const said = result.stdout.split('\n').filter((line) => line !== '')
  for (const line of said) expect(line).toMatch(/^\S+\/\S+ (created|configured|unchanged)$/)
  const names = [...new Set(said.map((line) => line.split(' ')[0]))]
  const found = (await everything(cli)).split('\n').filter((name) => !initial.test(name) && name !== '')
  expect(found.sort()).toEqual(names.sort())
}

function expectWords({ stdout, stderr, exitCode }: Result): void {
  expect([0, 1]).toContain(exitCode)
  expect(stderr).not.toMatch(internal)
  if (exitCode === 1) expect(stderr).not.toBe('')
  expect(stdout + stderr).not.toBe('')
}

/** Names of a new cluster's own objects. */
const initial = /^(configmap\/kube-root-ca\.crt|service\/kubernetes)$/

async function everything(cli: TestCli): Promise<string> {
  const { stdout } = await cli.run(
    'get configmaps,services,pods,deployments,customresourcedefinitions -A -o name',
  )
  return [...new Set(stdout.split('\n'))].join('\n')
}
