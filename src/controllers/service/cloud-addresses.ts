/** The external addresses that the simulated cloud has to give: a block that RFC 2544 keeps for tests. */
import { ipv4ToNumber, numberToIPv4 } from '../../apimachinery/ip.ts'
import type { Client } from '../../apiserver/client.ts'
import type { State } from '../../runtime/reconciler.ts'

/** The block, for people. */
export const CLOUD_BLOCK = '198.18.0.0/15'

const FIRST = ipv4ToNumber('198.18.0.0')
const SIZE = 2 ** 17

/** The ingress controller's own load balancer has the first one; the rest is for services. */
export const INGRESS_ADDRESS = numberToIPv4(FIRST + 1)

const FIRST_OFFSET = 2
const COUNT = SIZE - FIRST_OFFSET - 1

/** Whether the cloud can give the address to a service. */
export function isCloudAddress(address: string): boolean {
  const offset = ipv4ToNumber(address) - FIRST
  return offset >= FIRST_OFFSET && offset < SIZE - 1
}

/** Whether no service has the address. */
export async function isFree(address: string, client: Client): Promise<boolean> {
  return (await client.lookup('Service', 'external', address, { limit: 1 })).length === 0
}

/** The next free address, after the one that was given last; undefined when all are taken. */
export async function nextCloudAddress(client: Client, state: State): Promise<string | undefined> {
  const last = ((await state.get('last')) as number | undefined) ?? -1
  for (let step = 1; step <= COUNT; step++) {
    const index = (last + step) % COUNT
    const address = numberToIPv4(FIRST + FIRST_OFFSET + index)
    if (!(await isFree(address, client))) continue
    await state.set('last', index)
    return address
  }
  return undefined
}
