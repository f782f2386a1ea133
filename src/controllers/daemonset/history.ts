/** The revisions of a daemon set: the newest names its pods, old ones stay while pods bear their hash, or for a while. */
import { CONTROLLER_REVISION_HASH, podTemplateHash } from '../../api/kinds/apps/template-hash.ts'
import type { Client } from '../../apiserver/client.ts'
import type { ControllerRevision, DaemonSet } from '../../generated/types.ts'
import { recordRevision } from '../revisions/current-revision.ts'
import { deleteRevisions, ownedRevisions } from '../revisions/revisions.ts'

/** Revisions of daemon sets are named by the hash of the template, as replica sets of deployments are. */
const naming = { hashLabel: CONTROLLER_REVISION_HASH, hash: podTemplateHash }

/** What of the history the pods and the status have to do with. */
export interface Recorded {
  hash: string
  collisionCount: number | undefined
}

/** Makes sure that the template has a revision, the newest one. */
export async function recordHistory(client: Client, daemonSet: DaemonSet): Promise<Recorded> {
  const revisions = await ownedRevisions(client, daemonSet)
  const { current, collisionCount } = await recordRevision(client, daemonSet, revisions, naming)
  return { hash: hashOf(current), collisionCount }
}

/** Deletes the oldest revisions beyond the limit, but none with pods. True if some stay for that reason. */
export async function cleanUpHistory(client: Client, daemonSet: DaemonSet, hash: string): Promise<boolean> {
  const revisions = await ownedRevisions(client, daemonSet)
  const old = revisions.filter((revision) => hashOf(revision) !== hash)
  const surplus = old.length - (daemonSet.spec?.revisionHistoryLimit ?? 10)
  const unused: ControllerRevision[] = []
  for (const revision of old) {
    if (unused.length >= surplus) break
    if (!(await hasPods(client, revision))) unused.push(revision)
  }
  await deleteRevisions(client, unused)
  return unused.length < surplus
}

/** A revision without the label is known by its name. */
function hashOf({ metadata }: ControllerRevision): string {
  return metadata.labels?.[CONTROLLER_REVISION_HASH] ?? metadata.name ?? ''
}

async function hasPods(client: Client, revision: ControllerRevision): Promise<boolean> {
  const term = `${revision.metadata.namespace}/${CONTROLLER_REVISION_HASH}=${hashOf(revision)}`
  return (await client.lookup('Pod', 'label', term, { limit: 1 })).length > 0
}
