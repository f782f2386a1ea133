/** Applies one object with --server-side, and tells of conflicts in kubectl's words. */

import { kindName, type Registry } from '../../api/registry.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { isConflict } from '../../apimachinery/status-error.ts'
import type { ApplyOptions, Client } from '../../apiserver/client.ts'
import { applyServerSide } from '../../apply/apply-server-side.ts'
import { messageOf } from '../../base/error-message.ts'
import { CliError } from '../errors.ts'
import type { ManifestTarget } from '../resources/target.ts'
import { refuseGeneratedName, warnIfDeleting } from './apply-object.ts'

/** What is done about conflicts, as kubectl tells it (cmd/apply). */
const WAYS_OUT = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`

/** Applies the object. Throws with the ways out of a conflict. */
export async function applyTargetServerSide(
  target: ManifestTarget,
  client: Client,
  registry: Registry,
  { write, warn }: { write: ApplyOptions; warn(line: string): void },
): Promise<{ operation: 'serverside-applied'; object: Unstructured }> {
  refuseGeneratedName(target)
  if (target.name === '') throw new CliError('resource name may not be empty')
  try {
    const object = await applyServerSide(client, registry, kindName(target.resource), target.object, write)
    warnIfDeleting(target, object, warn)
    return { operation: 'serverside-applied', object }
  } catch (error) {
    if (!isConflict(error)) throw error
    throw new CliError(`${messageOf(error)}\n${WAYS_OUT}`, { cause: error })
  }
}
