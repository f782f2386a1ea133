/** What a namespace says while it is being emptied. */
import { describe, expect, it } from 'vitest'
import { namespaceConditions, type Remains } from '../../src/controllers/namespace-conditions.ts'

const remains: Remains = {
  resources: new Map([
    ['pods.', 2],
    ['deployments.apps', 1],
  ]),
  finalizers: new Map([['example.com/hold', 1]]),
  failures: ['b', 'a'],
}
const nothing: Remains = { resources: new Map(), finalizers: new Map(), failures: [] }

describe('the conditions of a namespace under deletion', () => {
  it('say what remains, what holds it and what failed', () => {
    const texts = namespaceConditions([], remains, 'now').map((c) => [c.type, c.status, c.reason, c.message])
    expect(texts).toEqual([
      [
        'NamespaceDeletionDiscoveryFailure',
        'False',
        'ResourcesDiscovered',
        'All resources successfully discovered',
      ],
      [
        'NamespaceDeletionGroupVersionParsingFailure',
        'False',
        'ParsedGroupVersions',
        'All legacy kube types successfully parsed',
      ],
      [
        'NamespaceDeletionContentFailure',
        'True',
        'ContentDeletionFailed',
        'Failed to delete all resource types, 2 remaining: a, b',
      ],
      [
        'NamespaceContentRemaining',
        'True',
        'SomeResourcesRemain',
        'Some resources are remaining: deployments.apps has 1 resource instances, pods. has 2 resource instances',
      ],
      [
        'NamespaceFinalizersRemaining',
        'True',
        'SomeFinalizersRemain',
        'Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
      ],
    ])
  })

  it('keep their time while they say the same', () => {
    const first = namespaceConditions([], remains, 'first')
    expect(namespaceConditions(first, remains, 'second')).toEqual(first)
    const cleared = namespaceConditions(first, nothing, 'third')
    expect(cleared.map(({ status, lastTransitionTime }) => [status, lastTransitionTime])).toEqual([
      ['False', 'first'],
      ['False', 'first'],
      ['False', 'third'],
      ['False', 'third'],
      ['False', 'third'],
    ])
  })
})
