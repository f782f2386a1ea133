/** Says of ranges of cluster IPs that they are ready, and keeps those that addresses come from (pkg/controller/servicecidrs). */
import {
  HELD_MESSAGE,
  READY_MESSAGE,
  SERVICE_CIDR_FINALIZER,
} from '../../api/kinds/networking/service-cidr-status.ts'
import { cidrContains } from '../../apimachinery/ip.ts'
import { formatTime } from '../../apimachinery/time.ts'
import type { Client } from '../../apiserver/client.ts'
import { unlessGone } from '../../apiserver/unless-gone.ts'
import type { Service, ServiceCIDR } from '../../generated/types.ts'
import { type Change, defineController, keyOf } from '../../runtime/reconciler.ts'
import { isDeletedWith, removeFinalizer } from '../finalizers.ts'

/** A range that is deleted may be let go when an address goes, or when another range comes that holds those that stay. */
export const serviceCidrController = defineController({
  name: 'service-cidr-controller',
  for: 'ServiceCIDR',
  watches: [
    {
      kind: 'Service',
      keys: (change, { client }) => (givesUpAddress(change) ? terminatingRanges(client) : []),
    },
    {
      kind: 'IPAddress',
      keys: ({ type }, { client }) => (type === 'deleted' ? terminatingRanges(client) : []),
    },
    {
      kind: 'ServiceCIDR',
      keys: ({ object }, { client }) =>
        object.metadata.deletionTimestamp === undefined ? terminatingRanges(client) : [],
    },
  ],
  async reconcile(range, _name, { client, clock }) {
    if (range === undefined) return undefined
    if (range.metadata.deletionTimestamp === undefined) {
      await makeReady(range, client, clock.now())
      return undefined
    }
    if (!isDeletedWith(range, SERVICE_CIDR_FINALIZER)) return undefined
    if (await isNeeded(range, client)) {
      await tell(
        range,
        client,
        { status: 'False', reason: 'Terminating', message: HELD_MESSAGE },
        clock.now(),
      )
      return undefined
    }
    // Upstream waits ten seconds more, for allocators that have not heard of the deletion: here all have.
    await removeFinalizer(client, 'ServiceCIDR', range, SERVICE_CIDR_FINALIZER, { asRead: true })
    return undefined
  },
})

function givesUpAddress({ type, object, previous }: Change): boolean {
  if (type === 'deleted') return true
  const left = (object as Service).spec?.clusterIPs ?? []
  return (previous as Service | undefined)?.spec?.clusterIPs?.some((ip) => !left.includes(ip)) ?? false
}

async function terminatingRanges(client: Client): Promise<string[]> {
  return (await client.lookup('ServiceCIDR', 'terminating', '')).map(keyOf)
}

async function makeReady(range: ServiceCIDR, client: Client, now: number): Promise<void> {
  const { finalizers = [] } = range.metadata
  if (!finalizers.includes(SERVICE_CIDR_FINALIZER)) {
    const metadata = { ...range.metadata, finalizers: [...finalizers, SERVICE_CIDR_FINALIZER] }
    await unlessGone(() => client.update('ServiceCIDR', { ...range, metadata }))
    // The change brings the range here once more.
    return
  }
  await tell(range, client, { status: 'True', reason: '', message: READY_MESSAGE }, now)
}

async function tell(
  range: ServiceCIDR,
  client: Client,
  ready: { status: string; reason: string; message: string },
  now: number,
): Promise<void> {
  const conditions = range.status?.conditions ?? []
  const before = conditions.find(({ type }) => type === 'Ready')
  if (before?.status === ready.status && before.message === ready.message) return
  const others = conditions.filter(({ type }) => type !== 'Ready')
  const condition = { type: 'Ready', ...ready, lastTransitionTime: formatTime(now) }
  const told = { ...range, status: { ...range.status, conditions: [...others, condition] } }
  await unlessGone(() => client.update('ServiceCIDR', told, { subresource: 'status' }))
}

/** Would an address be left that is in no other range? Only asked of a range that is being deleted. */
async function isNeeded(range: ServiceCIDR, client: Client): Promise<boolean> {
  const ranges = (await client.list('ServiceCIDR')).items.filter(
    ({ metadata }) => metadata.uid !== range.metadata.uid && metadata.deletionTimestamp === undefined,
  )
  const contains = ({ spec }: ServiceCIDR, ip: string) =>
    (spec?.cidrs ?? []).some((cidr) => cidrContains(cidr, ip))
  const names = (await client.list('IPAddress')).items.map(({ metadata }) => metadata.name ?? '')
  return names.some((ip) => contains(range, ip) && !ranges.some((other) => contains(other, ip)))
}
