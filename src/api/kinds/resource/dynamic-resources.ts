/** The kinds of dynamic resource allocation: claims of devices, their templates, classes and offers. */
import { type FieldError, invalidValue } from '../../../apimachinery/field-error.ts'
import { deepEqual } from '../../../base/json.ts'
import type {
  DeviceClass,
  ResourceClaim,
  ResourceClaimSpec,
  ResourceClaimTemplate,
  ResourceSlice,
} from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'
import { validateDeviceClaim, validateDeviceClass, validateResourceSlice } from './validation.ts'

const group = 'resource.k8s.io'
const describe = () => import('../generic.describe.ts')

/** DeviceClass, `resource.k8s.io/v1`. */
export const deviceClass = defineKind<DeviceClass>({
  kind: 'DeviceClass',
  group,
  generation: true,
  validate: validateDeviceClass,
  columns: [nameColumn, ageColumn],
  describe,
})

/** ResourceClaim, `resource.k8s.io/v1`. Index pool: those to which a device of it (`driver/pool`) is allocated. */
export const resourceClaim = defineKind<ResourceClaim>({
  kind: 'ResourceClaim',
  group,
  defaults: ({ spec }) => defaultRequests(spec),
  validate: ({ spec }) => validateDeviceClaim('spec.devices', spec?.devices),
  validateUpdate: ({ spec }, { spec: old }) => unchanged(spec, old),
  columns: [nameColumn, column('State', claimState), ageColumn],
  indexes: ({ status }) =>
    [
      ...new Set((status?.allocation?.devices?.results ?? []).map(({ driver, pool }) => `${driver}/${pool}`)),
    ].map((pool) => ['pool', pool]),
  describe,
})

/** ResourceClaimTemplate, `resource.k8s.io/v1`. */
export const resourceClaimTemplate = defineKind<ResourceClaimTemplate>({
  kind: 'ResourceClaimTemplate',
  group,
  defaults: ({ spec }) => defaultRequests(spec?.spec),
  validate: ({ spec }) => validateDeviceClaim('spec.spec.devices', spec?.spec?.devices),
  validateUpdate: ({ spec }, { spec: old }) => unchanged(spec, old),
  columns: [nameColumn, ageColumn],
  describe,
})

/** ResourceSlice, `resource.k8s.io/v1`. Index node: the node that its devices are on; '' where that is not all there is to it. */
export const resourceSlice = defineKind<ResourceSlice>({
  kind: 'ResourceSlice',
  group,
  generation: true,
  validate: validateResourceSlice,
  columns: [
    nameColumn,
    column('Node', ({ spec }) => spec?.nodeName ?? '<unset>'),
    column('Driver', ({ spec }) => spec?.driver ?? ''),
    column('Pool', ({ spec }) => spec?.pool?.name ?? ''),
    ageColumn,
  ],
  describe,
  indexes: ({ spec }) => [['node', spec?.nodeName ?? '']],
  selectableFields: {
    'spec.nodeName': ({ spec }) => spec?.nodeName ?? '',
    'spec.driver': ({ spec }) => spec?.driver ?? '',
  },
})

/** One device is asked for where nothing else is said (pkg/apis/resource/v1/defaults.go). */
function defaultRequests(spec: ResourceClaimSpec | undefined): void {
  for (const { exactly, firstAvailable = [] } of spec?.devices?.requests ?? [])
    for (const request of [...(exactly ? [exactly] : []), ...firstAvailable]) {
      request.allocationMode ||= 'ExactCount'
      if (request.allocationMode === 'ExactCount') request.count ||= 1
    }
}

function unchanged(spec: unknown, old: unknown): FieldError[] {
  return deepEqual(spec, old) ? [] : [invalidValue('spec', spec, 'field is immutable')]
}

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
