/** Works on a copy of a cluster that nobody else sees, and that is forgotten afterwards. */
import { clusterAdmin } from '../apiserver/context.ts'
import { createClient } from '../apiserver/server.ts'
import type { ReconcileContext } from '../runtime/reconciler.ts'
import { createState } from '../runtime/state.ts'
import { openOverlay } from '../store/backends/overlay.ts'
import { serverOver } from './server-over.ts'
import type { SessionOptions } from './session.ts'
import { readClock } from './state.ts'

/** Nobody reads what is told in a copy. */
const silent: ReconcileContext['recorder'] = {
  event: async () => undefined,
  flush: async () => undefined,
}

/** Runs the work over an overlay that is never committed. Nothing acts in the copy but what the work itself does. */
export async function imagine<T>(
  options: Pick<SessionOptions, 'base' | 'clock' | 'seed'>,
  work: (context: ReconcileContext) => Promise<T>,
): Promise<T> {
  const overlay = openOverlay(options.base)
  const { clock } = options
  try {
    await readClock(overlay, clock)
    const server = { ...(await serverOver(overlay, options)), isImagined: true }
    // Loaded by itself, as the session does it: the scripts of the command line are divided there.
    const { convergeCluster } = await import('./converge.ts')
    const settle = () => convergeCluster(server, { clock, resume: false, checkpoint: async () => undefined })
    const client = createClient({ ...server, settle }, clusterAdmin)
    const state = createState(overlay, 'imagined')
    return await work({ client, clock, random: server.random, recorder: silent, state })
  } finally {
    await overlay.discard()
  }
}
