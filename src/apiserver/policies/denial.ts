/** How a request is refused that a policy denies. */
import { forbidden, StatusError, type StatusReason } from '../../apimachinery/status-error.ts'
import type { AdmissionRequest } from '../admission/plugin.ts'

const CODES: Readonly<Record<string, number>> = {
  Forbidden: 403,
  Invalid: 422,
  RequestEntityTooLarge: 413,
  Unauthorized: 401,
}

/** The words of a Forbidden, with the policy's reason. */
export function denied({ kind, name }: AdmissionRequest, message: string, reason: string): StatusError {
  const { group, plural } = kind.resource
  const { status } = forbidden({ group, resource: plural }, name, message)
  return new StatusError({
    ...status,
    reason: reason as StatusReason,
    code: CODES[reason] ?? 422,
    details: { ...status.details, causes: [{ message }] },
  })
}
