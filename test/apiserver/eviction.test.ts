/** The Eviction subresource: what a budget lets go, and what it does not. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Unstructured } from '../../src/apimachinery/object.ts'
import type { StatusError } from '../../src/apimachinery/status-error.ts'
import type { Client, WriteOptions } from '../../src/apiserver/client.ts'
import type { Eviction, Pod, PodDisruptionBudget } from '../../src/generated/types.ts'
import { named, rejection, type TestServer, testServer } from '../support/server.ts'

let test: TestServer
let client: Client
beforeEach(async () => {
  test = await testServer()
  client = test.client
})

const VIOLATION = "Cannot evict pod as it would violate the pod's disruption budget."

interface Traits {
  phase?: string
  ready?: boolean
  labels?: Record<string, string>
  node?: string
}

/** A pod with a status of its own: on a node, it takes its time to go. */
async function addPod(name: string, traits: Traits = {}): Promise<Pod> {
  const { phase = 'Running', ready = true, labels = { app: 'web' }, node = 'n' } = traits
  const spec = { nodeName: node, containers: [{ name: 'c', image: 'i' }] }
  const pod = await client.create('Pod', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...named(name), labels },
    spec,
  })
  const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False' }]
  const status = { ...pod.status, phase, conditions }
  return client.update('Pod', { ...pod, status }, { subresource: 'status' })
}

type Status = NonNullable<PodDisruptionBudget['status']>

/** A budget whose controller has seen it, unless the status says otherwise. */
async function addBudget(
  name: string,
  status: Status,
  spec: PodDisruptionBudget['spec'] = {},
): Promise<void> {
  const budget = await client.create('PodDisruptionBudget', {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: named(name),
    spec: { minAvailable: 2, selector: { matchLabels: { app: 'web' } }, ...spec },
  })
  const full = { observedGeneration: 1, currentHealthy: 2, desiredHealthy: 2, expectedPods: 3, ...status }
  await client.update('PodDisruptionBudget', { ...budget, status: full }, { subresource: 'status' })
}

function evict(
  name: string,
  deleteOptions?: Eviction['deleteOptions'],
  options: WriteOptions = {},
): Promise<Unstructured> {
  const eviction = {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: named(name),
    ...(deleteOptions && { deleteOptions }),
  }
  return client.create('Pod', eviction as Pod, {
    ...options,
    subresource: 'eviction',
  }) as Promise<Unstructured>
}

const budgetStatus = async (name = 'b') => (await client.get('PodDisruptionBudget', named(name))).status
const isGoing = async (name: string) => {
  const pod = await client.find('Pod', named(name))
  return pod === undefined || pod.metadata.deletionTimestamp !== undefined
}

describe('an eviction', () => {
  it('deletes a pod that no budget guards, and says why in its status', async () => {
    await addPod('web')
    expect(await evict('web')).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      code: 201,
    })
    const pod = await client.get('Pod', named('web'))
    expect(pod.metadata.deletionGracePeriodSeconds).toBe(30)
    expect(pod.status?.conditions?.at(-1)).toMatchObject({
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'EvictionByEvictionAPI',
      message: 'Eviction API: evicting',
    })
  })

  it('takes one disruption from the budget at once, so that a second one is refused', async () => {
    await addPod('a')
    await addPod('b')
    await addBudget('b', { disruptionsAllowed: 1, currentHealthy: 3 })
    await evict('a')
    expect(await budgetStatus()).toMatchObject({
      disruptionsAllowed: 0,
      disruptedPods: { a: '2026-01-01T00:00:00Z' },
      conditions: [{ type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods', message: '' }],
    })
    expect((await rejection(evict('b'))).message).toBe(VIOLATION)
    expect(await isGoing('b')).toBe(false)
  })

  it('of one kind of request only: Evictions, of both versions', async () => {
    await addPod('web')
    const old = { apiVersion: 'policy/v1beta1', kind: 'Eviction', metadata: named('web') }
    const other = { apiVersion: 'v1', kind: 'Pod', metadata: named('web') }
    expect((await rejection(client.create('Pod', other, { subresource: 'eviction' }))).message).toMatch(
      /^no kind "Pod" is registered for version "v1"/,
    )
    await client.create('Pod', old as Pod, { subresource: 'eviction', fieldValidation: 'Strict' })
    expect(await isGoing('web')).toBe(true)
  })

  it('is checked as what comes from outside: unknown fields are refused', async () => {
    await addPod('web')
    const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: named('web'), bogus: 1 }
    const sent = client.create('Pod', body as Pod, { subresource: 'eviction', fieldValidation: 'Strict' })
    expect((await rejection(sent)).message).toContain('unknown field "bogus"')
  })

  it('has a pod that ends at once gone at once', async () => {
    await addPod('web')
    await evict('web', { gracePeriodSeconds: 0 })
    expect(await client.find('Pod', named('web'))).toBeUndefined()
  })
})

