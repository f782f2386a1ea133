/** What admission adds to objects, and what it refuses. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Client } from '../../src/apiserver/client.ts'
import type { Container, Pod, PodSpec } from '../../src/generated/types.ts'
import { named, rejection, testServer } from '../support/server.ts'

let client: Client

beforeEach(async () => {
  client = (await testServer()).client
})

const container = (resources: Container['resources'] = {}): Container => ({
  name: 'c',
  image: 'i',
  resources,
})

function pod(spec: Partial<PodSpec> = {}, name = 'p'): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { containers: [container()], ...spec },
  }
}

const create = (object: Pod) => client.create('Pod', object)
const refusal = async (object: Pod) => (await rejection(create(object))).message

async function given(kind: string, name: string, fields: object, namespace?: string): Promise<void> {
  const versions: Record<string, string> = {
    PriorityClass: 'scheduling.k8s.io/v1',
    RuntimeClass: 'node.k8s.io/v1',
    StorageClass: 'storage.k8s.io/v1',
    IngressClass: 'networking.k8s.io/v1',
  }
  const metadata = { name, ...(namespace && { namespace }) }
  await client.create(kind, { apiVersion: versions[kind] ?? 'v1', kind, metadata, ...fields } as never)
}

describe('ServiceAccount', () => {
  it('gives a pod the default account and mounts its token', async () => {
    const { spec } = await create(pod())
    expect(spec).toMatchObject({ serviceAccountName: 'default', serviceAccount: 'default' })
    const [volume] = spec?.volumes ?? []
    expect(volume?.name).toMatch(/^kube-api-access-[a-z0-9]{5}$/)
    expect(spec?.containers[0]?.volumeMounts).toEqual([
      { name: volume?.name, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
    ])
  })

  it('mounts nothing where the pod wants none', async () => {
    const { spec } = await create(pod({ automountServiceAccountToken: false }))
    expect(spec?.volumes).toBeUndefined()
  })

  it('refuses an account that does not exist', async () => {
    expect(await refusal(pod({ serviceAccountName: 'robot' }))).toBe(
      'pods "p" is forbidden: error looking up service account default/robot: serviceaccount "robot" not found',
    )
  })
})

describe('Priority', () => {
  it.each([
    ['no class', undefined, 0, 'PreemptLowerPriority'],
    ['a class', 'high', 1000, 'PreemptLowerPriority'],
    ['a class that does not preempt', 'polite', 500, 'Never'],
  ])('resolves %s', async (_what, priorityClassName, priority, preemptionPolicy) => {
    await given('PriorityClass', 'high', { value: 1000 })
    await given('PriorityClass', 'polite', { value: 500, preemptionPolicy: 'Never' })
    const { spec } = await create(pod(priorityClassName ? { priorityClassName } : {}))
    expect(spec).toMatchObject({ priority, preemptionPolicy })
  })

  it('takes the global default', async () => {
    await given('PriorityClass', 'usual', { value: 7, globalDefault: true })
    expect((await create(pod())).spec).toMatchObject({ priority: 7, priorityClassName: 'usual' })
  })

  it.each([
    [
      'a class that does not exist',
      { priorityClassName: 'none' },
      'no PriorityClass with name none was found',
    ],
    [
      'a priority of its own',
      { priority: 5 },
      'the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name',
    ],
  ])('refuses %s', async (_what, spec, reason) => {
    expect(await refusal(pod(spec))).toBe(`pods "p" is forbidden: ${reason}`)
  })
})

describe('DefaultTolerationSeconds', () => {
  const tolerated = async (tolerations?: PodSpec['tolerations']) =>
    ((await create(pod(tolerations ? { tolerations } : {}))).spec?.tolerations ?? []).map(
      ({ key, tolerationSeconds }) => [key, tolerationSeconds],
    )

  it('lets pods stay on a failing node for five minutes', async () => {
    expect(await tolerated()).toEqual([
      ['node.kubernetes.io/not-ready', 300],
      ['node.kubernetes.io/unreachable', 300],
    ])
  })

  it.each([
    [
      'its own time',
      [
        {
          key: 'node.kubernetes.io/not-ready',
          operator: 'Exists',
          effect: 'NoExecute',
          tolerationSeconds: 5,
        },
      ],
      2,
    ],
    ['tolerating everything', [{ operator: 'Exists' }], 1],
  ])('adds nothing to %s', async (_what, tolerations, count) => {
    expect(await tolerated(tolerations)).toHaveLength(count)
  })
})

describe('RuntimeClass', () => {
  it('brings overhead, a node selector and tolerations', async () => {
    await given('RuntimeClass', 'gvisor', {
      handler: 'runsc',
      overhead: { podFixed: { cpu: '50m' } },
      scheduling: { nodeSelector: { sandbox: 'yes' }, tolerations: [{ key: 'sandbox', operator: 'Exists' }] },
    })
    const { spec } = await create(pod({ runtimeClassName: 'gvisor', nodeSelector: { disk: 'ssd' } }))
    expect(spec).toMatchObject({ overhead: { cpu: '50m' }, nodeSelector: { disk: 'ssd', sandbox: 'yes' } })
    expect(spec?.tolerations?.map(({ key }) => key)).toContain('sandbox')
  })

  it('refuses a class that does not exist', async () => {
    expect(await refusal(pod({ runtimeClassName: 'none' }))).toBe(
      'pods "p" is forbidden: pod rejected: RuntimeClass "none" not found',
    )
  })
})

describe('default classes', () => {
  it('are given to claims and ingresses that name none', async () => {
    const annotations = (key: string) => ({ [key]: 'true' })
    const marked = async (kind: string, name: string, key: string, fields: object) =>
      client.create(kind, {
        apiVersion: kind === 'StorageClass' ? 'storage.k8s.io/v1' : 'networking.k8s.io/v1',
        kind,
        metadata: { name, annotations: annotations(key) },
        ...fields,
      } as never)
    await marked('StorageClass', 'fast', 'storageclass.kubernetes.io/is-default-class', {
      provisioner: 'x.example.com/y',
    })
    await marked('IngressClass', 'front', 'ingressclass.kubernetes.io/is-default-class', {
      spec: { controller: 'example.com/c' },
    })
    await given(
      'PersistentVolumeClaim',
      'data',
      { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
      'default',
    )
    await client.create('Ingress', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'web', namespace: 'default' },
      spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
    })
    const claim = await client.get('PersistentVolumeClaim', named('data'))
    expect(claim.spec?.storageClassName).toBe('fast')
    expect(claim.metadata.finalizers).toEqual(['kubernetes.io/pvc-protection'])
    expect((await client.get('Ingress', named('web'))).spec?.ingressClassName).toBe('front')
  })
})

describe('LimitRanger', () => {
  const limit = (fields: object, type = 'Container') =>
    given('LimitRange', 'limits', { spec: { limits: [{ type, ...fields }] } }, 'default')

  it('fills in defaults and says so', async () => {
    await limit({ default: { cpu: '500m', memory: '256Mi' }, defaultRequest: { cpu: '100m' } })
    const { spec, metadata } = await create(pod())
    expect(spec?.containers[0]?.resources).toEqual({
      limits: { cpu: '500m', memory: '256Mi' },
      requests: { cpu: '100m', memory: '256Mi' },
    })
    expect(metadata.annotations?.['kubernetes.io/limit-ranger']).toMatch(
      /^LimitRanger plugin set: .*cpu.* for container c/,
    )
  })

  it.each([
    [
      'above the maximum',
      { max: { cpu: '800m' } },
      { limits: { cpu: '1500m' } },
      'maximum cpu usage per Container is 800m, but limit is 1500m',
    ],
    [
      'below the minimum',
      { min: { cpu: '200m' } },
      { requests: { cpu: '100m' } },
      'minimum cpu usage per Container is 200m, but request is 100m',
    ],
    [
      'a limit too far above the request',
      { maxLimitRequestRatio: { memory: '2' } },
      { requests: { memory: '1Gi' }, limits: { memory: '3Gi' } },
      'memory max limit to request ratio per Container is 2, but provided ratio is 3.000000',
    ],
  ])('refuses %s', async (_what, bounds, resources, reason) => {
    await limit(bounds)
    expect(await refusal(pod({ containers: [container(resources)] }))).toBe(
      `pods "p" is forbidden: ${reason}`,
    )
  })

  it('adds up the containers of a pod', async () => {
    await limit({ max: { cpu: '1' } }, 'Pod')
    const two = ['a', 'b'].map((name) => ({ ...container({ limits: { cpu: '600m' } }), name }))
    expect(await refusal(pod({ containers: two }))).toBe(
      'pods "p" is forbidden: maximum cpu usage per Pod is 1, but limit is 1200m',
    )
  })

  it('goes through one range after another, and stops at the first that refuses', async () => {
    const bounds = (name: string, ...limits: object[]) =>
      given('LimitRange', name, { spec: { limits } }, 'default')
    await bounds('a', { type: 'Pod', max: { cpu: '1' } }, { type: 'Container', max: { cpu: '500m' } })
    await bounds('b', { type: 'Container', max: { cpu: '400m' } })
    const two = ['a', 'b'].map((name) => ({ ...container({ limits: { cpu: '600m' } }), name }))
    const each = 'maximum cpu usage per Container is 500m, but limit is 600m'
    expect(await refusal(pod({ containers: two }))).toBe(
      `pods "p" is forbidden: [maximum cpu usage per Pod is 1, but limit is 1200m, ${each}]`,
    )
  })

  it('bounds what a pod is resized to', async () => {
    await limit({ max: { cpu: '1' } })
    await create(pod({ containers: [container({ requests: { cpu: '1' }, limits: { cpu: '1' } })] }))
    expect(await resizeRefusal('2')).toBe(
      'pods "p" is forbidden: maximum cpu usage per Container is 1, but limit is 2',
    )
  })

  it('bounds the size of claims', async () => {
    await limit({ max: { storage: '1Gi' } }, 'PersistentVolumeClaim')
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '2Gi' } } }
    const error = await rejection(given('PersistentVolumeClaim', 'data', { spec }, 'default'))
    expect(error.message).toBe(
      'persistentvolumeclaims "data" is forbidden: maximum storage usage per PersistentVolumeClaim is 1Gi, but request is 2Gi',
    )
  })
})

/** Why the pod p cannot have so much cpu. */
async function resizeRefusal(cpu: string): Promise<string> {
  const refused = client.patch('Pod', named('p'), 'strategic', resizeTo(cpu), { subresource: 'resize' })
  return (await rejection(refused)).message
}

