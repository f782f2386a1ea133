/** The devices that a node can use: out of the slices that drivers publish (structured, pools.go). */
import { matchesNodeSelector } from '../../api/kinds/core/pod/node-selection.ts'
import type { Client } from '../../apiserver/client.ts'
import type { Device, Node, NodeSelector, ResourceSlice } from '../../generated/types.ts'

/** A device within reach of a node. */
export interface OfferedDevice {
  driver: string
  pool: string
  device: Device
  /** Which nodes reach it; undefined where all do. */
  reach: NodeSelector | undefined
}

/** What a node can use. */
export interface Offer {
  devices: readonly OfferedDevice[]
  /** Slices of some pool are still to be published: what wants all devices has to wait. */
  isIncomplete: boolean
  /** `driver/pool/device` of those that are allocated to claims. */
  taken: ReadonlySet<string>
}

/** A device by its name in the cluster. */
export function deviceId({ driver, pool }: { driver: string; pool: string }, device: string): string {
  return `${driver}/${pool}/${device}`
}

/** `model` of a driver is `dra.example.com/model`. */
export function qualified(name: string, driver: string): [domain: string, id: string] {
  const slash = name.indexOf('/')
  return slash < 0 ? [driver, name] : [name.slice(0, slash), name.slice(slash + 1)]
}

/** Reads what the node can use. Slices that are not of one node are given: they are the same for all. */
export async function readOffer(
  node: Node,
  shared: readonly ResourceSlice[],
  client: Client,
): Promise<Offer> {
  const own = await client.lookup('ResourceSlice', 'node', node.metadata.name ?? '')
  const pools = poolsOf([...shared, ...own])
  const taken = new Set<string>()
  for (const pool of pools.keys())
    for (const { status } of await client.lookup('ResourceClaim', 'pool', pool))
      for (const result of status?.allocation?.devices?.results ?? [])
        if (!result.adminAccess) taken.add(deviceId(result, result.device))
  const isComplete = (slices: ResourceSlice[]) => slices.length === slices[0]?.spec?.pool.resourceSliceCount
  const complete = [...pools.values()].filter(isComplete)
  return {
    devices: complete.flat().flatMap((slice) => devicesOf(slice, node)),
    isIncomplete: complete.length < pools.size,
    taken,
  }
}

/** The newest slices of each pool, in the order of their names. */
function poolsOf(slices: readonly ResourceSlice[]): Map<string, ResourceSlice[]> {
  const pools = new Map<string, ResourceSlice[]>()
  for (const slice of slices) {
    const { driver = '', pool } = slice.spec ?? {}
    const key = `${driver}/${pool?.name}`
    const known = pools.get(key) ?? []
    const age = generationOf(slice) - (known[0] ? generationOf(known[0]) : -1)
    if (age >= 0) pools.set(key, age > 0 ? [slice] : [...known, slice])
  }
  return pools
}

function generationOf({ spec }: ResourceSlice): number {
  return spec?.pool.generation ?? 0
}

/** The slice's devices that the node reaches. Those that are parts of others are left out: they are not simulated. */
function devicesOf({ spec }: ResourceSlice, node: Node): OfferedDevice[] {
  const { driver = '', pool, devices = [], nodeName, nodeSelector, allNodes, perDeviceNodeSelection } = spec!
  return devices.flatMap((device) => {
    const place = perDeviceNodeSelection ? device : { nodeName, nodeSelector, allNodes }
    const reach = reachOf(place)
    if (device.consumesCounters?.length || (reach && !matchesNodeSelector(reach, node))) return []
    return [{ driver, pool: pool.name, device, reach }]
  })
}

function reachOf({ nodeName, nodeSelector, allNodes }: Device | Partial<Device>): NodeSelector | undefined {
  if (nodeName)
    return {
      nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [nodeName] }] }],
    }
  return allNodes ? undefined : nodeSelector
}
