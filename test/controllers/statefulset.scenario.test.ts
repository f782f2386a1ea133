/** StatefulSets: made in order, scaled, and what becomes of their pods. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { named } from '../support/server.ts'
import { openStatefulWorld, statefulQuestions, statefulSet, template } from './stateful-world.ts'
import type { World } from './world.ts'

let world: World
const { pods, pod, set, shape, history, claims, remove, makeReady, release } = statefulQuestions(() => world)

beforeEach(async () => {
  world = await openStatefulWorld()
})

afterEach(async () => {
  expect(await world.writesOfAnotherRound()).toBe(0)
})

/** Pods of this template stay until the test lets them go. */
const held = { template: template('web:1', { finalizers: ['example.com/held'] }) }

describe('a new stateful set', () => {
  it('makes claims and pods one after another, and tells of each', async () => {
    await world.apply(statefulSet({ replicas: 2 }))
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:1'])
    expect(await claims()).toEqual(['www-web-0', 'www-web-1'])
    expect(await history()).toEqual([
      'Create create Claim www-web-0 Pod web-0 success',
      'Create create Pod web-0 successful',
      'Create create Claim www-web-1 Pod web-1 success',
      'Create create Pod web-1 successful',
    ])
  })

  it('gives each pod a name, a host name and a claim of its own', async () => {
    await world.apply(statefulSet())
    const [revision] = await world.names('ControllerRevision')
    expect(await pod('web-1')).toMatchObject({
      metadata: {
        generateName: 'web-',
        labels: {
          app: 'web',
          'apps.kubernetes.io/pod-index': '1',
          'controller-revision-hash': revision,
          'statefulset.kubernetes.io/pod-name': 'web-1',
        },
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web', controller: true }],
      },
      spec: {
        hostname: 'web-1',
        subdomain: 'nginx',
        volumes: [{ name: 'www', persistentVolumeClaim: { claimName: 'www-web-1' } }, {}],
      },
    })
    const claim = await world.client.get('PersistentVolumeClaim', named('www-web-1'))
    expect(claim.metadata.labels).toEqual({ app: 'web' })
    expect(claim.metadata.ownerReferences).toBeUndefined()
  })

  it('says how far it is', async () => {
    await world.apply(statefulSet())
    const [revision] = await world.names('ControllerRevision')
    expect((await set()).status).toEqual({
      availableReplicas: 3,
      collisionCount: 0,
      currentReplicas: 3,
      currentRevision: revision,
      observedGeneration: 1,
      readyReplicas: 3,
      replicas: 3,
      updateRevision: revision,
      updatedReplicas: 3,
    })
  })

  it('keeps its template as a revision that is named as Kubernetes names it', async () => {
    await world.apply(statefulSet())
    const [revision] = (await world.client.list('ControllerRevision')).items
    expect(revision).toMatchObject({
      metadata: {
        name: expect.stringMatching(/^web-[bcdfghjklmnpqrstvwxz2456789]+$/),
        labels: { app: 'web', 'controller.kubernetes.io/hash': revision?.metadata.name?.slice(4) },
        ownerReferences: [{ kind: 'StatefulSet', name: 'web', controller: true }],
      },
      data: { spec: { template: { $patch: 'replace', spec: { containers: [{ image: 'web:1' }] } } } },
      revision: 1,
    })
  })

  it('waits for each pod to be ready before it makes the next', async () => {
    world.breakPods('apps.kubernetes.io/pod-index=1')
    await world.apply(statefulSet())
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:1 unready'])
    await makeReady('web-1')
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:1', 'web-2 web:1'])
  })

  it('waits for none where its pods are managed in parallel', async () => {
    world.breakPods('app=web')
    await world.apply(statefulSet({ podManagementPolicy: 'Parallel' }))
    expect(await shape()).toEqual(['web-0 web:1 unready', 'web-1 web:1 unready', 'web-2 web:1 unready'])
  })

  it('waits until pods have been ready for minReadySeconds', async () => {
    await world.apply(statefulSet({ minReadySeconds: 30 }))
    expect(await shape()).toEqual(['web-0 web:1'])
    expect((await set()).status).toMatchObject({ readyReplicas: 1, availableReplicas: 0 })
    await world.advance(29)
    expect(await shape()).toEqual(['web-0 web:1'])
    await world.advance(1)
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:1'])
    await world.advance(60)
    expect((await set()).status).toMatchObject({ replicas: 3, availableReplicas: 3 })
  })

  it('begins at its start ordinal', async () => {
    await world.apply(statefulSet({ ordinals: { start: 5 }, replicas: 2 }))
    expect(await shape()).toEqual(['web-5 web:1', 'web-6 web:1'])
    expect((await pod('web-6')).metadata.labels?.['apps.kubernetes.io/pod-index']).toBe('6')
  })
})

