/** What is kept about containers beside the objects of the API. */

/** The kubelet's bookkeeping (runtime's State fits): keys and values, written with the objects of the same step. */
export interface Bookkeeping {
  get(key: string): Promise<unknown>
  /** What is kept under keys that begin so, in key order. */
  range(prefix: string, limit?: number): Promise<{ key: string; value: unknown }[]>
  /** Undefined removes. */
  set(key: string, value: unknown): Promise<void>
}
