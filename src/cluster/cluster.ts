/** A cluster: the store, the API server and everything that acts, put together. */
import type { Registry } from '../api/registry.ts'
import type { Client } from '../apiserver/client.ts'
import type { SteppingClock } from '../base/clock.ts'

export interface Cluster extends AsyncDisposable {
  registry: Registry
  clock: SteppingClock
  /**
   * Runs a command that only reads. If something fell due since the last command, or a killed command left
   * work behind, that is done first; otherwise this takes no lock and writes nothing.
   */
  read<T>(command: (client: Client) => Promise<T>): Promise<T>
  /**
   * Runs a command that writes, as one step: its writes are durable before the controllers start, and the cluster
   * has converged when the promise resolves. `command` may run again if another process came between, so it must
   * have no effect besides the client's; collect output in its result and print that.
   */
  write<T>(command: (client: Client) => Promise<T>): Promise<T>
  close(): Promise<void>
}
