/** What claims ask for, request by request, with what the classes of devices add. */
import type { Client } from '../../apiserver/client.ts'
import type {
  DeviceClass,
  DeviceConstraint,
  DeviceRequest,
  DeviceSelector,
  DeviceToleration,
  ResourceClaim,
} from '../../generated/types.ts'
import { keyOf } from '../../runtime/reconciler.ts'
import { type Rejection, unresolvable } from '../framework.ts'

/** One way in which a request can be met. */
export interface Wish {
  /** `gpu`, or `gpu/small` for an alternative. */
  request: string
  deviceClass: DeviceClass
  /** Those of the class and those of the claim: `class gpu`, `claim default/x`. */
  selectors: readonly { of: string; all: readonly DeviceSelector[] }[]
  /** How many; undefined for all that there are. */
  count: number | undefined
  adminAccess: boolean
  tolerations: readonly DeviceToleration[]
}

/** A claim that wants devices: for each of its requests the ways to meet it, the best first. */
export interface Demand {
  claim: ResourceClaim
  requests: readonly (readonly Wish[])[]
  constraints: readonly DeviceConstraint[]
}

/** Reads what is to be allocated for a claim; a rejection where a class is missing (validateDeviceClass). */
export async function readDemand(claim: ResourceClaim, client: Client): Promise<Demand | Rejection> {
  const { requests = [], constraints = [] } = claim.spec?.devices ?? {}
  const all: Wish[][] = []
  for (const request of requests) {
    const wishes: Wish[] = []
    for (const { name, exact } of alternativesOf(request)) {
      const deviceClass = await client.find('DeviceClass', { namespace: '', name: exact.deviceClassName })
      if (deviceClass === undefined)
        return unresolvable(`request ${name}: device class ${exact.deviceClassName} does not exist`)
      wishes.push({
        request: name,
        deviceClass,
        selectors: [
          { of: `class ${exact.deviceClassName}`, all: deviceClass.spec?.selectors ?? [] },
          { of: `claim ${keyOf(claim)}`, all: exact.selectors ?? [] },
        ],
        count: exact.allocationMode === 'All' ? undefined : (exact.count ?? 1),
        adminAccess: exact.adminAccess ?? false,
        tolerations: exact.tolerations ?? [],
      })
    }
    all.push(wishes)
  }
  return { claim, requests: all, constraints }
}

type Exact = NonNullable<DeviceRequest['exactly']>

function alternativesOf({
  name,
  exactly,
  firstAvailable = [],
}: DeviceRequest): { name: string; exact: Exact }[] {
  if (exactly !== undefined) return [{ name, exact: exactly }]
  return firstAvailable.map((alternative) => ({ name: `${name}/${alternative.name}`, exact: alternative }))
}
