/** PersistentVolumeClaimResize: a claim grows only when it is bound, and its class lets volumes grow. */
import { storageClassOf } from '../../api/kinds/core/access-modes.ts'
import { compareQuantities, tryParseQuantity, ZERO } from '../../apimachinery/quantity.ts'
import { forbidden } from '../../apimachinery/status-error.ts'
import type { PersistentVolumeClaim } from '../../generated/types.ts'
import type { AdmissionPlugin, AdmissionRequest } from './plugin.ts'

/** Source: plugin/pkg/admission/storage/persistentvolume/resize. */
export const persistentVolumeClaimResize: AdmissionPlugin = {
  name: 'PersistentVolumeClaimResize',
  kinds: ['PersistentVolumeClaim'],
  operations: ['UPDATE'],
  async validate(request) {
    const claim = request.object as PersistentVolumeClaim
    const old = request.old as PersistentVolumeClaim
    if (compareQuantities(sizeOf(claim), sizeOf(old)) <= 0) return
    if (old.status?.phase !== 'Bound')
      throw refusal(request, 'Only bound persistent volume claims can be expanded')
    if (!(await isExpandable(claim, old, request)))
      throw refusal(
        request,
        'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
      )
  },
}

async function isExpandable(
  claim: PersistentVolumeClaim,
  old: PersistentVolumeClaim,
  { client }: AdmissionRequest,
): Promise<boolean> {
  const name = storageClassOf(claim)
  if (name === '' || name !== storageClassOf(old)) return false
  const storageClass = await client.find('StorageClass', { namespace: '', name })
  return storageClass?.allowVolumeExpansion === true
}

function sizeOf({ spec }: PersistentVolumeClaim) {
  return tryParseQuantity(spec?.resources?.requests?.storage ?? '') ?? ZERO
}

function refusal({ kind, name }: AdmissionRequest, message: string) {
  return forbidden({ group: kind.resource.group, resource: kind.resource.plural }, name, message)
}
