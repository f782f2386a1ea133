/** A cluster served over HTTP, whose time passes meanwhile. */
import { sleep } from '../base/sleep.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { type Listening, type ListenOptions, listen, type RestHandler } from './listen.ts'
import { answerRequest } from './server.ts'

/**
 * Serves a cluster that others may use at the same time (see sharedCluster). `around` is put between the sockets and the
 * API.
 */
export async function serveCluster(
  cluster: Cluster,
  options: ListenOptions,
  around: (api: RestHandler) => RestHandler = (api) => api,
): Promise<Listening> {
  const { passTime } = await import('./time.ts')
  const listening = await listen(
    around((request) => answerRequest(request, { cluster, sleep })),
    options,
  )
  const stop = new AbortController()
  const passing = passTime(cluster, sleep, stop.signal)
  const close = async () => {
    stop.abort()
    await listening.close()
    await passing
  }
  return { ...listening, close, [Symbol.asyncDispose]: close }
}
