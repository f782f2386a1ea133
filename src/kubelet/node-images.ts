/** Which images were pulled to a node: known until the node goes. */
import type { Node } from '../generated/types.ts'
import type { State } from '../runtime/reconciler.ts'
import type { NodeImages } from './run.ts'

/** The images of one node. */
export interface KeptImages extends NodeImages {
  /** Writes down what came to the node since it was loaded. */
  keep(): Promise<void>
}

interface Kept {
  uid: string
  names: string[]
}

/** What was read in one session is not read again for each pod. */
const sessions = new WeakMap<State, Map<string, KeptImages>>()

/** The images that are on a node. */
export async function imagesOn(node: Node, state: State): Promise<KeptImages> {
  const nodes = sessions.get(state) ?? new Map<string, KeptImages>()
  sessions.set(state, nodes)
  const { name = '', uid = '' } = node.metadata
  const known = nodes.get(uid) ?? (await load(name, uid, state))
  nodes.set(uid, known)
  return known
}

async function load(node: string, uid: string, state: State): Promise<KeptImages> {
  const key = `images/${node}`
  const kept = (await state.get(key)) as Kept | undefined
  const names = new Set(kept?.uid === uid ? kept.names : [])
  let isNew = false
  return {
    has: (name) => names.has(name),
    add(name) {
      if (names.has(name)) return
      names.add(name)
      isNew = true
    },
    async keep() {
      if (!isNew) return
      await state.set(key, { uid, names: [...names] } satisfies Kept)
      isNew = false
    },
  }
}
