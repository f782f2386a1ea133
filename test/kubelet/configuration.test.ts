/** Containers whose configuration is missing wait for it, tell why, and start when it is there. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Container, PodSpec } from '../../src/generated/types.ts'
import { conditions, openNode, summary, type TestNode } from './node.ts'

let node: TestNode
beforeEach(async () => {
  node = await openNode()
})
afterEach(() => node.close())

function create(kind: 'ConfigMap' | 'Secret', name: string, data: Record<string, string>) {
  const content = kind === 'Secret' ? { stringData: data } : { data }
  return node.cluster.create(kind, {
    apiVersion: 'v1',
    kind,
    metadata: { name, namespace: 'default' },
    ...content,
  })
}

const key = { name: 'settings', key: 'colour' }

describe('variables out of an object that is not there', () => {
  const cases: [string, Partial<Container>, string][] = [
    [
      'a key of a config map',
      { env: [{ name: 'COLOUR', valueFrom: { configMapKeyRef: key } }] },
      'configmap "settings" not found',
    ],
    [
      'a key of a secret',
      { env: [{ name: 'COLOUR', valueFrom: { secretKeyRef: key } }] },
      'secret "settings" not found',
    ],
    [
      'a whole config map',
      { envFrom: [{ configMapRef: { name: 'settings' } }] },
      'configmap "settings" not found',
    ],
    ['a whole secret', { envFrom: [{ secretRef: { name: 'settings' } }] }, 'secret "settings" not found'],
  ]
  it.each(cases)('%s keeps the container from being created', async (_case, container, problem) => {
    await node.run({ container })
    const pod = await node.at(600)
    expect(summary(pod)).toBe('Pending web:CreateContainerConfigError')
    expect(pod.status?.containerStatuses?.[0]?.state?.waiting?.message).toBe(problem)
    expect((await node.events()).slice(-1)).toEqual([`Warning Failed Error: ${problem}`])
  })

  it.each(cases)('%s lets it start at once when the object comes', async (_case, container, problem) => {
    await node.run({ container })
    await create(problem.startsWith('secret') ? 'Secret' : 'ConfigMap', 'settings', { colour: 'blue' })
    expect(summary(await node.at(0))).toBe('Running web:running+')
    expect((await node.events()).slice(-2)).toEqual([
      'Normal Created Container created',
      'Normal Started Container started',
    ])
  })

  it.each([
    ['ConfigMap', 'configMapKeyRef', "couldn't find key colour in ConfigMap default/settings"],
    ['Secret', 'secretKeyRef', "couldn't find key colour in Secret default/settings"],
  ] as const)('a %s without the key is told as such, once', async (kind, reference, problem) => {
    await create(kind, 'settings', { size: 'big' })
    await node.run({ container: { env: [{ name: 'COLOUR', valueFrom: { [reference]: key } }] } })
    const pod = await node.at(3600)
    expect(pod.status?.containerStatuses?.[0]?.state?.waiting?.message).toBe(problem)
    expect((await node.events()).filter((text) => text.startsWith('Warning'))).toEqual([
      `Warning Failed Error: ${problem}`,
    ])
  })

  it('does not matter where the reference is optional', async () => {
    const env = [{ name: 'COLOUR', valueFrom: { configMapKeyRef: { ...key, optional: true } } }]
    await node.run({ container: { env, envFrom: [{ secretRef: { name: 'none', optional: true } }] } })
    expect(summary(await node.at(0))).toBe('Running web:running+')
  })

  it('holds an init container, and those behind it', async () => {
    const init: Container = {
      name: 'init',
      image: 'busybox:1',
      envFrom: [{ configMapRef: { name: 'settings' } }],
    }
    await node.run({ spec: { initContainers: [init] } })
    expect(summary(await node.at(60))).toBe('Pending init:CreateContainerConfigError web:PodInitializing')
    await create('ConfigMap', 'settings', {})
    expect(summary(await node.at(60))).toBe('Running init:Completed(0)+ web:running+')
  })

  it('keeps a container from being started again', async () => {
    await create('ConfigMap', 'settings', { colour: 'blue' })
    const container = { env: [{ name: 'COLOUR', valueFrom: { configMapKeyRef: key } }] }
    await node.run({ container, annotations: { 'exit-after': '10s', 'exit-code': '1', 'exit-times': '1' } })
    await node.cluster.delete('ConfigMap', 'settings')
    expect(summary(await node.at(5))).toBe('Running web:running+')
    const pod = await node.at(15)
    expect(summary(pod)).toBe('Running web:CreateContainerConfigError')
    expect(pod.status?.containerStatuses?.[0]?.lastState?.terminated?.exitCode).toBe(1)
    await create('ConfigMap', 'settings', { colour: 'red' })
    expect(summary(await node.at(15))).toBe('Running web:running+ r1')
  })

  it('does not hold the deletion of the pod', async () => {
    await node.run({ container: { envFrom: [{ configMapRef: { name: 'settings' } }] } })
    await node.cluster.delete('Pod', 'p')
    expect((await node.cluster.list('Pod')).items).toEqual([])
  })
})

describe('volumes that cannot be mounted', () => {
  const cases: [string, NonNullable<PodSpec['volumes']>[number], string][] = [
    ['a config map', { name: 'v', configMap: { name: 'settings' } }, 'configmap "settings" not found'],
    ['a secret', { name: 'v', secret: { secretName: 'settings' } }, 'secret "settings" not found'],
    [
      'a projected config map',
      { name: 'v', projected: { sources: [{ configMap: { name: 'settings' } }] } },
      'configmap "settings" not found',
    ],
  ]
  it.each(cases)('%s that is missing holds the whole pod', async (_case, volume, problem) => {
    await node.run({ spec: { volumes: [volume] } })
    const pod = await node.at(600)
    expect(summary(pod)).toBe('Pending web:ContainerCreating')
    expect(pod.status?.podIP).toBeUndefined()
    expect(conditions(pod)).toMatchObject({ PodReadyToStartContainers: 'False', Initialized: 'True' })
    expect(await node.events()).toEqual([
      `Warning FailedMount MountVolume.SetUp failed for volume "v" : ${problem}`,
    ])
  })

  it.each(cases)('%s that comes lets the pod start', async (_case, volume, problem) => {
    await node.run({ spec: { volumes: [volume] } })
    await create(problem.startsWith('secret') ? 'Secret' : 'ConfigMap', 'settings', { colour: 'blue' })
    const pod = await node.at(0)
    expect(summary(pod)).toBe('Running web:running+')
    expect(pod.status?.podIP).toMatch(/^10\./)
  })

  it.each([
    [
      'ConfigMap',
      { name: 'v', configMap: { name: 'settings', items: [{ key: 'colour', path: 'c' }] } },
      'configmap references non-existent config key: colour',
    ],
    [
      'Secret',
      { name: 'v', secret: { secretName: 'settings', items: [{ key: 'colour', path: 'c' }] } },
      'references non-existent secret key: colour',
    ],
  ] as const)('a %s without a wanted key is told, until it has the key', async (kind, volume, problem) => {
    await create(kind, 'settings', { size: 'big' })
    await node.run({ spec: { volumes: [volume as never] } })
    expect(await node.events()).toEqual([
      `Warning FailedMount MountVolume.SetUp failed for volume "v" : ${problem}`,
    ])
    const data = kind === 'Secret' ? { stringData: { colour: 'blue' } } : { data: { colour: 'blue' } }
    await node.cluster.patch(kind, 'settings', data)
    expect(summary(await node.at(0))).toBe('Running web:running+')
  })

  it('do not matter where they are optional', async () => {
    const volumes = [
      { name: 'a', configMap: { name: 'none', optional: true } },
      { name: 'b', secret: { secretName: 'none', optional: true } },
    ]
    await node.run({ spec: { volumes } })
    expect(summary(await node.at(0))).toBe('Running web:running+')
  })

  it('do not matter any more once the pod runs', async () => {
    await create('ConfigMap', 'settings', {})
    await node.run({ spec: { volumes: [{ name: 'v', configMap: { name: 'settings' } }] } })
    await node.cluster.delete('ConfigMap', 'settings')
    await node.cluster.patch('Pod', 'p', { metadata: { annotations: { 'kubelite.dev/fail': 'Error' } } })
    expect(summary(await node.at(60))).toBe('Running web:running+ r1')
  })

  it('end with the active deadline', async () => {
    await node.run({
      spec: { activeDeadlineSeconds: 60, volumes: [{ name: 'v', configMap: { name: 'none' } }] },
    })
    expect((await node.at(61)).status).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded' })
  })
})

it('tells of secrets for pulling images that are not there, and pulls all the same', async () => {
  await node.run({ spec: { imagePullSecrets: [{ name: 'registry' }] } })
  expect(summary(await node.at(0))).toBe('Running web:running+')
  expect(await node.events()).toContain(
    'Warning FailedToRetrieveImagePullSecret Unable to retrieve some image pull secrets (registry); attempting to pull the image may not succeed.',
  )
})
