/** ServiceCIDR and IPAddress: where cluster IPs come from and which are taken. */
import { type FieldError, invalidValue, required } from '../../../apimachinery/field-error.ts'
import { cidrFamily, ipFamily, validateCIDR } from '../../../apimachinery/ip.ts'
import { deepEqual } from '../../../base/json.ts'
import type { IPAddress, ServiceCIDR } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'
import { derivedAddresses, derivedRanges } from './derived-addresses.ts'

const group = 'networking.k8s.io'

/** ServiceCIDR, `networking.k8s.io/v1`. */
export const serviceCIDR = defineKind<ServiceCIDR>({
  kind: 'ServiceCIDR',
  group,
  derived: derivedRanges,
  validate: ({ spec }) => validateRanges(spec?.cidrs ?? []),
  validateUpdate: ({ spec }, { spec: old }) => validateKept(spec?.cidrs ?? [], old?.cidrs ?? []),
  indexes: ({ metadata }) => (metadata.deletionTimestamp === undefined ? [] : [['terminating', '']]),
  columns: [nameColumn, column('CIDRs', ({ spec }) => (spec?.cidrs ?? []).join(',')), ageColumn],
  describe: () => import('./service-cidr.describe.ts'),
})

/** One range of each family at most. */
function validateRanges(cidrs: readonly string[]): FieldError[] {
  const path = 'spec.cidrs'
  if (cidrs.length === 0) return [required(path, 'at least one CIDR required')]
  if (cidrs.length > 2) return [invalidValue(path, cidrs, 'may only hold up to 2 values')]
  const errors = cidrs.flatMap((cidr, index) => validateCIDR(`${path}[${index}]`, cidr))
  const [first, second] = cidrs.map(cidrFamily)
  if (errors.length > 0 || second === undefined || first !== second) return errors
  const detail = 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64'
  return [invalidValue(path, cidrs, detail)]
}

/** A second range may be added, of the other family. */
function validateKept(cidrs: readonly string[], old: readonly string[]): FieldError[] {
  const path = 'spec.cidrs'
  const immutable = 'field is immutable'
  const isAdded = old.length === 1 && cidrs.length === 2
  if (cidrs.length !== old.length && !isAdded) return [invalidValue(path, cidrs, immutable)]
  return old.flatMap((cidr, index) =>
    cidr === cidrs[index] ? [] : [invalidValue(`${path}[${index}]`, cidrs[index], immutable)],
  )
}

/** IPAddress, `networking.k8s.io/v1`. */
export const ipAddress = defineKind<IPAddress>({
  kind: 'IPAddress',
  group,
  programs: { object: () => 'kube-apiserver' },
  derived: derivedAddresses,
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
