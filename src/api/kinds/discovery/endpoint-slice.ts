/** EndpointSlice: some of the addresses behind a service. */
import { invalidValue } from '../../../apimachinery/field-error.ts'
import type { EndpointSlice } from '../../../generated/types.ts'
import type { IndexEntry } from '../../../store/store.ts'
import { ageColumn, column, joinSome, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'
import { validate } from './validate-slice.ts'

const SERVICE_LABEL = 'kubernetes.io/service-name'

/** EndpointSlice, `discovery.k8s.io/v1`. Found by the index 'service' under 'namespace/service'. */
export const endpointSlice = defineKind<EndpointSlice>({
  kind: 'EndpointSlice',
  group: 'discovery.k8s.io',
  generation: true,
  defaults({ ports }) {
    for (const port of ports ?? []) {
      port.name ??= ''
      port.protocol ??= 'TCP'
    }
  },
  validate,
  validateUpdate: ({ addressType }, old) =>
    addressType === old.addressType ? [] : [invalidValue('addressType', addressType, 'field is immutable')],
  columns: [
    nameColumn,
    column('AddressType', ({ addressType }) => addressType ?? ''),
    column('Ports', formatPorts),
    column('Endpoints', formatAddresses),
    ageColumn,
  ],
  describe: () => import('./endpoint-slice.describe.ts'),
  indexes({ metadata }): IndexEntry[] {
    const service = metadata.labels?.[SERVICE_LABEL]
    return service ? [['service', `${metadata.namespace ?? ''}/${service}`]] : []
  },
})

function formatPorts({ ports }: EndpointSlice): string {
  const list = (ports ?? []).map(({ port, name }) => (port === undefined ? (name ?? '*') : String(port)))
  return joinSome(list, 3) || '<unset>'
}

function formatAddresses({ endpoints }: EndpointSlice): string {
  const list = (endpoints ?? []).flatMap(({ addresses }) => addresses ?? [])
  return joinSome(list, 3) || '<unset>'
}
