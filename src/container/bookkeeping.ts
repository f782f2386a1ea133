/** What is kept about containers beside the objects of the API. */

/** The kubelet's bookkeeping (runtime's State fits): keys and values, written with the objects of the same step. */
export interface Bookkeeping {
  get(key: string): Promise<unknown>
  /** What is kept under keys that begin so, in key order. */
  range(prefix: string, limit?: number): Promise<{ key: string; value: unknown }[]>
  /** Undefined removes. */
  set(key: string, value: unknown): Promise<void>
}

/** The same for those who reach into containers from outside. */
export interface ContainerBooks extends Bookkeeping {
  /** What a simulated script of the pod depends on has changed: at the end of the command its kubelet looks again. */
  look(pod: { namespace?: string; name?: string }): Promise<void>
}