describe('a change of scale', () => {
  it('removes the highest ordinals first, each when the one before is gone, and keeps the claims', async () => {
    await world.apply(statefulSet(held))
    await world.change('StatefulSet', 'web', { spec: { replicas: 1 } })
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:1', 'web-2 web:1 leaving'])
    await release('web-2')
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:1 leaving'])
    await release('web-1')
    expect(await shape()).toEqual(['web-0 web:1'])
    expect(await claims()).toEqual(['www-web-0', 'www-web-1', 'www-web-2'])
    expect((await history()).slice(6)).toEqual([
      'Delete delete Pod web-2 successful',
      'Delete delete Pod web-1 successful',
    ])
  })

  it('removes all at once where pods are managed in parallel', async () => {
    await world.apply(statefulSet({ ...held, podManagementPolicy: 'Parallel' }))
    await world.change('StatefulSet', 'web', { spec: { replicas: 0 } })
    expect(await shape()).toEqual(['web-0 web:1 leaving', 'web-1 web:1 leaving', 'web-2 web:1 leaving'])
  })

  it('removes nothing while a pod that is to stay is not ready', async () => {
    await world.apply(statefulSet())
    await makeReady('web-0', false)
    await world.change('StatefulSet', 'web', { spec: { replicas: 1 } })
    expect(await shape()).toEqual(['web-0 web:1 unready', 'web-1 web:1', 'web-2 web:1'])
    await makeReady('web-0')
    expect(await shape()).toEqual(['web-0 web:1'])
  })

  it('is held up by an unready pod below the one that is to go', async () => {
    await world.apply(statefulSet())
    await makeReady('web-1', false)
    await makeReady('web-2', false)
    await world.change('StatefulSet', 'web', { spec: { replicas: 1 } })
    expect(await pods()).toHaveLength(3)
    await makeReady('web-1')
    expect(await shape()).toEqual(['web-0 web:1'])
  })

  it('gives a replica that comes back its former claim', async () => {
    await world.apply(statefulSet())
    const before = await world.client.get('PersistentVolumeClaim', named('www-web-2'))
    await world.change('StatefulSet', 'web', { spec: { replicas: 2 } })
    await world.change('StatefulSet', 'web', { spec: { replicas: 3 } })
    expect(await shape()).toHaveLength(3)
    const after = await world.client.get('PersistentVolumeClaim', named('www-web-2'))
    expect(after.metadata.uid).toBe(before.metadata.uid)
  })

  it('moves with the start ordinal: replicas above it are made, then those below it go', async () => {
    await world.apply(statefulSet({ replicas: 2 }))
    await world.change('StatefulSet', 'web', { spec: { ordinals: { start: 2 } } })
    expect(await shape()).toEqual(['web-2 web:1', 'web-3 web:1'])
    expect((await history()).slice(4)).toEqual([
      'Create create Claim www-web-2 Pod web-2 success',
      'Create create Pod web-2 successful',
      'Create create Claim www-web-3 Pod web-3 success',
      'Create create Pod web-3 successful',
      'Delete delete Pod web-1 successful',
      'Delete delete Pod web-0 successful',
    ])
  })
})

