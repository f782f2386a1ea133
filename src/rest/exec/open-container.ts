/** Opens a shell in a running container, with the commands that ask the simulated network. */
import { isKubeletStopped } from '../../api/behaviour/node.ts'
import { badRequest, StatusError, unknownFailure } from '../../apimachinery/status-error.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import type { ContainerBooks } from '../../container/bookkeeping.ts'
import { isScripted } from '../../container/script.ts'
import { openShell, type SessionState, type Shell } from '../../container/shell.ts'
import { statusOf, viewContainer } from '../../container/view.ts'
import type { Container, Pod } from '../../generated/types.ts'
import { networkOf } from '../../network/commands.ts'

/** What the shell needs to know of the cluster. */
export interface ContainerAccess {
  client: Client
  books: ContainerBooks
  /** Cluster time, ms. */
  now: number
  /** Where a session goes on. */
  state?: SessionState
}

/** Throws as the API server and the kubelet refuse where the container cannot be reached. */
export async function openContainer(
  pod: Pod,
  container: Container,
  { client: user, books, now, state }: ContainerAccess,
): Promise<Shell> {
  const client = await user.authorize('create', 'Pod', nameOf(pod), 'exec')
  await checkReachable(pod, container.name, client)
  const view = await viewContainer(pod, container, { client, books, now })
  const { commands, resolvConf } = networkOf(pod, client, () => now)
  const shell = await openShell(view, { books, now, resolvConf, extra: commands, ...(state && { state }) })
  const { files } = shell
  return { ...shell, files: isScripted(container) ? { ...files, save: saveAndTell } : files }

  // A script, or a probe of it, may wait for what was written.
  async function saveAndTell(): Promise<string[]> {
    const refused = await files.save()
    if (files.hasWritten()) await books.look(pod.metadata)
    return refused
  }
}

/** Whether there is somebody to ask, and something to ask for. */
export async function checkReachable(pod: Pod, container: string, client: Client): Promise<void> {
  const nodeName = pod.spec?.nodeName
  if (!nodeName) throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`)
  const node = await client.find('Node', { namespace: '', name: nodeName })
  if (node === undefined || isKubeletStopped(node)) {
    const address = node?.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? nodeName
    throw unknownFailure(`error dialing backend: dial tcp ${address}:10250: connect: no route to host`)
  }
  if (statusOf(pod, container)?.state?.running === undefined) throw containerNotFound(container)
}

/** What the kubelet answers where the container does not run (pkg/kubelet/server). */
function containerNotFound(container: string): StatusError {
  const message = `container not found ("${container}")`
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' } as const
  return new StatusError({ ...status, message, reason: 'NotFound', code: 404 })
}
