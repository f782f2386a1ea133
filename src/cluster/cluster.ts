/** A cluster: the store, the API server and everything that acts, put together. */
import type { Registry } from '../api/registry.ts'
import type { Client } from '../apiserver/client.ts'
import type { SteppingClock } from '../base/clock.ts'
import type { ContainerBooks } from '../container/bookkeeping.ts'
import type { Change, ReconcileContext } from '../runtime/reconciler.ts'
import type { Timer } from '../runtime/timers.ts'

/** What commands and the library work with. */
export interface Cluster extends AsyncDisposable {
  registry: Registry
  clock: SteppingClock
  /**
   * Runs a command that only reads. If something fell due since the last command, or a killed command left
   * work behind, that is done first; otherwise this takes no lock and writes nothing. `books` are the kubelets': what
   * containers have written stands there.
   */
  read<T>(command: (client: Client, books: ContainerBooks) => Promise<T>): Promise<T>
  /**
   * Runs a command that writes, as one step: its writes are durable before the controllers start, and the cluster
   * has converged when the promise resolves. If the command throws, nothing of it is stored. `command` may run
   * again if another process came between, so it must have no effect besides the client's; collect output in its
   * result and print that.
   */
  write<T>(command: (client: Client, books: ContainerBooks) => Promise<T>): Promise<T>
  /**
   * Runs the work over a copy of the cluster that is forgotten afterwards: what it writes nobody else sees, and nothing
   * else acts in it. What fell due is done before, as by `read`.
   */
  imagine<T>(work: (context: ReconcileContext) => Promise<T>): Promise<T>
  /** Moves the clock ahead by so many ms; what falls due on the way happens in order, each at its own time. */
  advance(ms: number, options?: AdvanceOptions): Promise<Advance>
  /** Whether nothing is due and nothing was left behind: a read would take no lock and write nothing. */
  isSettled(): Promise<boolean>
  /** Cluster time now, read anew: other processes may have moved the clock. */
  now(): Promise<number>
  /** What is due next, the earliest first, at most so many. Looks without letting anything happen. */
  due(limit: number): Promise<Timer[]>
  /** A client for watching what any process commits. It does not let what fell due happen first, as read does. */
  reader(): Promise<Client>
  close(): Promise<void>
}

/** What is watched while the clock moves, and where it stops. */
export interface AdvanceOptions {
  /**
   * Asked at the beginning and whenever all has settled at a moment at which something was due; the clock stops at the
   * first at which it holds.
   */
  until?(client: Client): Promise<boolean>
  /** Called with each change on the way, at its time, in order. */
  see?(change: Change): void
  /** Called before all others; again if another process came between and all begins from the start. */
  begin?(): void
}

/** How far the clock was moved, in ms since the epoch, and whether what was waited for holds. */
export interface Advance {
  from: number
  to: number
  reached: boolean
}

/** How far the work of a command has come. */
export interface Progress {
  /** Objects written or deleted so far, by the command and by what acts upon it. */
  writes: number
  /** Cluster time, ms since the epoch. */
  time: number
}

/** A node of a cluster that does not exist yet. */
export interface NodeShape {
  name: string
  /** 'control-plane' nodes are tainted as kubeadm does. */
  role: 'control-plane' | 'worker'
  /** Quantities: '4', '16Gi'. */
  cpu: string
  memory: string
  pods?: number
  zone?: string
}

/** Which cluster, and what it is to be like if it does not exist yet. */
export interface ClusterOptions {
  /** 'memory', or the folder that holds the store. */
  store: 'memory' | { dir: string }
  /** Names, uids and addresses follow from it; by chance when left out. */
  seed?: string
  /**
   * What time it is, in ms since the epoch: a moment at which cluster time stands, or a clock; the machine's time when
   * left out.
   */
  now?: number | (() => number)
  /** The nodes of a cluster that does not exist yet; Node objects, or a number of workers. */
  nodes?: readonly NodeShape[]
  /**
   * Who owns the fields that requests write which name no field manager: 'kubectl', which is what a server takes from the
   * name of that program, when left out.
   */
  fieldManager?: string
  /** Called when another process holds the store and this one waits. */
  onWait?(): void
  /** Called with each write, so it must be quick. */
  onProgress?(progress: Progress): void
}
