/** The history of stateful sets and daemon sets for `kubectl rollout`: their ControllerRevisions. Source: kubectl. */
import { controllerOf } from '../../../apimachinery/object.ts'
import type { JsonObject } from '../../../base/json.ts'
import { deepEqual } from '../../../base/json.ts'
import type { ControllerRevision, DaemonSet, StatefulSet } from '../../../generated/types.ts'
import type { ObjectReader } from '../../describe-context.ts'
import { changeCauseOf, type Revision, type RollbackPatch } from '../../rollout.ts'
import { revisionData, revisionTemplate } from './revision-data.ts'

type Owner = DaemonSet | StatefulSet

/** The owner's revisions, by their number; each with the owner as it would be. */
export async function controllerRevisions(owner: Owner, reader: ObjectReader): Promise<Revision[]> {
  const { uid = '' } = owner.metadata
  const dependents = await reader.dependents(uid)
  return dependents
    .filter((object) => object.kind === 'ControllerRevision' && controllerOf(object)?.uid === uid)
    .flatMap((object) => toRevision(object as ControllerRevision, owner))
    .sort((a, b) => a.number - b.number)
}

function toRevision(kept: ControllerRevision, owner: Owner): Revision[] {
  const template = revisionTemplate(kept)
  if (template === undefined) return []
  const object = { ...owner, spec: { ...owner.spec, template } } as Owner
  return [{ number: kept.revision, template, changeCause: changeCauseOf(kept), object }]
}

/** The patch that puts the template of a revision back. */
export function controllerRollback({ spec }: Owner, { template }: Revision): RollbackPatch | undefined {
  if (deepEqual(spec?.template, template)) return undefined
  return { type: 'strategic', patch: revisionData(template) as JsonObject }
}
