/** Which volume a claim gets. */
import { describe, expect, it } from 'vitest'
import { findMatch, mismatch } from '../../../src/controllers/volume/match.ts'
import { provisionedVolume } from '../../../src/controllers/volume/provision.ts'
import type { PersistentVolume, PersistentVolumeClaim } from '../../../src/generated/types.ts'

type VolumeSpec = NonNullable<PersistentVolume['spec']>
type ClaimSpec = NonNullable<PersistentVolumeClaim['spec']>

function volume(name: string, size: string, spec: VolumeSpec = {}, phase = 'Available'): PersistentVolume {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, labels: { disk: name } },
    spec: { capacity: { storage: size }, accessModes: ['ReadWriteOnce'], storageClassName: 'x', ...spec },
    status: { phase },
  }
}

function claim(size: string, spec: ClaimSpec = {}): PersistentVolumeClaim {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace: 'default', uid: 'u1' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'x',
      resources: { requests: { storage: size } },
      ...spec,
    },
  }
}

const reserved = { claimRef: { name: 'data', namespace: 'default' } }

describe('a claim', () => {
  it.each<[string, PersistentVolumeClaim, PersistentVolume[], string | undefined]>([
    [
      'gets the smallest that is large enough',
      claim('3Gi'),
      [volume('a', '9Gi'), volume('b', '4Gi'), volume('c', '2Gi')],
      'b',
    ],
    ['gets the first of equal ones', claim('3Gi'), [volume('a', '4Gi'), volume('b', '4Gi')], 'a'],
    ['compares units', claim('1000Mi'), [volume('a', '1G'), volume('b', '1Gi')], 'b'],
    [
      'gets what is reserved for it before anything smaller',
      claim('1Gi'),
      [volume('a', '1Gi'), volume('b', '9Gi', reserved)],
      'b',
    ],
    ['needs its class', claim('1Gi'), [volume('a', '1Gi', { storageClassName: 'y' })], undefined],
    [
      'needs its access modes',
      claim('1Gi', { accessModes: ['ReadWriteMany'] }),
      [volume('a', '1Gi')],
      undefined,
    ],
    ['needs its mode', claim('1Gi', { volumeMode: 'Block' }), [volume('a', '1Gi')], undefined],
    [
      'needs its selector',
      claim('1Gi', { selector: { matchLabels: { disk: 'b' } } }),
      [volume('a', '1Gi'), volume('b', '2Gi')],
      'b',
    ],
    ['does not get what is released', claim('1Gi'), [volume('a', '1Gi', {}, 'Released')], undefined],
    [
      'does not get what is of another',
      claim('1Gi'),
      [volume('a', '1Gi', { claimRef: { ...reserved.claimRef, uid: 'u2' } })],
      undefined,
    ],
  ])('%s', (_name, wanted, volumes, name) => {
    expect(findMatch(wanted, volumes, false)?.metadata.name).toBe(name)
  })

  it('that waits for its first pod takes only what is reserved for it', () => {
    expect(findMatch(claim('1Gi'), [volume('a', '1Gi')], true)).toBeUndefined()
    expect(findMatch(claim('1Gi'), [volume('a', '1Gi', reserved)], true)?.metadata.name).toBe('a')
  })

  it.each<[string | undefined, PersistentVolume]>([
    ['requested PV is too small', volume('a', '1Mi')],
    ['storageClassName does not match', volume('a', '1Gi', { storageClassName: 'y' })],
    ['incompatible volumeMode', volume('a', '1Gi', { volumeMode: 'Block' })],
    ['incompatible accessMode', volume('a', '1Gi', { accessModes: ['ReadOnlyMany'] })],
    [undefined, volume('a', '1Gi')],
  ])('that names a volume hears: %s', (text, named) => {
    expect(mismatch(named, claim('1Gi'))).toBe(text)
  })
})

describe('a volume made for a claim', () => {
  it('is as large as asked, of the class, and reserved', () => {
    const storageClass = {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'x' },
      provisioner: 'p',
    }
    const made = provisionedVolume(claim('3Gi'), storageClass)
    expect(made.metadata).toEqual({ name: 'pvc-u1', annotations: { 'pv.kubernetes.io/provisioned-by': 'p' } })
    expect(made.spec).toMatchObject({
      capacity: { storage: '3Gi' },
      claimRef: { kind: 'PersistentVolumeClaim', name: 'data', namespace: 'default', uid: 'u1' },
      persistentVolumeReclaimPolicy: 'Delete',
      storageClassName: 'x',
      volumeMode: 'Filesystem',
    })
  })
})
