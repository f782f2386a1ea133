/** ServiceCIDR and IPAddress: where cluster IPs come from and which are taken. */
import { type FieldError, invalidValue, required } from '../../../apimachinery/field-error.ts'
import { ipFamily, validateCIDR } from '../../../apimachinery/ip.ts'
import { deepEqual } from '../../../base/json.ts'
import type { IPAddress, ServiceCIDR } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'

const group = 'networking.k8s.io'

/** ServiceCIDR, `networking.k8s.io/v1`. */
export const serviceCIDR = defineKind<ServiceCIDR>({
  kind: 'ServiceCIDR',
  group,
  validate({ spec }) {
    const cidrs = spec?.cidrs ?? []
    if (cidrs.length === 0) return [required('spec.cidrs', 'at least one CIDR required')]
    return cidrs.flatMap((cidr, index) => validateCIDR(`spec.cidrs[${index}]`, cidr))
  },
  columns: [nameColumn, column('CIDRs', ({ spec }) => (spec?.cidrs ?? []).join(',')), ageColumn],
  describe: () => import('./service-cidr.describe.ts'),
})

/** IPAddress, `networking.k8s.io/v1`. */
export const ipAddress = defineKind<IPAddress>({
  kind: 'IPAddress',
  group,
  validateName: (name) =>
    ipFamily(name) ? [] : ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'],
  validate({ spec }): FieldError[] {
    const parent = spec?.parentRef
    if (!parent) return [required('spec.parentRef')]
    const errors: FieldError[] = []
    if (!parent.resource) errors.push(required('spec.parentRef.resource'))
    if (!parent.name) errors.push(required('spec.parentRef.name'))
    return errors
  },
  validateUpdate: ({ spec }, { spec: old }) =>
    deepEqual(spec?.parentRef, old?.parentRef)
      ? []
      : [invalidValue('spec.parentRef', spec?.parentRef, 'field is immutable')],
  // The API server defines no column for the age that it gives (printers.go).
  columns: [
    nameColumn,
    column('ParentRef', ({ spec }) => {
      const { resource = '', namespace, name = '', group: owner } = spec?.parentRef ?? {}
      const plural = owner ? `${resource}.${owner}` : resource
      return namespace ? `${plural}/${namespace}/${name}` : `${plural}/${name}`
    }),
  ],
  describe: () => import('./ip-address.describe.ts'),
})
