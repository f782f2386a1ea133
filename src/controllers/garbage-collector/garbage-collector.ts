/**
 * The garbage collector: deletes what lost its owners, in the background or the foreground, and orphans what should
 * stay. Source: garbagecollector/garbagecollector.go, graph_builder.go.
 *
 * There is no graph in memory: the store's index of owners is the graph. A key is the identity of an owner, so that a
 * thousand new pods of one replica set ask for their owner once.
 */

import type { Registry } from '../../api/registry.ts'
import type { KubeObject } from '../../apimachinery/object.ts'
import type { Client } from '../../apiserver/client.ts'
import { deepEqual } from '../../base/json.ts'
import type { Change, ReconcileContext, Reconciler } from '../../runtime/reconciler.ts'
import { isDeletedWith, removeFinalizer } from '../finalizers.ts'
import { writeOwners } from '../ownership.ts'
import { collect, kindNameOf } from './collect.ts'
import {
  describeIdentity,
  formatIdentity,
  type Identity,
  identityOf,
  parseIdentity,
  referenced,
} from './identity.ts'
import { createOwnerFinder, FOREGROUND, ORPHAN, type OwnerFinder } from './owners.ts'

/** What the collector needs to know of the API. */
export interface GarbageCollectorOptions {
  /** The resource of a kind that the API serves, custom ones included. */
  resourceOf: Registry['resourceOf']
}

/** Acts on owners that are gone or on their way out. */
export function createGarbageCollector({ resourceOf }: GarbageCollectorOptions): Reconciler {
  return {
    name: 'garbage-collector-controller',
    watches: [{ kind: '*', keys: concernedOwners }],
    async reconcile(key, context) {
      const { origin, identity } = parseKey(key)
      const finder = createOwnerFinder(context.client, resourceOf)
      const owner = await finder.find(identity)
      if (owner === undefined) {
        if (origin === 'named') await warnOfNamespace(identity, finder, context)
        await collectDependents(identity, finder, context)
      } else if (isDeletedWith(owner, ORPHAN)) await orphanDependents(owner, context.client)
      else if (isDeletedWith(owner, FOREGROUND)) await deleteForeground(owner, finder, context.client)
      return undefined
    },
  }
}

/** How a key came about: the owner itself has changed, or a dependent names it. */
type Origin = 'changed' | 'named'

function formatKey(origin: Origin, identity: Identity): string {
  return `${origin} ${formatIdentity(identity)}`
}

function parseKey(key: string): { origin: string; identity: Identity } {
  const space = key.indexOf(' ')
  return { origin: key.slice(0, space), identity: parseIdentity(key.slice(space + 1)) }
}

/**
 * Keys of a change: the object as an owner, if it is gone or a finalizer waits for us; its owners, if its references
 * are new (they may be absent) or it is gone (they may wait for it). Events own nothing and are not looked at.
 */
export function concernedOwners({ type, object, previous }: Change): string[] {
  if (object.kind === 'Event') return []
  const isHeld = isDeletedWith(object, FOREGROUND) || isDeletedWith(object, ORPHAN)
  const own = type === 'deleted' || isHeld ? [formatKey('changed', identityOf(object))] : []
  const references = object.metadata.ownerReferences ?? []
  const areNew = type !== 'modified' || !deepEqual(references, previous?.metadata.ownerReferences ?? [])
  if (!areNew) return own
  const former = type === 'modified' && previous !== undefined ? ownersOf(previous) : []
  return [...own, ...[...ownersOf(object), ...former].map((owner) => formatKey('named', owner))]
}

function ownersOf({ metadata }: KubeObject): Identity[] {
  return metadata.ownerReferences?.map((reference) => referenced(reference, metadata.namespace ?? '')) ?? []
}

async function collectDependents(
  owner: Identity,
  finder: OwnerFinder,
  { client }: ReconcileContext,
): Promise<void> {
  for (const dependent of await client.dependents(owner.uid)) await collect(client, finder, dependent)
}

/** An owner that lives in another namespace than its dependents is none; an event tells them before they go. */
async function warnOfNamespace(
  owner: Identity,
  finder: OwnerFinder,
  context: ReconcileContext,
): Promise<void> {
  const { namespace, uid } = owner
  const isConcerned = ({ metadata }: KubeObject) =>
    metadata.deletionTimestamp === undefined && (metadata.namespace ?? '') === namespace
  const dependents = (await context.client.dependents(uid)).filter(isConcerned)
  if (dependents.length === 0 || !(await finder.isMisplaced(owner))) return
  const message = `ownerRef ${describeIdentity(owner)} does not exist in namespace "${namespace}"`
  for (const dependent of dependents) {
    await context.recorder.event(dependent, 'Warning', 'OwnerRefInvalidNamespace', message)
  }
}

async function orphanDependents(owner: KubeObject, client: Client): Promise<void> {
  const { uid = '' } = owner.metadata
  for (const dependent of await client.dependents(uid)) {
    const others = dependent.metadata.ownerReferences?.filter((reference) => reference.uid !== uid) ?? []
    await writeOwners(client, kindNameOf(dependent), dependent, others)
  }
  await removeFinalizer(client, kindNameOf(owner), owner, ORPHAN, { asRead: true })
}

/** The owner stays until the last dependent that blocks it is gone; all dependents are asked to go. */
async function deleteForeground(owner: KubeObject, finder: OwnerFinder, client: Client): Promise<void> {
  const { uid = '' } = owner.metadata
  const dependents = await client.dependents(uid)
  const isBlocking = ({ metadata }: KubeObject) =>
    metadata.ownerReferences?.some(
      (reference) => reference.uid === uid && reference.blockOwnerDeletion === true,
    )
  for (const dependent of dependents) await collect(client, finder, dependent)
  if (!dependents.some(isBlocking))
    await removeFinalizer(client, kindNameOf(owner), owner, FOREGROUND, { asRead: true })
}
