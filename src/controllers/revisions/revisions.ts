/** The history of stateful sets and daemon sets: their ControllerRevisions. Source: pkg/controller/history. */
import { keepsTemplate } from '../../api/kinds/apps/revision-data.ts'
import { selectorFromLabelSelector } from '../../apimachinery/label-selector.ts'
import { parseTime } from '../../apimachinery/time.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import { unlessGone } from '../../apiserver/unless-gone.ts'
import { compareStrings } from '../../base/compare-strings.ts'
import type { ControllerRevision, DaemonSet, PodTemplateSpec, StatefulSet } from '../../generated/types.ts'
import { claimObjects } from '../ownership.ts'

/** The kinds whose templates are kept as ControllerRevisions. */
export type RevisionOwner = StatefulSet | DaemonSet

/** The owner's revisions, the oldest first, after taking over matching ones that have lost their owner. */
export async function ownedRevisions(client: Client, owner: RevisionOwner): Promise<ControllerRevision[]> {
  const selector = selectorFromLabelSelector(owner.spec?.selector)
  const owned = await client.lookup('ControllerRevision', 'controller', owner.metadata.uid ?? '')
  const orphans = await client.lookup('ControllerRevision', 'orphan', owner.metadata.namespace ?? '')
  const candidates = [...owned, ...orphans]
  return (await claimObjects(client, owner, 'ControllerRevision', selector, candidates)).sort(byRevision)
}

/** The lower revision first; of equal ones the older, then by name. */
export function byRevision(a: ControllerRevision, b: ControllerRevision): number {
  const [timeA, timeB] = [a, b].map(({ metadata }) => parseTime(metadata.creationTimestamp) ?? 0)
  return (
    a.revision - b.revision || timeA! - timeB! || compareStrings(a.metadata.name ?? '', b.metadata.name ?? '')
  )
}

/** The number of the revision after these, which are in order. */
export function nextRevision(revisions: readonly ControllerRevision[]): number {
  return (revisions.at(-1)?.revision ?? 0) + 1
}

/** The newest of these revisions, which are in order, that keeps the template. */
export function findRevision(
  revisions: readonly ControllerRevision[],
  template: PodTemplateSpec,
): ControllerRevision | undefined {
  return revisions.findLast((revision) => keepsTemplate(revision, template))
}

/** Deletes revisions; those that are gone already are no error. */
export async function deleteRevisions(
  client: Client,
  revisions: readonly ControllerRevision[],
): Promise<void> {
  for (const revision of revisions) {
    const preconditions = { uid: revision.metadata.uid }
    await unlessGone(() => client.delete('ControllerRevision', nameOf(revision), { preconditions }))
  }
}
