/** Everything that acts, over one server: loaded only when there is something to do. */
import { clusterAdmin, type ServerContext } from '../apiserver/context.ts'
import { createEventStore } from '../apiserver/events.ts'
import { createClient } from '../apiserver/server.ts'
import type { SteppingClock } from '../base/clock.ts'
import type { NetworkOf } from '../container/network.ts'
import { createControllers } from '../controllers/index.ts'
import { createKubelet } from '../kubelet/index.ts'
import { converge } from '../runtime/control-loop.ts'
import type { Change, ReconcileContext, Reconciler } from '../runtime/reconciler.ts'
import { countFrom, createEventRecorder } from '../runtime/record-events.ts'
import { createState } from '../runtime/state.ts'
import { createSchedulers } from '../scheduler/index.ts'
import { programIdentity } from './program-identity.ts'

/** How the cluster is to converge. */
export interface ConvergeOptions {
  clock: SteppingClock
  /** Go on from the time of the last convergence, rather than from now. */
  resume: boolean
  /** Whether to stop at this moment, asked whenever all has settled. */
  stop?(): Promise<boolean>
  /** Called with each change, in order. */
  see?(change: Change): void
  checkpoint(): Promise<void>
}

/** Lets all reconcilers run until the cluster has converged, or is stopped before. */
export async function convergeCluster(
  server: ServerContext,
  { clock, ...options }: ConvergeOptions,
): Promise<void> {
  const client = createClient(server, clusterAdmin)
  const { expire: expireEvents } = createEventStore(server, clusterAdmin, client)
  const controllers = createControllers({ registry: server.registry, expireEvents })
  const schedulers = await createSchedulers(client)
  const kubelet = createKubelet(openNetwork)
  const reconcilers = [...controllers, ...schedulers, ...kubelet]
  const programOf = (reconciler: Reconciler) => {
    if (schedulers.includes(reconciler)) return 'kube-scheduler'
    return kubelet.includes(reconciler) ? 'kubelet' : 'kube-controller-manager'
  }
  // Lists are in the order of names, and events have their time in it: with numbers that go on from command to
  // command, what happened to an object within one moment is told in the order in which it happened.
  const nextNumber = countFrom(await server.store.revision())
  await converge({
    ...options,
    store: server.store,
    clock,
    reconcilers,
    contextFor: (reconciler) => contextOf(server, reconciler, programOf(reconciler), nextNumber),
  })
}

/** Loaded only when a script asks. */
const openNetwork: NetworkOf = async (...of) => (await import('../network/commands.ts')).networkOf(...of)

function contextOf(
  server: ServerContext,
  { name, component = name }: Reconciler,
  program: string,
  nextNumber: () => number,
): ReconcileContext {
  const identity = programIdentity(program, name)
  const client = createClient(server, identity)
  const { store } = createEventStore(server, identity, client)
  const { clock, random } = server
  return {
    client,
    clock,
    random,
    recorder: createEventRecorder({ client, clock, component, nextNumber, store }),
    state: createState(server.store, name),
  }
}
