/** Deployments from the outside: rollouts, histories, scaling, pausing, deadlines, and the events that tell of them. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Deployment, ReplicaSet } from '../../src/generated/types.ts'
import { deployment, image, openWorld, type World } from './world.ts'

const web = { namespace: 'default', name: 'web' }
let world: World

beforeEach(async () => {
  world = await openWorld()
})

async function replicaSets(): Promise<ReplicaSet[]> {
  const { items } = await world.client.list('ReplicaSet', { namespace: 'default' })
  return items.toSorted((a, b) => revision(a) - revision(b))
}

function revision({ metadata }: ReplicaSet | Deployment): number {
  return Number(metadata.annotations?.['deployment.kubernetes.io/revision'])
}

async function scalingEvents(object: Deployment): Promise<string[]> {
  const sets = await replicaSets()
  const texts = await world.events(object)
  const named = (text: string) =>
    sets.reduce((t, set) => t.replace(set.metadata.name!, `#${revision(set)}`), text)
  return texts.map((text) => named(text).replace('Normal ScalingReplicaSet Scaled ', ''))
}

function progress({ status }: Deployment): string {
  const {
    status: value,
    reason,
    message,
  } = status?.conditions?.find(({ type }) => type === 'Progressing') ?? {}
  return `${value} ${reason} ${message}`
}

describe('a new deployment', () => {
  it('comes up with one replica set, says so, and is left alone then', async () => {
    await world.apply(deployment('web', 'web:1'))
    const made = await world.client.get('Deployment', web)
    const [set] = await replicaSets()
    expect(set?.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]+$/)
    expect(set?.metadata.annotations).toEqual({
      'deployment.kubernetes.io/desired-replicas': '3',
      'deployment.kubernetes.io/max-replicas': '4',
      'deployment.kubernetes.io/revision': '1',
    })
    expect(set?.status).toEqual({
      replicas: 3,
      fullyLabeledReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      terminatingReplicas: 0,
      observedGeneration: 1,
    })
    expect(made.status).toMatchObject({
      observedGeneration: 1,
      replicas: 3,
      updatedReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      terminatingReplicas: 0,
      conditions: [
        {
          type: 'Available',
          status: 'True',
          reason: 'MinimumReplicasAvailable',
          message: 'Deployment has minimum availability.',
        },
        {
          type: 'Progressing',
          status: 'True',
          reason: 'NewReplicaSetAvailable',
          message: `ReplicaSet "${set?.metadata.name}" has successfully progressed.`,
        },
      ],
    })
    expect(revision(made)).toBe(1)
    expect(Object.values(made.status ?? {})).not.toContain(undefined)
    expect(await scalingEvents(made)).toEqual(['up replica set #1 from 0 to 3'])
    expect(await world.names('Pod')).toHaveLength(3)
    expect(await world.writesOfAnotherRound()).toBe(0)
  })
})

describe('a rolling update', () => {
  it('replaces the pods within its bounds and keeps the old set', async () => {
    await world.apply(deployment('web', 'web:1'))
    const updated = await world.change('Deployment', 'web', image('web:2'))
    expect((await replicaSets()).map((set) => set.spec?.replicas)).toEqual([0, 3])
    expect(await scalingEvents(updated)).toEqual([
      'up replica set #1 from 0 to 3',
      'up replica set #2 from 0 to 1',
      'down replica set #1 from 3 to 2',
      'up replica set #2 from 1 to 2',
      'down replica set #1 from 2 to 1',
      'up replica set #2 from 2 to 3',
      'down replica set #1 from 1 to 0',
    ])
    expect(await world.writesOfAnotherRound()).toBe(0)
  })

  it('goes back to a former set under a new revision, which remembers the old one', async () => {
    await world.apply(deployment('web', 'web:1'))
    await world.change('Deployment', 'web', image('web:2'))
    const back = await world.change('Deployment', 'web', image('web:1'))
    const sets = await replicaSets()
    expect(sets.map((set) => [revision(set), set.spec?.replicas])).toEqual([
      [2, 0],
      [3, 3],
    ])
    expect(sets[1]?.metadata.annotations).toHaveProperty(['deployment.kubernetes.io/revision-history'], '1')
    expect(revision(back)).toBe(3)
  })

  it('forgets old sets beyond the limit', async () => {
    await world.apply(deployment('web', 'web:1', { revisionHistoryLimit: 1 }))
    for (const tag of ['web:2', 'web:3', 'web:4']) await world.change('Deployment', 'web', image(tag))
    expect((await replicaSets()).map(revision)).toEqual([3, 4])
  })

  it('stops where new pods do not become ready, and fails when its deadline passes', async () => {
    await world.apply(deployment('web', 'web:1', { replicas: 4, progressDeadlineSeconds: 60 }))
    world.breakPods('image=web-2')
    const stuck = await world.change('Deployment', 'web', image('web:2'))
    expect((await replicaSets()).map((set) => set.spec?.replicas)).toEqual([3, 2])
    expect(progress(stuck)).toMatch(/^True ReplicaSetUpdated ReplicaSet "web-\w+" is progressing\.$/)
    await world.advance(59)
    expect(progress(await world.client.get('Deployment', web))).toMatch(/^True ReplicaSetUpdated/)
    await world.advance(3)
    expect(progress(await world.client.get('Deployment', web))).toMatch(
      /^False ProgressDeadlineExceeded ReplicaSet "web-\w+" has timed out progressing\.$/,
    )
    const back = await world.change('Deployment', 'web', image('web:1'))
    expect(progress(back)).toMatch(/^True NewReplicaSetAvailable/)
    expect((await replicaSets()).map((set) => set.spec?.replicas)).toEqual([0, 4])
  })

  it('waits until new pods have been ready for minReadySeconds', async () => {
    await world.apply(deployment('web', 'web:1', { minReadySeconds: 10 }))
    expect((await world.client.get('Deployment', web)).status).toMatchObject({
      readyReplicas: 3,
      unavailableReplicas: 3,
    })
    await world.advance(9)
    expect((await world.client.get('Deployment', web)).status?.availableReplicas).toBeUndefined()
    await world.advance(1)
    expect((await world.client.get('Deployment', web)).status).toMatchObject({ availableReplicas: 3 })
    await world.change('Deployment', 'web', image('web:2'))
    expect((await replicaSets()).map((set) => set.spec?.replicas)).toEqual([3, 1])
    await world.advance(60)
    expect((await replicaSets()).map((set) => set.spec?.replicas)).toEqual([0, 3])
  })
})

describe('a rolling update to an image that never comes up', () => {
  beforeEach(async () => {
    await world.apply(deployment('web', 'web:1', { replicas: 4, progressDeadlineSeconds: 60 }))
    world.breakPods('image=web-bad')
    await world.change('Deployment', 'web', image('web:bad'))
  })

  async function readyPods(): Promise<string[]> {
    const { items } = await world.client.list('Pod', { namespace: 'default' })
    const isReady = (c: { type: string; status: string }) => c.type === 'Ready' && c.status === 'True'
    return items
      .filter(({ status }) => status?.conditions?.some(isReady))
      .map(({ spec }) => spec!.containers[0]!.image!)
  }

  it('leaves enough old pods serving, however long it lasts', async () => {
    for (const seconds of [0, 30, 40, 1000]) {
      await world.advance(seconds)
      expect(await readyPods()).toEqual(['web:1', 'web:1', 'web:1'])
      const { status } = await world.client.get('Deployment', web)
      expect(status).toMatchObject({
        replicas: 5,
        updatedReplicas: 2,
        availableReplicas: 3,
        unavailableReplicas: 2,
      })
    }
    const { status } = await world.client.get('Deployment', web)
    expect(status?.conditions?.map(({ type, status: value, reason }) => [type, value, reason])).toEqual([
      ['Available', 'True', 'MinimumReplicasAvailable'],
      ['Progressing', 'False', 'ProgressDeadlineExceeded'],
    ])
  })

  it('is undone by the former template, after which it has succeeded', async () => {
    await world.advance(100)
    const back = await world.change('Deployment', 'web', image('web:1'))
    expect(await readyPods()).toEqual(['web:1', 'web:1', 'web:1', 'web:1'])
    expect((await replicaSets()).map((set) => [revision(set), set.spec?.replicas])).toEqual([
      [2, 0],
      [3, 4],
    ])
    expect(progress(back)).toMatch(/^True NewReplicaSetAvailable/)
    expect(revision(back)).toBe(3)
    expect(await world.writesOfAnotherRound()).toBe(0)
  })

  it('gives way to the next try, without going back first', async () => {
    await world.change('Deployment', 'web', image('web:3'))
    expect(await readyPods()).toEqual(['web:3', 'web:3', 'web:3', 'web:3'])
    expect((await replicaSets()).map((set) => [revision(set), set.spec?.replicas])).toEqual([
      [1, 0],
      [2, 0],
      [3, 4],
    ])
  })
})

describe('a rolling update that meets a quota', () => {
  it('stops where pods are refused, says so, and goes on when the quota is raised', async () => {
    await world.apply({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'q', namespace: 'default' },
      spec: { hard: { pods: '4' } },
    })
    const strategy = { rollingUpdate: { maxSurge: 2, maxUnavailable: 0 } }
    await world.apply(deployment('web', 'web:1', { replicas: 4, strategy, progressDeadlineSeconds: 60 }))
    const stuck = await world.change('Deployment', 'web', image('web:2'))
    expect((await replicaSets()).map((set) => [set.spec?.replicas, set.status?.replicas])).toEqual([
      [4, 4],
      [2, 0],
    ])
    const [, newSet] = await replicaSets()
    const message = expect.stringMatching(
      /^pods "web-\w+-\w+" is forbidden: exceeded quota: q, requested: pods=1, used: pods=4, limited: pods=4$/,
    )
    const failure = { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }
    expect(newSet!.status?.conditions).toEqual([expect.objectContaining(failure)])
    expect(stuck.status?.conditions).toContainEqual(expect.objectContaining(failure))
    expect((await world.events(newSet!))[0]).toMatch(/^Warning FailedCreate Error creating: pods "web-/)
    await world.advance(70)
    expect(progress(await world.client.get('Deployment', web))).toMatch(/^False ProgressDeadlineExceeded/)
    await world.change('ResourceQuota', 'q', { spec: { hard: { pods: '5' } } })
    const done = await world.client.get('Deployment', web)
    expect(done.status).toMatchObject({ replicas: 4, updatedReplicas: 4, availableReplicas: 4 })
    expect(done.status?.conditions?.map(({ type, reason }) => [type, reason])).toEqual([
      ['Available', 'MinimumReplicasAvailable'],
      ['Progressing', 'NewReplicaSetAvailable'],
    ])
    const quota = await world.client.get('ResourceQuota', { namespace: 'default', name: 'q' })
    expect(quota.status).toEqual({ hard: { pods: '5' }, used: { pods: '4' } })
  })
})

describe('the annotation by which older clients roll back', () => {
  const ask = (revision: number) =>
    world.change('Deployment', 'web', {
      metadata: { annotations: { 'deprecated.deployment.rollback.to': String(revision) } },
    })

  beforeEach(async () => {
    await world.apply(deployment('web', 'web:1'))
    await world.change('Deployment', 'web', {
      ...image('web:2'),
      metadata: { annotations: { 'kubernetes.io/change-cause': 'two' } },
    })
    await world.change('Deployment', 'web', image('web:3'))
  })

  it.each<[string, number, string, string]>([
    [
      'to the last revision',
      0,
      'web:2',
      'Normal DeploymentRollback Rolled back deployment "web" to revision 2',
    ],
    [
      'to the revision named',
      1,
      'web:1',
      'Normal DeploymentRollback Rolled back deployment "web" to revision 1',
    ],
    [
      'nowhere if that is where it is',
      3,
      'web:3',
      'Warning DeploymentRollbackTemplateUnchanged The rollback revision contains the same template as current deployment "web"',
    ],
    [
      'nowhere without such a revision',
      7,
      'web:3',
      'Warning DeploymentRollbackRevisionNotFound Unable to find the revision to rollback to.',
    ],
  ])('leads %s', async (_title, revision, expected, event) => {
    const back = await ask(revision)
    expect(back.spec?.template.spec?.containers[0]?.image).toBe(expected)
    expect(back.metadata.annotations).not.toHaveProperty(['deprecated.deployment.rollback.to'])
    expect(await world.events(back)).toContain(event)
    expect(back.status).toMatchObject({ updatedReplicas: 3, availableReplicas: 3, replicas: 3 })
    expect(await world.writesOfAnotherRound()).toBe(0)
  })
})

describe('a long name', () => {
  it('is cut where its replica sets are named', async () => {
    await world.apply({
      ...deployment('web', 'web:1'),
      metadata: { name: 'w'.repeat(253), namespace: 'default' },
    })
    const [name] = await world.names('ReplicaSet')
    expect(name).toMatch(/^w{200,}-[bcdfghjklmnpqrstvwxz2456789]+$/)
    expect(name).toHaveLength(253)
    expect(await world.names('Pod')).toHaveLength(3)
  })
})

describe('Recreate', () => {
  it('ends all old pods before it starts new ones', async () => {
    await world.apply(deployment('web', 'web:1', { strategy: { type: 'Recreate' } }))
    const updated = await world.change('Deployment', 'web', image('web:2'))
    expect(await scalingEvents(updated)).toEqual([
      'up replica set #1 from 0 to 3',
      'down replica set #1 from 3 to 0',
      'up replica set #2 from 0 to 3',
    ])
    expect(updated.status).toMatchObject({ availableReplicas: 3, updatedReplicas: 3 })
  })
})

describe('Recreate with a pod that is held', () => {
  it('waits until it is gone', async () => {
    await world.apply(deployment('web', 'web:1', { strategy: { type: 'Recreate' } }))
    const [held] = await world.names('Pod')
    await world.change('Pod', held!, { metadata: { finalizers: ['example.com/hold'] } })
    const waiting = await world.change('Deployment', 'web', image('web:2'))
    expect((await replicaSets()).map((set) => set.spec?.replicas)).toEqual([0])
    expect(await world.names('Pod')).toEqual([held])
    expect(waiting.status).toMatchObject({ terminatingReplicas: 1, observedGeneration: 2 })
    await world.change('Pod', held!, { metadata: { finalizers: null } }).catch(() => undefined)
    await world.converge()
    expect((await replicaSets()).map((set) => set.spec?.replicas)).toEqual([0, 3])
    expect((await world.client.get('Deployment', web)).status).toMatchObject({ availableReplicas: 3 })
  })
})

describe('scaling', () => {
  it('goes to the one active set', async () => {
    await world.apply(deployment('web', 'web:1'))
    const scaled = await world.change('Deployment', 'web', { spec: { replicas: 5 } })
    expect(await scalingEvents(scaled)).toEqual([
      'up replica set #1 from 0 to 3',
      'up replica set #1 from 3 to 5',
    ])
    expect((await replicaSets())[0]?.metadata.annotations).toMatchObject({
      'deployment.kubernetes.io/desired-replicas': '5',
      'deployment.kubernetes.io/max-replicas': '7',
    })
    await world.change('Deployment', 'web', { spec: { replicas: 0 } })
    expect(await world.names('Pod')).toEqual([])
  })

  it('keeps the shares of a rollout that is stuck', async () => {
    await world.apply(
      deployment('web', 'web:1', {
        replicas: 10,
        strategy: { rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } },
      }),
    )
    world.breakPods('image=web-2')
    await world.change('Deployment', 'web', image('web:2'))
    expect((await replicaSets()).map((set) => set.spec?.replicas)).toEqual([8, 5])
    await world.change('Deployment', 'web', { spec: { replicas: 15 } })
    expect((await replicaSets()).map((set) => set.spec?.replicas)).toEqual([11, 7])
  })
})

describe('a pause', () => {
  it('holds the rollout but not the scaling, and is told in the conditions', async () => {
    await world.apply(deployment('web', 'web:1'))
    const paused = await world.change('Deployment', 'web', { spec: { paused: true } })
    expect(progress(paused)).toBe('Unknown DeploymentPaused Deployment is paused')
    await world.change('Deployment', 'web', image('web:2'))
    await world.change('Deployment', 'web', { spec: { replicas: 4 } })
    expect((await replicaSets()).map((set) => [revision(set), set.spec?.replicas])).toEqual([[1, 4]])
    const resumed = await world.change('Deployment', 'web', { spec: { paused: false } })
    expect((await replicaSets()).map((set) => set.spec?.replicas)).toEqual([0, 4])
    expect(progress(resumed)).toMatch(/^True NewReplicaSetAvailable/)
  })
})

describe('replica sets of nobody', () => {
  it('are let go with their pods when they no longer match, and replaced', async () => {
    await world.apply(deployment('web', 'web:1'))
    const [former] = await replicaSets()
    const name = former!.metadata.name!
    await world.change('ReplicaSet', name, { metadata: { labels: { app: 'other' } } })
    const released = await world.client.get('ReplicaSet', { namespace: 'default', name })
    expect(released.metadata.ownerReferences).toBeUndefined()
    expect(released.status).toMatchObject({ replicas: 3 })
    const { status } = await world.client.get('Deployment', web)
    expect(status).toMatchObject({ replicas: 3, availableReplicas: 3, collisionCount: 1 })
    expect(await world.names('ReplicaSet')).toHaveLength(2)
    expect(await world.names('Pod')).toHaveLength(6)
    expect(await world.writesOfAnotherRound()).toBe(0)
  })

  it('are adopted by the deployment that selects them, and become its new set if they suit', async () => {
    await world.apply(deployment('web', 'web:1'))
    const [former] = await replicaSets()
    await world.client.delete('Deployment', web, { propagationPolicy: 'Orphan' })
    await world.converge()
    expect((await replicaSets())[0]?.metadata.ownerReferences).toBeUndefined()
    await world.apply(deployment('web', 'web:1'))
    const adopted = await replicaSets()
    expect(adopted.map(({ metadata }) => metadata.uid)).toEqual([former?.metadata.uid])
    expect(adopted[0]?.metadata.ownerReferences).toMatchObject([
      { kind: 'Deployment', name: 'web', controller: true },
    ])
    expect(await world.names('Pod')).toHaveLength(3)
  })
})

describe('a new replica set', () => {
  it('gets another name where its own is taken', async () => {
    await world.apply(deployment('web', 'web:1'))
    const name = (await replicaSets())[0]!.metadata.name!
    await world.client.delete('Deployment', web)
    await world.converge()
    const labels = { app: 'foreign' }
    const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'c:1' }] } }
    const spec = { replicas: 0, selector: { matchLabels: labels }, template }
    await world.apply({
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name, namespace: 'default' },
      spec,
    })
    await world.apply(deployment('web', 'web:1'))
    const { status } = await world.client.get('Deployment', web)
    expect(status).toMatchObject({ collisionCount: 1, availableReplicas: 3 })
    expect((await world.names('ReplicaSet')).filter((other) => other !== name)).toHaveLength(1)
  })

  it('that is refused is told of in a condition and an event, and made when it may be', async () => {
    const hard = { 'count/replicasets.apps': '0' }
    await world.apply({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'q', namespace: 'default' },
      spec: { hard },
    })
    await world.apply(deployment('web', 'web:1'))
    const refused = await world.client.get('Deployment', web)
    const text =
      /^Failed to create new replica set "web-\w+": replicasets\.apps "web-\w+" is forbidden: exceeded quota: q, requested: count\/replicasets\.apps=1, used: count\/replicasets\.apps=0, limited: count\/replicasets\.apps=0$/
    expect(refused.status?.conditions).toMatchObject([
      {
        type: 'Progressing',
        status: 'False',
        reason: 'ReplicaSetCreateError',
        message: expect.stringMatching(text),
      },
    ])
    expect((await world.events(refused))[0]).toMatch(
      /^Warning ReplicaSetCreateError Failed to create new replica set/,
    )
    await world.client.delete('ResourceQuota', { namespace: 'default', name: 'q' })
    await world.converge()
    expect((await world.client.get('Deployment', web)).status).toMatchObject({ availableReplicas: 3 })
  })
})

describe('a deployment whose pods are refused', () => {
  it('says so in its conditions and recovers when the reason is gone', async () => {
    const refused = deployment('web', 'web:1', { replicas: 2 })
    refused.spec!.template.spec!.serviceAccountName = 'absent'
    await world.apply(refused)
    const [set] = await replicaSets()
    const message = `pods "${set?.metadata.name}-" is forbidden: error looking up service account default/absent: serviceaccount "absent" not found`
    const failure = { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }
    const now = await world.client.get('Deployment', web)
    expect(now.status?.conditions).toContainEqual(expect.objectContaining(failure))
    expect((await world.events(set!))[0]).toContain(`Warning FailedCreate Error creating: ${message}`)
    await world.apply({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'absent', namespace: 'default' },
    })
    const cured = await world.client.get('Deployment', web)
    expect(cured.status).toMatchObject({ availableReplicas: 2 })
    expect(cured.status?.conditions?.map(({ type }) => type)).not.toContain('ReplicaFailure')
  })
})
