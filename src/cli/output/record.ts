/** --record: the call is kept in an annotation of what it changes, where `rollout history` finds it. */
import { CHANGE_CAUSE } from '../../api/rollout.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { bool } from '../flags/flag.ts'

/** The flag. Its use is told to be deprecated, as by kubectl. */
export const recordFlag = {
  record: bool(false, 'Keep this call in the annotation kubernetes.io/change-cause.', {
    hidden: true,
    deprecated: '--record will be removed in the future',
  }),
}

/** Writes the call into the object, which is changed, if it shall be recorded. */
export function recordCause(object: Unstructured, record: boolean, line: string): void {
  if (record) object.metadata.annotations = { ...object.metadata.annotations, [CHANGE_CAUSE]: line }
}

/** The merge patch that records the call, for commands that have sent their change already. */
export function causePatch(line: string): object {
  return { metadata: { annotations: { [CHANGE_CAUSE]: line } } }
}