describe('a budget that allows nothing', () => {
  const guarded: [title: string, traits: Traits, spec: PodDisruptionBudget['spec'], isEvicted: boolean][] = [
    ['keeps a running pod', {}, {}, false],
    ['lets a pod go that has ended', { phase: 'Succeeded', ready: false }, {}, true],
    ['lets a pod go that has failed', { phase: 'Failed', ready: false }, {}, true],
    ['lets a pod go that has not begun', { phase: 'Pending', ready: false }, {}, true],
    ['lets an unready pod go while enough are healthy', { ready: false }, {}, true],
    ['keeps no pod that it does not select', { labels: { app: 'db' } }, {}, true],
    ['selects all pods by an empty selector', { labels: { app: 'db' } }, { selector: {} }, false],
    ['selects no pod without a selector', {}, { selector: null as never }, true],
    [
      'selects by expressions',
      { labels: { tier: 'front' } },
      { selector: { matchExpressions: [{ key: 'tier', operator: 'In', values: ['front', 'back'] }] } },
      false,
    ],
  ]
  it.each(guarded)('%s', async (_title, traits, spec, isEvicted) => {
    await addPod('web', traits)
    await addBudget('b', { disruptionsAllowed: 0 }, spec)
    const outcome = await evict('web').then(
      () => 'evicted',
      (error: StatusError) => error.message,
    )
    expect(outcome).toBe(isEvicted ? 'evicted' : VIOLATION)
    expect(await isGoing('web')).toBe(isEvicted)
    expect(await budgetStatus()).not.toHaveProperty('disruptedPods')
  })

  const unhealthy: [policy: string | undefined, healthy: number, desired: number, isEvicted: boolean][] = [
    [undefined, 1, 2, false],
    ['IfHealthyBudget', 1, 2, false],
    ['IfHealthyBudget', 2, 2, true],
    ['IfHealthyBudget', 0, 0, false],
    ['AlwaysAllow', 1, 2, true],
    ['AlwaysAllow', 0, 0, true],
  ]
  it.each(unhealthy)(
    'with unhealthyPodEvictionPolicy %s, %i healthy of %i: an unready pod goes: %s',
    async (policy, currentHealthy, desiredHealthy, isEvicted) => {
      await addPod('web', { ready: false })
      const spec = policy === undefined ? {} : { unhealthyPodEvictionPolicy: policy }
      await addBudget('b', { disruptionsAllowed: 0, currentHealthy, desiredHealthy }, spec)
      await evict('web').catch(() => undefined)
      expect(await isGoing('web')).toBe(isEvicted)
    },
  )

  const failed = {
    conditions: [
      {
        type: 'DisruptionAllowed',
        status: 'False',
        reason: 'SyncFailed',
        message: 'found no controllers for pod "web"',
        lastTransitionTime: '2026-01-01T00:00:00Z',
      },
    ],
  }
  const refusals: [
    title: string,
    status: Status,
    code: number,
    cause: string | undefined,
    message: string,
  ][] = [
    [
      'how many pods it needs',
      { currentHealthy: 3, desiredHealthy: 3 },
      429,
      'The disruption budget b needs 3 healthy pods and has 3 currently',
      VIOLATION,
    ],
    [
      'that its status could not be worked out',
      { currentHealthy: 3, ...failed },
      429,
      'The disruption budget b does not allow evicting pods currently because it failed sync: found no controllers for pod "web"',
      VIOLATION,
    ],
    [
      'nothing more where the counts do not explain it',
      { currentHealthy: 3, desiredHealthy: 2 },
      429,
      'The disruption budget b does not allow evicting pods currently',
      VIOLATION,
    ],
    [
      'that its controller has not seen it',
      { observedGeneration: 0, disruptionsAllowed: 1 },
      429,
      'The disruption budget b is still being processed by the server.',
      VIOLATION,
    ],
    [
      'that it is out of bounds',
      {
        disruptionsAllowed: 1,
        disruptedPods: Object.fromEntries(
          Array.from({ length: 2001 }, (_, i) => [`p${i}`, '2026-01-01T00:00:00Z']),
        ),
      },
      403,
      undefined,
      'poddisruptionbudget.policy "b" is forbidden: DisruptedPods map too big - too many evictions not confirmed by PDB controller',
    ],
  ]
  it.each(refusals)('says %s', async (_title, status, code, cause, message) => {
    await addPod('web')
    await addBudget('b', { disruptionsAllowed: 0, ...status })
    const error = (await rejection(evict('web'))) as StatusError
    expect(error.message).toBe(message)
    expect(error.status.code).toBe(code)
    expect(error.status.details?.causes?.[0]?.message).toBe(cause)
    expect(await isGoing('web')).toBe(false)
  })
})

