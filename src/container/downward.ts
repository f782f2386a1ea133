/** What the downward API tells a container about its pod and itself (pkg/fieldpath, pkg/api/v1/resource). */
import { amountInUnits, metadataField } from '../api/kinds/core/pod/downward-api.ts'
import { parseQuantity } from '../apimachinery/quantity.ts'
import type { Container, Node, Pod, ResourceFieldSelector } from '../generated/types.ts'

/** A field of the pod as text: a value, or `key="value"` lines of a map. '' for what it does not have. */
export function podField(pod: Pod, path: string): string {
  return metadataField(pod, path) ?? fields[path]?.(pod) ?? ''
}

const fields: Readonly<Record<string, (pod: Pod) => string | undefined>> = {
  'spec.nodeName': ({ spec }) => spec?.nodeName,
  'spec.serviceAccountName': ({ spec }) => spec?.serviceAccountName,
  'status.hostIP': ({ status }) => status?.hostIP,
  'status.hostIPs': ({ status }) => addresses(status?.hostIPs),
  'status.podIP': ({ status }) => status?.podIP,
  'status.podIPs': ({ status }) => addresses(status?.podIPs),
}

function addresses(list: readonly { ip?: string }[] = []): string {
  return list.map(({ ip }) => ip).join(',')
}

/** An amount that a container asks for, in units of the divisor, rounded up. What it has no limit of, its node limits. */
export function resourceField(
  { resource, divisor }: Pick<ResourceFieldSelector, 'resource' | 'divisor'>,
  { resources }: Container,
  node: Node | undefined,
): string {
  const [list = '', name = ''] = resource.split(/\.(.*)/s)
  const own = list === 'limits' ? resources?.limits?.[name] : resources?.requests?.[name]
  const amount = own ?? (list === 'limits' ? node?.status?.allocatable?.[name] : undefined) ?? '0'
  return amountInUnits(name, parseQuantity(amount), parseQuantity(divisor || '0'))
}
