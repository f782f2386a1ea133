/** The status of a replica set. */
import { describe, expect, it } from 'vitest'
import { replicaStatus } from '../../../src/controllers/replicaset/status.ts'
import { ago, now, pod, replicaSet } from '../objects.ts'

const owner = replicaSet('web', { replicas: 3 })
owner.spec = { ...owner.spec!, minReadySeconds: 10, template: { metadata: { labels: { app: 'web' } } } }
const labelled = { name: 'a', labels: { app: 'web', extra: 'x' } }

describe('the status of a replica set', () => {
  it('counts pods by labels, readiness and availability, and leaves zeros out', () => {
    const active = [pod('a', { readyFor: 10, metadata: labelled }), pod('b', { readyFor: 9 }), pod('c')]
    const observation = { active, terminating: [pod('d', { terminating: true })], failure: undefined, now }
    expect(replicaStatus(owner, observation, { countTerminating: true })).toEqual({
      replicas: 3,
      fullyLabeledReplicas: 1,
      readyReplicas: 2,
      availableReplicas: 1,
      terminatingReplicas: 1,
      observedGeneration: 1,
    })
    const nothing = { active: [], terminating: [], failure: undefined, now }
    expect(replicaStatus(owner, nothing, { countTerminating: false })).toEqual({
      replicas: 0,
      observedGeneration: 1,
    })
  })

  it.each([
    ['creation', 2, 'FailedCreate'],
    ['deletion', 4, 'FailedDelete'],
  ])('tells of a failed %s', (_name, count, reason) => {
    const active = Array.from({ length: count }, (_, i) => pod(`p${i}`))
    const observation = { active, terminating: [], failure: new Error('quota'), now }
    const condition = {
      type: 'ReplicaFailure',
      status: 'True',
      lastTransitionTime: ago(0),
      reason,
      message: 'quota',
    }
    expect(replicaStatus(owner, observation, { countTerminating: true }).conditions).toEqual([condition])
  })

  it('keeps the first failure, and forgets it when all is well', () => {
    const condition = {
      type: 'ReplicaFailure',
      status: 'True',
      lastTransitionTime: ago(9),
      reason: 'FailedCreate',
      message: 'first',
    }
    const failed = replicaSet('web', { replicas: 3, status: { conditions: [condition] } })
    const observe = (failure: Error | undefined) =>
      replicaStatus(failed, { active: [], terminating: [], failure, now }, { countTerminating: true })
        .conditions
    expect(observe(new Error('second'))).toEqual([condition])
    expect(observe(undefined)).toBeUndefined()
  })
})
