/** Whether the store already holds a cluster. */
import type { Reader } from '../store/store.ts'

/** Written with the cluster's first objects. */
export const bootstrappedKey = 'cluster/bootstrapped'

export async function isBootstrapped(store: Pick<Reader, 'meta'>): Promise<boolean> {
  return (await store.meta(bootstrappedKey)) !== undefined
}
