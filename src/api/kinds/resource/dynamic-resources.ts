/** The kinds of dynamic resource allocation: claims of devices, their templates, classes and offers. */
import type {
  DeviceClass,
  ResourceClaim,
  ResourceClaimTemplate,
  ResourceSlice,
} from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'

const group = 'resource.k8s.io'
const describe = () => import('../generic.describe.ts')

/** DeviceClass, `resource.k8s.io/v1`. */
export const deviceClass = defineKind<DeviceClass>({
  kind: 'DeviceClass',
  group,
  generation: true,
  columns: [nameColumn, ageColumn],
  describe,
})

/** ResourceClaim, `resource.k8s.io/v1`. */
export const resourceClaim = defineKind<ResourceClaim>({
  kind: 'ResourceClaim',
  group,
  columns: [nameColumn, column('State', claimState), ageColumn],
  describe,
})

/** ResourceClaimTemplate, `resource.k8s.io/v1`. */
export const resourceClaimTemplate = defineKind<ResourceClaimTemplate>({
  kind: 'ResourceClaimTemplate',
  group,
  columns: [nameColumn, ageColumn],
  describe,
})

/** ResourceSlice, `resource.k8s.io/v1`. */
export const resourceSlice = defineKind<ResourceSlice>({
  kind: 'ResourceSlice',
  group,
  generation: true,
  columns: [
    nameColumn,
    column('Node', ({ spec }) => spec?.nodeName ?? '<unset>'),
    column('Driver', ({ spec }) => spec?.driver ?? ''),
    column('Pool', ({ spec }) => spec?.pool?.name ?? ''),
    ageColumn,
  ],
  describe,
  selectableFields: {
    'spec.nodeName': ({ spec }) => spec?.nodeName ?? '',
    'spec.driver': ({ spec }) => spec?.driver ?? '',
  },
})

/** `allocated,reserved`, `deleted,…` or `pending`. */
function claimState({ metadata, status }: ResourceClaim): string {
  const states: string[] = []
  if (metadata.deletionTimestamp) states.push('deleted')
  if (!status?.allocation) {
    if (!metadata.deletionTimestamp) states.push('pending')
  } else {
    states.push('allocated')
    if (status.reservedFor?.length) states.push('reserved')
  }
  return states.join(',')
}
