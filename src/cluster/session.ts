/** One write to a cluster: catch up, run the command, converge; each step durable before the next. */
import type { Client } from '../apiserver/client.ts'
import { clusterAdmin, type ServerContext } from '../apiserver/context.ts'
import { createClient } from '../apiserver/server.ts'
import type { SteppingClock } from '../base/clock.ts'
import type { ContainerBooks } from '../container/bookkeeping.ts'
import { hasWork, recordTime } from '../runtime/control-loop.ts'
import type { OverlayStore } from '../store/backends/overlay.ts'
import type { Advance, AdvanceOptions, NodeShape } from './cluster.ts'
import type { ConvergeOptions } from './converge.ts'
import { withEmptyIndexes } from './empty-indexes.ts'
import { forgetHistory } from './history.ts'
import { kubeletBooks } from './kubelet-books.ts'
import { serverOver } from './server-over.ts'
import { isBootstrapped, readClock, writeClockOffset } from './state.ts'
import { openWatchedOverlay, type Watching } from './watched-overlay.ts'

/** What a session works on. */
export interface SessionOptions extends Watching {
  clock: SteppingClock
  seed: string
  /** The nodes of a cluster that does not exist yet. */
  nodes: readonly NodeShape[] | undefined
  /** See ClusterOptions. */
  fieldManager: string
}

/** Runs a command that writes. Throws StoreError 'conflict' if another process came between: nothing is stored then. */
export async function runSession<T>(
  options: SessionOptions,
  command: (client: Client, books: ContainerBooks) => Promise<T>,
): Promise<T> {
  const overlay = withEmptyIndexes(openWatchedOverlay(options))
  const { clock } = options
  const checkpoint = () => commit(overlay)
  try {
    await readClock(overlay, clock)
    const server = await serverOver(overlay, options)
    if (!(await isBootstrapped(overlay))) await bootstrapOver(server, options.nodes)
    if (await hasWork(overlay, clock.now())) await convergeOver(server, { clock, resume: true, checkpoint })
    const before = await overlay.revision()
    const settle = () => convergeOver(server, { clock, resume: false, checkpoint: async () => undefined })
    const result = await command(
      createClient({ ...server, settle, fieldManager: options.fieldManager }, clusterAdmin),
      kubeletBooks(overlay, clock.now()),
    )
    if ((await overlay.revision()) !== before) await recordTime(overlay, clock.now())
    await checkpoint()
    if (await hasWork(overlay, clock.now())) await convergeOver(server, { clock, resume: false, checkpoint })
    return result
  } finally {
    await overlay.discard()
  }
}

/**
 * Moves the clock ahead by up to so many ms and lets everything happen that falls due on the way, until `until` holds.
 * With each commit the clock is kept where it has come to, so a killed process leaves no time unlived.
 */
export async function advanceSession(
  options: SessionOptions,
  ms: number,
  { until, see, begin }: AdvanceOptions,
): Promise<Advance> {
  await runSession(options, async () => undefined)
  const overlay = withEmptyIndexes(openWatchedOverlay(options))
  const { clock } = options
  const from = clock.now()
  const source = from - clock.offset
  const checkpoint = async () => {
    await writeClockOffset(overlay, clock.now() - source)
    await commit(overlay)
  }
  try {
    const server = await serverOver(overlay, options)
    const client = createClient(server, clusterAdmin)
    // The loop begins where it ran last, which may be long ago: nothing was due since, so now is as good.
    await recordTime(overlay, from)
    clock.stepTo(from + ms)
    begin?.()
    let reached = false
    const stop = async () => {
      reached = (await until?.(client)) ?? false
      return reached
    }
    await convergeOver(server, { clock, resume: true, stop, checkpoint, ...(see && { see }) })
    return { from, to: clock.now(), reached }
  } finally {
    clock.stepTo(from)
    await readClock(options.base, clock)
    await overlay.discard()
  }
}

/** Makes what the overlay holds durable, without history that nobody needs any more. */
async function commit(overlay: OverlayStore): Promise<void> {
  await forgetHistory(overlay)
  await overlay.commit()
}

async function bootstrapOver(server: ServerContext, nodes: readonly NodeShape[] | undefined): Promise<void> {
  const { bootstrap } = await import('./bootstrap.ts')
  await bootstrap(server, nodes)
}

async function convergeOver(server: ServerContext, options: ConvergeOptions): Promise<void> {
  const { convergeCluster } = await import('./converge.ts')
  await convergeCluster(server, options)
}
