/** StatefulSets: what becomes of their claims, and what cannot be made. */
import { beforeEach, describe, expect, it } from 'vitest'
import { named } from '../support/server.ts'
import { openStatefulWorld, statefulQuestions, statefulSet, template } from './stateful-world.ts'
import type { World } from './world.ts'

let world: World
const { pod, set, shape, history, claims, remove, release } = statefulQuestions(() => world)

beforeEach(async () => {
  world = await openStatefulWorld()
})

const policy = (whenDeleted: string, whenScaled: string) => ({
  persistentVolumeClaimRetentionPolicy: { whenDeleted, whenScaled },
})

async function ownersOf(name: string): Promise<string[]> {
  const claim = await world.client.get('PersistentVolumeClaim', named(name))
  return (claim.metadata.ownerReferences ?? []).map(
    ({ kind, name: owner, controller }) => `${kind} ${owner}${controller ? ' controls' : ''}`,
  )
}

describe.each([
  { whenDeleted: 'Retain', whenScaled: 'Retain', scaled: ['0', '1'], deleted: ['0', '1'], owners: [] },
  { whenDeleted: 'Retain', whenScaled: 'Delete', scaled: ['0'], deleted: ['0', '1'], owners: [] },
  {
    whenDeleted: 'Delete',
    whenScaled: 'Retain',
    scaled: ['0', '1'],
    deleted: [],
    owners: ['StatefulSet web controls'],
  },
  {
    whenDeleted: 'Delete',
    whenScaled: 'Delete',
    scaled: ['0'],
    deleted: [],
    owners: ['StatefulSet web controls'],
  },
])(
  'whenDeleted $whenDeleted, whenScaled $whenScaled',
  ({ whenDeleted, whenScaled, scaled, deleted, owners }) => {
    beforeEach(async () => {
      await world.apply(statefulSet({ replicas: 2, ...policy(whenDeleted, whenScaled) }))
    })

    it('gives claims their owners', async () => {
      expect(await ownersOf('www-web-1')).toEqual(owners)
      expect(await world.writesOfAnotherRound()).toBe(0)
    })

    it('leaves these claims when the set is scaled down', async () => {
      await world.change('StatefulSet', 'web', { spec: { replicas: 1 } })
      expect(await shape()).toEqual(['web-0 web:1'])
      expect(await claims()).toEqual(scaled.map((ordinal) => `www-web-${ordinal}`))
      expect(await world.writesOfAnotherRound()).toBe(0)
    })

    it('leaves these claims when the set is deleted', async () => {
      await world.client.delete('StatefulSet', named('web'))
      await world.converge()
      expect(await shape()).toEqual([])
      expect(await claims()).toEqual(deleted.map((ordinal) => `www-web-${ordinal}`))
    })

    it('leaves all claims when a pod alone is deleted', async () => {
      await remove('web-1')
      await world.converge()
      expect(await claims()).toEqual(['www-web-0', 'www-web-1'])
    })
  },
)

describe('the retention policy', () => {
  it('takes effect on claims that are there when it changes', async () => {
    await world.apply(statefulSet({ replicas: 1 }))
    await world.change('StatefulSet', 'web', { spec: policy('Delete', 'Retain') })
    expect(await ownersOf('www-web-0')).toEqual(['StatefulSet web controls'])
    expect((await history()).slice(2)).toEqual(['Update update Pod web-0 successful'])
    await world.change('StatefulSet', 'web', { spec: policy('Retain', 'Retain') })
    expect(await ownersOf('www-web-0')).toEqual([])
  })

  it('leaves claims alone that something else controls, and says so', async () => {
    const owner = await world.client.create('ConfigMap', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'boss', namespace: 'default' },
    })
    const reference = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: 'boss',
      uid: owner.metadata.uid!,
      controller: true,
    }
    await world.apply(
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'www-web-0', namespace: 'default', ownerReferences: [reference] },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      },
      statefulSet({ replicas: 1, ...policy('Delete', 'Delete') }),
    )
    expect(await ownersOf('www-web-0')).toEqual(['ConfigMap boss controls'])
    expect(await history()).toEqual([
      'Warning ConflictingController PersistentVolumeClaim www-web-0 has a conflicting OwnerReference that acts as a manging controller, the retention policy is ignored for this claim',
      'Create create Pod web-0 successful',
    ])
    expect(await world.writesOfAnotherRound()).toBe(0)
  })

  it('makes a replica wait that comes back before its claim has gone with its former pod', async () => {
    const held = template('web:1', { finalizers: ['example.com/held'] })
    await world.apply(statefulSet({ replicas: 2, template: held, ...policy('Retain', 'Delete') }))
    const { uid } = (await world.client.get('PersistentVolumeClaim', named('www-web-1'))).metadata
    await world.change('StatefulSet', 'web', { spec: { replicas: 1 } })
    expect(await ownersOf('www-web-1')).toEqual(['Pod web-1 controls'])
    await world.change('StatefulSet', 'web', { spec: { replicas: 2 } })
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:1 leaving'])
    await release('web-1')
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:1'])
    const claim = await world.client.get('PersistentVolumeClaim', named('www-web-1'))
    expect([claim.metadata.uid === uid, claim.status?.phase]).toEqual([false, 'Bound'])
  })
})

