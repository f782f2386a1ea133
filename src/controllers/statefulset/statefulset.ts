/** The StatefulSet controller: pods with names of their own, made, updated and removed in order. Source: stateful_set.go. */
import { revisionData, revisionHash } from '../../api/kinds/apps/revision-data.ts'
import { selectorTerms } from '../../api/kinds/core/pod-template/selector-index.ts'
import { selectorFromLabelSelector } from '../../apimachinery/label-selector.ts'
import type { KubeObject } from '../../apimachinery/object.ts'
import { statusCause } from '../../apimachinery/status-error.ts'
import type { ControllerRevision, StatefulSet } from '../../generated/types.ts'
import { defineController, keyOf, type Watch } from '../../runtime/reconciler.ts'
import { watchPods } from '../pod-watch.ts'
import { type RevisionNaming, recordRevision } from '../revisions/current-revision.ts'
import { deleteRevisions, findRevision, ownedRevisions } from '../revisions/revisions.ts'
import { ordinalOf, revisionOf } from './identity.ts'
import { keepReplicas, removeCondemned } from './replicas.ts'
import { rollOut } from './rollout.ts'
import { claimPods, placePods, podsOf, type Round } from './round.ts'
import { nextAvailability, writeStatus } from './status.ts'

const naming: RevisionNaming = {
  hashLabel: 'controller.kubernetes.io/hash',
  hash: (template, collisionCount) => revisionHash(revisionData(template), collisionCount ?? 0),
}

/** Replicas that wait for a claim to be gone are made as soon as it is. */
const claimsThatGo: Watch = {
  kind: 'PersistentVolumeClaim',
  async keys({ type, object }, { client }) {
    if (type !== 'deleted') return []
    const terms = selectorTerms(object)
    const sets = (
      await Promise.all(terms.map((term) => client.lookup('StatefulSet', 'selector', term)))
    ).flat()
    return sets.filter((set) => isClaimOf(set, object)).map(keyOf)
  },
}

function isClaimOf(set: StatefulSet, { metadata }: KubeObject): boolean {
  const { name = '' } = metadata
  return (set.spec?.volumeClaimTemplates ?? []).some((template) => {
    const prefix = `${template.metadata.name}-`
    return name.startsWith(prefix) && ordinalOf(set, name.slice(prefix.length)) !== undefined
  })
}

/** Keeps the replicas of a StatefulSet. */
export const statefulSetController = defineController({
  name: 'statefulset-controller',
  for: 'StatefulSet',
  watches: [
    watchPods({
      kind: 'StatefulSet',
      selector: (set) => selectorFromLabelSelector((set as StatefulSet).spec?.selector),
    }),
    claimsThatGo,
  ],
  async reconcile(set, _name, context) {
    if (set === undefined) return undefined
    const isLeaving = set.metadata.deletionTimestamp !== undefined
    const pods = await claimPods(set, context)
    const revisions = await ownedRevisions(context.client, set)
    // A set that goes away makes nothing any more; where its revision has gone before it, nobody asks for its status.
    if (isLeaving && findRevision(revisions, set.spec!.template) === undefined) return undefined
    const history = await recordRevision(context.client, set, revisions, naming)
    const round: Round = {
      context,
      set,
      isOrdered: set.spec?.podManagementPolicy !== 'Parallel',
      current: history.revisions.find(isNamed(set.status?.currentRevision)) ?? history.current,
      update: history.current,
      ...placePods(set, pods),
    }
    const failure = isLeaving ? undefined : await act(round)
    await writeStatus(round, history.collisionCount ?? 0)
    await truncateHistory(round, history.revisions)
    if (failure !== undefined) throw failure
    return nextAvailability(round)
  },
})

function isNamed(name: string | undefined): (revision: ControllerRevision) => boolean {
  return ({ metadata }) => metadata.name === name
}

/** First all replicas are in place, then those that are too many go, then the others are updated. Gives a failure. */
async function act(round: Round): Promise<Error | undefined> {
  try {
    if (await keepReplicas(round)) return undefined
    if (await removeCondemned(round)) return undefined
    await rollOut(round)
    return undefined
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return isNamespaceLeaving(error) || isNamespaceLeaving(error.cause) ? undefined : error
  }
}

/** Where the namespace goes away, a refusal is no failure: nothing could be made there. */
function isNamespaceLeaving(error: unknown): boolean {
  return statusCause(error, 'NamespaceTerminating') !== undefined
}

/** Deletes the oldest revisions beyond the limit, but for those that are in use. A negative limit is none. */
async function truncateHistory(round: Round, revisions: readonly ControllerRevision[]): Promise<void> {
  const { set, current, update, context } = round
  const used = new Set([current.metadata.name, update.metadata.name, ...podsOf(round).map(revisionOf)])
  const unused = revisions.filter(({ metadata }) => !used.has(metadata.name))
  const limit = set.spec?.revisionHistoryLimit ?? 10
  if (limit < 0) return
  await deleteRevisions(context.client, unused.slice(0, Math.max(unused.length - limit, 0)))
}