function resizeTo(cpu: string): object {
  return { spec: { containers: [{ name: 'c', resources: { requests: { cpu }, limits: { cpu } } }] } }
}

describe('PodResizeValidator', () => {
  const bound = async () => {
    await create(
      pod({ nodeName: 'n', containers: [container({ requests: { cpu: '1' }, limits: { cpu: '1' } })] }),
    )
  }
  const node = async (fields: object = {}, labels: object = {}) => {
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n', labels }, ...fields }
    await client.create('Node', node as never)
  }

  it.each([
    [
      'more than the node has',
      '5',
      "node didn't have enough allocatable resources: cpu, requested: 5000, allocatable: 4000",
    ],
    [
      'a node that is no linux node',
      '2',
      'pod resize is only supported on linux nodes, node "n" is "windows"',
      'windows',
    ],
  ])('refuses %s', async (_title, cpu, reason, system = 'linux') => {
    const status = { allocatable: { cpu: '4', memory: '8Gi', pods: '10' } }
    await node({ status }, { 'kubernetes.io/os': system })
    await bound()
    expect(await resizeRefusal(cpu)).toBe(`pods "p" is forbidden: ${reason}`)
  })

  it('refuses what is bound to no node that there is', async () => {
    await bound()
    expect(await resizeRefusal('2')).toBe('pods "p" is forbidden: node "n" not found')
  })

  it('lets pass what the node could give', async () => {
    await node({ status: { allocatable: { cpu: '4', memory: '8Gi', pods: '10' } } })
    await bound()
    await client.patch('Pod', named('p'), 'strategic', resizeTo('4'), { subresource: 'resize' })
    expect((await client.get('Pod', named('p'))).metadata.generation).toBe(2)
  })
})

