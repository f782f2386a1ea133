/** Reading and writing the slices of one manager. */
import { type Client, nameOf } from '../../apiserver/client.ts'
import { unlessGone } from '../../apiserver/unless-gone.ts'
import type { EndpointSlice } from '../../generated/types.ts'
import type { Watch } from '../../runtime/reconciler.ts'
import type { ChangedPods } from './changed-pods.ts'
import { MANAGED_BY, SERVICE_NAME, type SlicePlan } from './slice-plan.ts'

/** The slices of a service that the manager made and that stay. */
export async function managedSlices(
  client: Client,
  namespace: string,
  service: string,
  manager: string,
): Promise<EndpointSlice[]> {
  const slices = await client.lookup('EndpointSlice', 'service', `${namespace}/${service}`)
  return slices.filter(
    ({ metadata }) => metadata.labels?.[MANAGED_BY] === manager && metadata.deletionTimestamp === undefined,
  )
}

/** A change of a slice concerns the service of its name, if the manager made it. */
export function watchSlices(manager: string, changes?: ChangedPods): Watch {
  return {
    kind: 'EndpointSlice',
    keys: ({ type, object }) => {
      const { metadata } = object
      const service = metadata.labels?.[SERVICE_NAME]
      const isOurs = metadata.labels?.[MANAGED_BY] === manager
      if (!isOurs || service === undefined || (type !== 'deleted' && changes?.isOwn(object))) return []
      const key = `${metadata.namespace}/${service}`
      changes?.noteAll(key)
      return [key]
    },
  }
}

/** Carries a plan out. */
export async function applyPlan(
  { create, update, remove }: SlicePlan,
  client: Client,
  changes?: ChangedPods,
): Promise<void> {
  const note = (slice: EndpointSlice) => changes?.wrote(slice)
  for (const slice of create) note(await client.create('EndpointSlice', slice))
  for (const slice of update) note(await client.update('EndpointSlice', slice))
  for (const slice of remove) await removeSlice(slice, client)
}

/** Deletes a slice; one that is gone already is as good. */
export async function removeSlice(slice: EndpointSlice, client: Client): Promise<void> {
  const preconditions = { uid: slice.metadata.uid! }
  await unlessGone(() => client.delete('EndpointSlice', nameOf(slice), { preconditions }))
}
