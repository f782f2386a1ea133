/** Under which names kubectl applies where none is given (kubectl, cmd/apply). */

/** Of server-side apply. */
export const SERVER_SIDE_MANAGER = 'kubectl'
/** Of client-side apply. */
export const CLIENT_SIDE_MANAGER = 'kubectl-client-side-apply'

/** The manager to apply with: the one that was named, or the usual one of the way of applying. */
export function applyManager(named: string | undefined, serverSide: boolean): string {
  return named ?? (serverSide ? SERVER_SIDE_MANAGER : CLIENT_SIDE_MANAGER)
}
