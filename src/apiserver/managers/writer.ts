/** Who a request writes as: the user's field manager, or the program of the control plane that asks. */
import { formatApiVersion } from '../../apimachinery/object.ts'
import type { WriteOptions } from '../client.ts'
import type { Request } from '../context.ts'
import type { RecordedManager } from './recorded.ts'

/** The program that most controllers run in. */
export const CONTROLLER_MANAGER = 'kube-controller-manager'

/**
 * A user's writer, whose writes are always recorded; undefined for the control plane. A user who names no manager is
 * known by the program's name, as a server takes it from the user agent.
 */
export function userWriter(
  { server, kind }: Request,
  { fieldManager = server.fieldManager, subresource }: WriteOptions,
): RecordedManager | undefined {
  if (fieldManager === undefined) return undefined
  return {
    manager: fieldManager,
    operation: 'Update',
    apiVersion: formatApiVersion(kind.resource.group, kind.resource.version),
    ...(subresource !== undefined && { subresource }),
  }
}

/** The control plane's writer: recorded only where users have written, too. */
export function componentWriter({ identity, kind }: Request, { subresource }: WriteOptions): RecordedManager {
  return {
    manager: identity.component ?? CONTROLLER_MANAGER,
    operation: 'Update',
    apiVersion: formatApiVersion(kind.resource.group, kind.resource.version),
    ...(subresource !== undefined && { subresource }),
  }
}
