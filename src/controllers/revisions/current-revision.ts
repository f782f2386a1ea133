/** The revision of an owner's template as it is now: found, made the newest, or created. Source: pkg/controller/history. */
import { keepsTemplate, revisionData } from '../../api/kinds/apps/revision-data.ts'
import { isAlreadyExists } from '../../apimachinery/status-error.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import type { ControllerRevision, PodTemplateSpec } from '../../generated/types.ts'
import { controllerReference } from '../ownership.ts'
import { byRevision, findRevision, nextRevision, type RevisionOwner } from './revisions.ts'

/** A name longer than this is cut before the hash is put behind it. */
const PREFIX_LENGTH = 223

/** How the revisions of a kind are named. */
export interface RevisionNaming {
  /** The label in which a revision has its hash. */
  hashLabel: string
  /** The hash of a template; each count of collisions makes another one. */
  hash(template: PodTemplateSpec, collisionCount: number | undefined): string
}

/** What an owner's history is like once its template has a revision. */
export interface History {
  /** The revision of the template as it is now, which is the newest. */
  current: ControllerRevision
  /** All revisions, the oldest first. */
  revisions: ControllerRevision[]
  /** How often a name was taken by another template; to be kept in the owner's status. */
  collisionCount: number | undefined
}

/**
 * Makes sure that the owner's template has a revision, and that none is newer: a template that comes back takes its
 * old revision along under a new number. `revisions` are the owner's, in order.
 */
export async function recordRevision(
  client: Client,
  owner: RevisionOwner,
  revisions: readonly ControllerRevision[],
  naming: RevisionNaming,
): Promise<History> {
  const template = owner.spec!.template
  const known = findRevision(revisions, template)
  const { collisionCount } = owner.status ?? {}
  if (known === undefined) return createRevision(client, owner, revisions, naming)
  if (known === revisions.at(-1)) return { current: known, revisions: [...revisions], collisionCount }
  const revision = nextRevision(revisions)
  const current = await client.update('ControllerRevision', { ...known, revision })
  const others = revisions.filter((other) => other !== known)
  return { current, revisions: [...others, current], collisionCount }
}

/** Tries names until one is free, or belongs to a revision with the same data. */
async function createRevision(
  client: Client,
  owner: RevisionOwner,
  revisions: readonly ControllerRevision[],
  naming: RevisionNaming,
): Promise<History> {
  let { collisionCount } = owner.status ?? {}
  for (;;) {
    const hash = naming.hash(owner.spec!.template, collisionCount)
    const draft = draftRevision(owner, nextRevision(revisions), naming.hashLabel, hash)
    const current = await createOrFind(client, draft, owner.spec!.template)
    if (current !== undefined)
      return { current, revisions: [...revisions, current].sort(byRevision), collisionCount }
    collisionCount = (collisionCount ?? 0) + 1
  }
}

function draftRevision(
  owner: RevisionOwner,
  revision: number,
  hashLabel: string,
  hash: string,
): ControllerRevision {
  const { name = '', namespace, annotations } = owner.metadata
  const { template } = owner.spec!
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${name.slice(0, PREFIX_LENGTH)}-${hash}`,
      namespace,
      labels: { ...template.metadata?.labels, [hashLabel]: hash },
      ...(annotations && { annotations: { ...annotations } }),
      ownerReferences: [controllerReference(owner)],
    },
    data: revisionData(template),
    revision,
  }
}

/** Undefined where the name belongs to another template. */
async function createOrFind(
  client: Client,
  draft: ControllerRevision,
  template: PodTemplateSpec,
): Promise<ControllerRevision | undefined> {
  try {
    return await client.create('ControllerRevision', draft)
  } catch (error) {
    if (!isAlreadyExists(error)) throw error
  }
  const existing = await client.get('ControllerRevision', nameOf(draft))
  return keepsTemplate(existing, template) ? existing : undefined
}