describe('a claim', () => {
  it('has the labels of its template and of the selector', async () => {
    const claim = {
      metadata: { name: 'data', labels: { tier: 'db' }, annotations: { note: 'x' } },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    }
    await world.apply(statefulSet({ replicas: 1, volumeClaimTemplates: [claim] }))
    const { metadata } = await world.client.get('PersistentVolumeClaim', named('data-web-0'))
    expect([metadata.labels, metadata.annotations?.note]).toEqual([{ app: 'web', tier: 'db' }, 'x'])
  })

  it('stands in for a volume of its name in the template', async () => {
    const withVolume = template('web:1')
    const spec = {
      ...withVolume.spec,
      volumes: [
        { name: 'www', emptyDir: {} },
        { name: 'tmp', emptyDir: {} },
      ],
    }
    await world.apply(statefulSet({ replicas: 1, template: { ...withVolume, spec } }))
    expect((await pod('web-0')).spec?.volumes?.slice(0, 2)).toEqual([
      { name: 'www', persistentVolumeClaim: { claimName: 'www-web-0' } },
      { name: 'tmp', emptyDir: {} },
    ])
  })

  it('is bound, and stays so, whoever uses it', async () => {
    await world.apply(statefulSet({ replicas: 1 }))
    const before = await world.client.get('PersistentVolumeClaim', named('www-web-0'))
    await remove('web-0')
    await world.converge()
    const after = await world.client.get('PersistentVolumeClaim', named('www-web-0'))
    expect([after.status?.phase, after.spec?.volumeName]).toEqual(['Bound', before.spec?.volumeName])
  })

  it('is made anew when it goes while its pod is gone, and holds the pod up until then', async () => {
    await world.apply(statefulSet({ replicas: 1 }))
    await world.client.patch('PersistentVolumeClaim', named('www-web-0'), 'merge', {
      metadata: { finalizers: ['example.com/held'] },
    })
    await world.client.delete('PersistentVolumeClaim', named('www-web-0'))
    await remove('web-0')
    await world.converge()
    expect(await shape()).toEqual([])
    expect((await history()).at(-1)).toMatch(
      /^Warning FailedCreate create Pod web-0 failed error: pvc www-web-0 is being deleted/,
    )
    await world.client.patch('PersistentVolumeClaim', named('www-web-0'), 'merge', {
      metadata: { finalizers: null },
    })
    await world.converge()
    expect([await shape(), await claims()]).toEqual([['web-0 web:1'], ['www-web-0']])
  })
})

describe('what the API server refuses', () => {
  it('is told of, and tried again', async () => {
    await world.apply({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'one', namespace: 'default' },
      spec: { hard: { pods: '1' } },
    })
    await world.apply(statefulSet({ replicas: 2 }))
    expect(await shape()).toEqual(['web-0 web:1'])
    expect((await history()).at(-1)).toMatch(
      /^Warning FailedCreate create Pod web-1 failed error: pods "web-1" is forbidden: exceeded quota: one, requested: pods=1, used: pods=1, limited: pods=1/,
    )
    expect((await set()).status).toMatchObject({ replicas: 1, readyReplicas: 1 })
    await world.client.delete('ResourceQuota', named('one'))
    await world.converge()
    expect(await shape()).toEqual(['web-0 web:1', 'web-1 web:1'])
  })

  it('is told of for claims, too', async () => {
    await world.apply({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'none', namespace: 'default' },
      spec: { hard: { persistentvolumeclaims: '0' } },
    })
    await world.apply(statefulSet({ replicas: 1 }))
    const refusal =
      'persistentvolumeclaims "www-web-0" is forbidden: exceeded quota: none, requested: persistentvolumeclaims=1, used: persistentvolumeclaims=0, limited: persistentvolumeclaims=0'
    const events = (await history()).map((text) => text.replace(/ \(x\d+\)$/, ''))
    expect(events).toEqual([
      `Warning FailedCreate create Claim www-web-0 for Pod web-0 failed error: ${refusal}`,
      `Warning FailedCreate create Pod web-0 failed error: failed to create PVC www-web-0: ${refusal}`,
    ])
  })
})
