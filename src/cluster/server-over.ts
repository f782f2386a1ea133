/** The API server over a store. */
import { createRegistry, type Kind } from '../api/registry.ts'
import type { NetworkRanges, ServerContext } from '../apiserver/context.ts'
import { customKindsIn } from '../apiserver/server.ts'
import type { Clock } from '../base/clock.ts'
import { createRandom } from '../base/random.ts'
import type { Store } from '../store/store.ts'
import { initialObjects } from './initial-objects.ts'

/** Service addresses and node ports as kubeadm and the API server default them. */
const network: NetworkRanges = { serviceCidr: '10.96.0.0/12', nodePorts: [30000, 32767] }

/**
 * A server over a store as it is now. What it makes by chance follows from the seed and the revision. `makeElsewhere`
 * makes a kind's first objects where this store is only read.
 */
export async function serverOver(
  store: Store & Pick<ServerContext, 'nothingUnder'>,
  { clock, seed }: { clock: Clock; seed: string },
  makeElsewhere?: (kind: Kind) => Promise<void>,
): Promise<ServerContext> {
  const random = createRandom(`${seed}/${await store.revision()}`)
  const server: ServerContext = {
    store,
    ...(store.nothingUnder && { nothingUnder: store.nothingUnder }),
    registry: createRegistry(customKindsIn(store)),
    clock,
    random,
    network,
  }
  return { ...server, makeInitial: initialObjects(server, makeElsewhere) }
}
