/** Opens a shell in a running container; what is wrong is told as kubectl tells it. */
import { isNotFound } from '../../apimachinery/status-error.ts'
import type { Client } from '../../apiserver/client.ts'
import { messageOf } from '../../base/error-message.ts'
import type { Shell } from '../../container/shell.ts'
import type { Container, Pod } from '../../generated/types.ts'
import * as kubelet from '../../rest/exec/open-container.ts'
import { CliError } from '../errors.ts'

/** Throws as the API server and the kubelet refuse where the container cannot be reached. */
export function openContainer(
  pod: Pod,
  container: Container,
  access: kubelet.ContainerAccess,
): Promise<Shell> {
  return told(kubelet.openContainer(pod, container, access))
}

/** Whether there is somebody to ask, and something to ask for. */
export function checkReachable(pod: Pod, container: string, client: Client): Promise<void> {
  return told(kubelet.checkReachable(pod, container, client))
}

async function told<T>(asking: Promise<T>): Promise<T> {
  try {
    return await asking
  } catch (error) {
    if (!isNotFound(error) || !messageOf(error).startsWith('container not found')) throw error
    throw new CliError(`unable to upgrade connection: ${messageOf(error)}`, { cause: error })
  }
}
