/** Brings the slices of a service up to date with a few pods, without a look at the others. */
import { controllerOf } from '../../apimachinery/object.ts'
import type { Client } from '../../apiserver/client.ts'
import { deepEqual } from '../../base/json.ts'
import type { Endpoint, EndpointSlice, Pod, Service } from '../../generated/types.ts'
import { addressTypesOf, endpointOf } from './endpoint.ts'
import { isEndpoint } from './service-pods.ts'
import { triggerTime, withTriggerTime } from './trigger-time.ts'

/** The slices as they should be that differ; undefined where more has changed than how these pods are. */
export async function sliceUpdates(
  service: Service,
  slices: readonly EndpointSlice[],
  pods: readonly Pod[],
  client: Client,
): Promise<EndpointSlice[] | undefined> {
  if (slices.some((slice) => controllerOf(slice)?.uid !== service.metadata.uid)) return undefined
  const changed = new Map<EndpointSlice, Endpoint[]>()
  for (const pod of pods) {
    if (!isEndpoint(pod, { terminating: true })) return undefined
    const node = await client.find('Node', { namespace: '', name: pod.spec?.nodeName ?? '' })
    if (node === undefined) return undefined
    for (const addressType of addressTypesOf(service)) {
      const wanted = endpointOf(pod, service, node, addressType)
      const place = placeOf(pod, slices, addressType)
      if (wanted === undefined || place === undefined) return undefined
      const { slice, index } = place
      const endpoints = changed.get(slice) ?? [...(slice.endpoints ?? [])]
      if (deepEqual(endpoints[index], wanted)) continue
      endpoints[index] = wanted
      changed.set(slice, endpoints)
    }
  }
  const time = triggerTime(pods, undefined)
  return [...changed].map(([slice, endpoints]) => {
    const annotations = withTriggerTime(slice.metadata.annotations, time)
    return { ...slice, metadata: { ...slice.metadata, annotations }, endpoints }
  })
}

function placeOf(
  { metadata }: Pod,
  slices: readonly EndpointSlice[],
  addressType: string,
): { slice: EndpointSlice; index: number } | undefined {
  for (const slice of slices) {
    if (slice.addressType !== addressType) continue
    const index = (slice.endpoints ?? []).findIndex(({ targetRef }) => targetRef?.uid === metadata.uid)
    if (index >= 0) return { slice, index }
  }
  return undefined
}
