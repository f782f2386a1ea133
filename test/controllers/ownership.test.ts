/** Who may take over what. */
import { describe, expect, it } from 'vitest'
import { selectorFromLabels } from '../../src/apimachinery/label-selector.ts'
import { controllerReference, decideClaim } from '../../src/controllers/ownership.ts'
import { ago, pod, replicaSet } from './objects.ts'

const owner = replicaSet('web')
const leaving = replicaSet('web', {
  metadata: { name: 'web', namespace: 'default', uid: 'uid-web', deletionTimestamp: ago(1) },
})
const selector = selectorFromLabels({ app: 'web' })

function candidate(options: { controller?: string; app?: string; namespace?: string; leaving?: boolean }) {
  const { controller, app = 'web', namespace = 'default' } = options
  const ownerReferences = controller ? [controllerReference(replicaSet(controller))] : []
  return pod('a', {
    metadata: {
      name: 'a',
      namespace,
      labels: { app },
      ownerReferences,
      ...(options.leaving && { deletionTimestamp: ago(1) }),
    },
  })
}

describe('an owner', () => {
  it.each([
    ['keeps what is its own and matches', owner, { controller: 'web' }, 'keep'],
    ['releases what is its own and does not match', owner, { controller: 'web', app: 'x' }, 'release'],
    ['leaves alone what is of another', owner, { controller: 'other' }, 'ignore'],
    ['adopts a matching orphan', owner, {}, 'adopt'],
    ['ignores an orphan that does not match', owner, { app: 'x' }, 'ignore'],
    ['ignores an orphan on its way out', owner, { leaving: true }, 'ignore'],
    ['ignores an orphan elsewhere', owner, { namespace: 'other' }, 'ignore'],
    ['adopts nothing while it leaves', leaving, {}, 'ignore'],
    ['releases nothing while it leaves', leaving, { controller: 'web', app: 'x' }, 'ignore'],
    ['keeps its own while it leaves', leaving, { controller: 'web' }, 'keep'],
  ])('%s', (_name, by, options, claim) => {
    expect(decideClaim(by, selector, candidate(options))).toBe(claim)
  })
})
