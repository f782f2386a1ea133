/** The objects that some kinds have from the start: made with the first use of the kind, not with the cluster. */
import type { Kind } from '../api/registry.ts'
import type { ServerContext } from '../apiserver/context.ts'
import { isBootstrapped } from './state.ts'

/** Written with a kind's first objects. */
const madeKey = (kind: Kind) => `cluster/initial/${kind.name}`

/** See ServerContext.makeInitial. `makeElsewhere` is used where the server's own store cannot be written. */
export function initialObjects(
  server: ServerContext,
  makeElsewhere?: (kind: Kind) => Promise<void>,
): (kind: Kind) => Promise<void> {
  const asked = new Map<string, Promise<void>>()
  const make = async (kind: Kind) => {
    const key = madeKey(kind)
    if ((await server.store.meta(key)) !== undefined || !(await isBootstrapped(server.store))) return
    if (makeElsewhere) return makeElsewhere(kind)
    const { putInitialObjects } = await import('../apiserver/initial-objects.ts')
    await putInitialObjects(server, kind, key)
  }
  return (kind) => {
    let made = asked.get(kind.name)
    if (made === undefined) {
      made = make(kind)
      asked.set(kind.name, made)
    }
    return made
  }
}
