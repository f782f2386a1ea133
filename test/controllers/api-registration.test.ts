/** The groups of custom kinds are registered as those of built-in ones are. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Cluster } from '../../src/index.ts'

let cluster: Cluster
beforeEach(async () => {
  cluster = await Cluster.open({ seed: 'registration' })
})
afterEach(() => cluster.close())

const schema = { openAPIV3Schema: { type: 'object' } }
const definition = (plural: string, ...served: string[]) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.example.com` },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural, kind: plural.toUpperCase() },
    versions: ['v1', 'v1beta1'].map((name) => ({
      name,
      served: served.includes(name),
      storage: name === 'v1',
      schema,
    })),
  },
})
const registered = async () =>
  (await cluster.list('APIService')).items
    .map(({ metadata }) => metadata.name)
    .filter((name) => name?.endsWith('example.com'))
const drop = (plural: string) => cluster.delete('CustomResourceDefinition', `${plural}.example.com`)
const kind = 'APIService'

const cases: [title: string, steps: () => Promise<unknown>, names: string[]][] = [
  [
    'each version that is served',
    () => cluster.apply(definition('shirts', 'v1', 'v1beta1')),
    ['v1.example.com', 'v1beta1.example.com'],
  ],
  ['no version that is not served', () => cluster.apply(definition('shirts', 'v1')), ['v1.example.com']],
  [
    'a version no longer once no kind is served in it',
    async () => {
      await cluster.apply([definition('shirts', 'v1', 'v1beta1'), definition('socks', 'v1')])
      await drop('shirts')
    },
    ['v1.example.com'],
  ],
  [
    'none when the last definition is gone',
    async () => {
      await cluster.apply(definition('shirts', 'v1'))
      await drop('shirts')
    },
    [],
  ],
  [
    'anew what somebody deletes',
    async () => {
      await cluster.apply(definition('shirts', 'v1'))
      await cluster.delete(kind, 'v1.example.com')
    },
    ['v1.example.com'],
  ],
]
it.each(cases)('registers %s', async (_title, steps, names) => {
  await steps()
  expect(await registered()).toEqual(names)
})

it('says where they stand, and that they are available', async () => {
  await cluster.apply(definition('shirts', 'v1'))
  const { metadata, spec, status } = await cluster.get(kind, 'v1.example.com')
  expect(metadata.labels).toEqual({ 'kube-aggregator.kubernetes.io/automanaged': 'true' })
  expect(spec).toEqual({
    group: 'example.com',
    version: 'v1',
    groupPriorityMinimum: 1000,
    versionPriority: 100,
  })
  expect(status?.conditions).toMatchObject([{ type: 'Available', status: 'True', reason: 'Local' }])
})

it('takes back what somebody changes, and leaves alone what has its label no more', async () => {
  await cluster.apply(definition('shirts', 'v1'))
  await cluster.patch(kind, 'v1.example.com', { spec: { versionPriority: 7 } }, { type: 'merge' })
  expect((await cluster.get(kind, 'v1.example.com')).spec?.versionPriority).toBe(100)
  const metadata = { labels: { 'kube-aggregator.kubernetes.io/automanaged': null } }
  await cluster.patch(kind, 'v1.example.com', { metadata, spec: { versionPriority: 7 } }, { type: 'merge' })
  await drop('shirts')
  expect((await cluster.get(kind, 'v1.example.com')).spec?.versionPriority).toBe(7)
})
