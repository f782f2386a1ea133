/** What the garbage collector looks at and what it decides. */
import { describe, expect, it } from 'vitest'
import { judge } from '../../../src/controllers/garbage-collector/collect.ts'
import { concernedOwners } from '../../../src/controllers/garbage-collector/garbage-collector.ts'
import {
  formatIdentity,
  identityOf,
  parseIdentity,
} from '../../../src/controllers/garbage-collector/identity.ts'
import type { Fate } from '../../../src/controllers/garbage-collector/owners.ts'
import { controllerReference } from '../../../src/controllers/ownership.ts'
import { ago, pod, replicaSet } from '../objects.ts'

describe('an object', () => {
  it.each<[string, Fate[], string]>([
    ['with an owner stays', ['solid'], 'keep'],
    ['without owners stays', [], 'keep'],
    ['that lost its only owner goes', ['absent'], 'delete'],
    ['whose owner waits for it goes', ['waiting'], 'delete'],
    ['with one owner left loses the others', ['solid', 'absent', 'waiting'], 'disown'],
    ['with an owner of an unknown kind stays', ['unknown'], 'keep'],
    ['with an owner of an unknown kind loses the others', ['unknown', 'absent'], 'disown'],
  ])('%s', (_name, fates, verdict) => {
    expect(judge(fates)).toBe(verdict)
  })
})

describe('a change', () => {
  const owner = replicaSet('web')
  const reference = { ownerReferences: [controllerReference(owner)] }
  const owned = pod('a', { metadata: { name: 'a', namespace: 'default', uid: 'uid-a', ...reference } })
  const named = `named ${formatIdentity(identityOf(owner))}`
  const changed = `changed ${formatIdentity(identityOf(owner))}`
  const event = { apiVersion: 'v1', kind: 'Event', metadata: { name: 'e' } }
  const leaving = (finalizer: string) =>
    replicaSet('web', { metadata: { ...owner.metadata, deletionTimestamp: ago(1), finalizers: [finalizer] } })

  it.each([
    ['a new dependent asks for its owner', { type: 'added', object: owned, previous: undefined }, [named]],
    ['another change of it does not', { type: 'modified', object: owned, previous: owned }, []],
    [
      'its end concerns its dependents and its owner',
      { type: 'deleted', object: owned, previous: owned },
      [`changed ${formatIdentity(identityOf(owned))}`, named],
    ],
    [
      'losing its owner asks for the former one',
      { type: 'modified', object: pod('a'), previous: owned },
      [named],
    ],
    [
      'foreground deletion begins',
      { type: 'modified', object: leaving('foregroundDeletion'), previous: owner },
      [changed],
    ],
    ['orphaning begins', { type: 'modified', object: leaving('orphan'), previous: owner }, [changed]],
    [
      'other finalizers are not its business',
      { type: 'modified', object: leaving('x/y'), previous: owner },
      [],
    ],
    ['events are not looked at', { type: 'deleted', object: event, previous: event }, []],
  ] as const)('%s', (_name, change, keys) => {
    expect(concernedOwners(change)).toEqual(keys)
  })
})

describe('an identity', () => {
  it('survives being a key, with and without a namespace', () => {
    for (const object of [pod('a'), { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n', uid: 'u' } }]) {
      expect(parseIdentity(formatIdentity(identityOf(object)))).toEqual(identityOf(object))
    }
  })
})