describe('ResourceQuota', () => {
  const quota = (hard: Record<string, string>, more: object = {}) =>
    given('ResourceQuota', 'quota', { spec: { hard, ...more } }, 'default')
  const used = async () => (await client.get('ResourceQuota', named('quota'))).status?.used
  const cpu = (amount: string, name?: string) =>
    pod({ containers: [container({ requests: { cpu: amount } })] }, name)

  it('counts what it lets pass, and refuses what would be too much', async () => {
    await quota({ 'requests.cpu': '1', pods: '5' })
    await create(cpu('600m', 'first'))
    expect(await used()).toEqual({ 'requests.cpu': '600m', pods: '1' })
    expect(await refusal(cpu('700m', 'second'))).toBe(
      'pods "second" is forbidden: exceeded quota: quota, requested: requests.cpu=700m, used: requests.cpu=600m, limited: requests.cpu=1',
    )
    await create(cpu('400m', 'third'))
    expect(await used()).toEqual({ 'requests.cpu': '1', pods: '2' })
  })

  it('counts what pods are resized to', async () => {
    await quota({ 'requests.cpu': '2' })
    await create(pod({ containers: [container({ requests: { cpu: '1' }, limits: { cpu: '1' } })] }))
    expect(await resizeRefusal('3')).toBe(
      'pods "p" is forbidden: exceeded quota: quota, requested: requests.cpu=2, used: requests.cpu=1, limited: requests.cpu=2',
    )
    expect(await used()).toEqual({ 'requests.cpu': '1' })
  })

  it('counts nothing in a dry run, nor what is refused for its name', async () => {
    await quota({ pods: '5' })
    await create(pod())
    await client.create('Pod', pod({}, 'q'), { dryRun: true })
    await rejection(create(pod()))
    expect(await used()).toEqual({ pods: '1' })
  })

  it('asks pods to say what they take', async () => {
    await quota({ 'limits.memory': '1Gi', 'requests.cpu': '1' })
    expect(await refusal(pod())).toBe(
      'pods "p" is forbidden: failed quota: quota: must specify limits.memory for: c; requests.cpu for: c',
    )
  })

  it('counts objects of any kind', async () => {
    await quota({ 'count/configmaps': '1', secrets: '0' })
    const make = (kind: string, name: string) => given(kind, name, {}, 'default')
    await make('ConfigMap', 'a')
    expect((await rejection(make('ConfigMap', 'b'))).message).toBe(
      'configmaps "b" is forbidden: exceeded quota: quota, requested: count/configmaps=1, used: count/configmaps=1, limited: count/configmaps=1',
    )
    expect((await rejection(make('Secret', 's'))).message).toContain(
      'exceeded quota: quota, requested: secrets=1, used: secrets=0',
    )
  })

  it.each([
    ['BestEffort', pod(), true],
    ['BestEffort', cpu('1'), false],
    ['NotBestEffort', cpu('1'), true],
    ['Terminating', pod({ activeDeadlineSeconds: 5 }), true],
    ['NotTerminating', pod({ activeDeadlineSeconds: 5 }), false],
  ] as const)('with the scope %s counts only what it is about', async (scope, object, counts) => {
    await quota({ pods: '0' }, { scopes: [scope] })
    if (counts) expect(await refusal(object)).toContain('exceeded quota')
    else expect((await create(object)).metadata.name).toBe('p')
  })
})