describe('a pod under two budgets', () => {
  it('is not evicted at all', async () => {
    await addPod('web')
    await addBudget('a', { disruptionsAllowed: 1 })
    await addBudget('b', { disruptionsAllowed: 1 })
    const error = (await rejection(evict('web'))) as StatusError
    expect(error.message).toBe(
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    )
    expect([error.status.code, error.status.reason]).toEqual([500, undefined])
    expect(await isGoing('web')).toBe(false)
  })
})

describe('an eviction on trial', () => {
  const trials: [title: string, deleteOptions: Eviction['deleteOptions'], options: WriteOptions][] = [
    ['by the request', undefined, { dryRun: true }],
    ['by its body', { dryRun: ['All'] }, {}],
  ]
  it.each(trials)(
    '%s changes nothing, and is refused as a real one',
    async (_title, deleteOptions, options) => {
      await addPod('web')
      await addBudget('b', { disruptionsAllowed: 1 })
      const before = await test.store.revision()
      await evict('web', deleteOptions, options)
      expect(await test.store.revision()).toBe(before)
      const budget = await client.get('PodDisruptionBudget', named('b'))
      const none = { ...budget, status: { ...budget.status, disruptionsAllowed: 0 } }
      await client.update('PodDisruptionBudget', none, { subresource: 'status' })
      expect((await rejection(evict('web', deleteOptions, options))).message).toBe(VIOLATION)
    },
  )
})

describe('preconditions of an eviction', () => {
  it('hold for the uid', async () => {
    const pod = await addPod('web')
    const error = await rejection(evict('web', { preconditions: { uid: 'other' } }))
    expect(error.message).toBe(
      `Operation cannot be fulfilled on Pod "web": the UID in the precondition (other) does not match the UID in record (${pod.metadata.uid}). The object might have been deleted and then recreated`,
    )
    await evict('web', { preconditions: { uid: pod.metadata.uid! } })
    expect(await isGoing('web')).toBe(true)
  })
  it.each(['Running', 'Pending'])('hold for the resource version of a pod that is %s', async (phase) => {
    const { metadata } = await addPod('web', { phase })
    const stale = evict('web', { preconditions: { resourceVersion: '1' } })
    expect((await rejection(stale)).message).toContain(
      `the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (${metadata.resourceVersion})`,
    )
    await evict('web', { preconditions: { resourceVersion: metadata.resourceVersion! } })
    expect(await isGoing('web')).toBe(true)
  })
})

describe('what cannot be evicted', () => {
  it('is a pod that does not exist', async () => {
    expect((await rejection(evict('web'))).message).toBe('pods "web" not found')
  })
  it('is anything but a pod', async () => {
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: named('x') }
    expect((await rejection(client.create('ConfigMap', eviction, { subresource: 'eviction' }))).message).toBe(
      'the server could not find the requested resource',
    )
  })
  it('is a pod of a namespace that goes away', async () => {
    const inside = { namespace: 'going', name: 'web' }
    await client.create('Namespace', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'going' },
      spec: { finalizers: ['kubernetes'] },
    })
    await client.create('ServiceAccount', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { namespace: 'going', name: 'default' },
    })
    const spec = { containers: [{ name: 'c', image: 'i' }] }
    await client.create('Pod', { apiVersion: 'v1', kind: 'Pod', metadata: inside, spec })
    await client.delete('Namespace', { namespace: '', name: 'going' })
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: inside }
    expect(
      (await rejection(client.create('Pod', eviction as Pod, { subresource: 'eviction' }))).message,
    ).toBe(
      'pods "web" is forbidden: unable to create new content in namespace going because it is being terminated',
    )
  })
})