describe('a pod of a stateful set', () => {
  it('comes back under its name when it is deleted', async () => {
    await world.apply(statefulSet())
    const { uid } = (await pod('web-1')).metadata
    await remove('web-1')
    await world.converge()
    expect(await shape()).toHaveLength(3)
    expect((await pod('web-1')).metadata.uid).not.toBe(uid)
  })

  it.each(['Failed', 'Succeeded'])('comes back when it has %s', async (phase) => {
    await world.apply(statefulSet())
    const ended = await pod('web-1')
    await world.client.update(
      'Pod',
      { ...ended, status: { ...ended.status, phase } },
      { subresource: 'status' },
    )
    await world.converge()
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:1', 'web-2 web:1'])
    expect((await history()).slice(3)).toEqual([
      'Create create Pod web-1 successful (x2)',
      'Create create Claim www-web-2 Pod web-2 success',
      'Create create Pod web-2 successful',
      'Delete delete Pod web-1 successful',
    ])
  })

  it('has no replacement before it is gone, as on a node that is lost', async () => {
    await world.apply(statefulSet(held))
    await remove('web-1')
    await world.converge()
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:1 leaving', 'web-2 web:1'])
    expect((await set()).status).toMatchObject({ replicas: 3, currentReplicas: 2 })
    await release('web-1')
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:1', 'web-2 web:1'])
  })

  it('is taken over by a new set when the old one was deleted without it, and goes on running', async () => {
    await world.apply(statefulSet())
    const uids = (await pods()).map(({ metadata }) => metadata.uid)
    const revisions = await world.names('ControllerRevision')
    await world.client.delete('StatefulSet', named('web'), { propagationPolicy: 'Orphan' })
    await world.converge()
    expect((await pods()).map(({ metadata }) => metadata.ownerReferences)).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    await world.apply(statefulSet())
    expect((await pods()).map(({ metadata }) => metadata.uid)).toEqual(uids)
    expect((await pods())[0]?.metadata.ownerReferences).toMatchObject([
      { uid: (await set()).metadata.uid, controller: true },
    ])
    expect(await world.names('ControllerRevision')).toEqual(revisions)
    expect((await set()).status).toMatchObject({ replicas: 3, updatedReplicas: 3, readyReplicas: 3 })
  })

  it('is let go when its labels do not match any more, and stands in the way then', async () => {
    await world.apply(statefulSet({ replicas: 2 }))
    const released = await world.change('Pod', 'web-1', { metadata: { labels: { app: 'other' } } })
    expect(released.metadata.ownerReferences).toBeUndefined()
    expect((await set()).status?.replicas).toBe(1)
    await remove('web-1')
    await world.converge()
    expect((await set()).status?.replicas).toBe(2)
  })

  it('is adopted where it matches and bears the name of a replica, and gets its labels', async () => {
    const orphan = (name: string) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'default', labels: { app: 'web' } },
      spec: template('web:1').spec,
    })
    await world.apply(orphan('web-0'), orphan('other-0'), orphan('web-x'))
    await world.apply(
      statefulSet({ replicas: 1, volumeClaimTemplates: [], updateStrategy: { type: 'OnDelete' } }),
    )
    expect((await pod('web-0')).metadata).toMatchObject({
      labels: {
        'statefulset.kubernetes.io/pod-name': 'web-0',
        'apps.kubernetes.io/pod-index': '0',
      },
      ownerReferences: [{ kind: 'StatefulSet' }],
    })
    expect((await pod('other-0')).metadata.ownerReferences).toBeUndefined()
    expect((await pod('web-x')).metadata.ownerReferences).toBeUndefined()
    expect(await history()).toEqual(['Update update Pod web-0 successful'])
  })

  it('goes with its set', async () => {
    await world.apply(statefulSet())
    await world.client.delete('StatefulSet', named('web'))
    await world.converge()
    expect([await shape(), await world.names('ControllerRevision')]).toEqual([[], []])
    expect(await claims()).toHaveLength(3)
  })
})
