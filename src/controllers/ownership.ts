/** Owner references: making them, taking matching orphans over, letting go what no longer matches. */
import { matchesLabels, type Selector } from '../apimachinery/label-selector.ts'
import { controllerOf, type KubeObject, type OwnerReference } from '../apimachinery/object.ts'
import { isInvalid, isNotFound } from '../apimachinery/status-error.ts'
import { type Client, type KindName, nameOf, type ObjectOf } from '../apiserver/client.ts'

/** The reference by which an owner controls what it makes. */
export function controllerReference(owner: KubeObject): OwnerReference {
  const { name = '', uid = '' } = owner.metadata
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name,
    uid,
    controller: true,
    blockOwnerDeletion: true,
  }
}

/** Objects of one kind that the owner refers to as theirs, as `client.dependents` knows them. */
export async function controlledBy<K extends KindName>(
  client: Client,
  owner: KubeObject,
  kind: K,
): Promise<ObjectOf<K>[]> {
  const dependents = await client.dependents(owner.metadata.uid ?? '')
  return dependents.filter(
    (object) =>
      object.kind === kind &&
      object.metadata.namespace === owner.metadata.namespace &&
      controllerOf(object)?.uid === owner.metadata.uid,
  ) as ObjectOf<K>[]
}

/** What to do with an object that the owner controls, or that nobody does. */
export type Claim = 'keep' | 'adopt' | 'release' | 'ignore'

/** Decides about one candidate, as upstream's ControllerRefManager does. */
export function decideClaim(owner: KubeObject, selector: Selector, candidate: KubeObject): Claim {
  const controller = controllerOf(candidate)
  const matches = matchesLabels(selector, candidate.metadata.labels)
  const ownerLeaves = owner.metadata.deletionTimestamp !== undefined
  if (controller !== undefined) {
    if (controller.uid !== owner.metadata.uid) return 'ignore'
    if (matches) return 'keep'
    return ownerLeaves ? 'ignore' : 'release'
  }
  if (ownerLeaves || !matches || candidate.metadata.deletionTimestamp !== undefined) return 'ignore'
  return candidate.metadata.namespace === owner.metadata.namespace ? 'adopt' : 'ignore'
}

/**
 * Adopts matching candidates without a controller, releases those that match no longer, and gives the objects
 * that are the owner's afterwards. `kind` is the candidates' kind. Objects that are gone meanwhile are left out.
 * `finalizer` is one that the owner holds its objects with: it comes and goes with the ownership.
 */
export async function claimObjects<T extends KubeObject>(
  client: Client,
  owner: KubeObject,
  kind: KindName,
  selector: Selector,
  candidates: readonly T[],
  finalizer?: string,
): Promise<T[]> {
  const claimed: T[] = []
  for (const candidate of candidates) {
    const claim = decideClaim(owner, selector, candidate)
    if (claim === 'keep') claimed.push(candidate)
    if (claim === 'release') await release(client, owner, kind, candidate, finalizer)
    if (claim !== 'adopt') continue
    const adopted = await adopt(client, owner, kind, candidate, finalizer)
    if (adopted !== undefined) claimed.push(adopted)
  }
  return claimed
}

async function adopt<T extends KubeObject>(
  client: Client,
  owner: KubeObject,
  kind: KindName,
  object: T,
  finalizer: string | undefined,
): Promise<T | undefined> {
  const references = [...(object.metadata.ownerReferences ?? []), controllerReference(owner)]
  const finalizers = finalizer && [...without(object.metadata.finalizers, finalizer), finalizer]
  return ignoringGone(() => writeOwners(client, kind, object, references, finalizers || undefined))
}

async function release(
  client: Client,
  owner: KubeObject,
  kind: KindName,
  object: KubeObject,
  finalizer: string | undefined,
): Promise<void> {
  const references = object.metadata.ownerReferences?.filter(({ uid }) => uid !== owner.metadata.uid) ?? []
  const finalizers = finalizer && without(object.metadata.finalizers, finalizer)
  await ignoringGone(() => writeOwners(client, kind, object, references, finalizers || undefined))
}

function without(values: readonly string[] | undefined, value: string): string[] {
  return values?.filter((other) => other !== value) ?? []
}

/**
 * Replaces the owner references of an object, and its finalizers where they are given; throws Conflict if the object
 * has changed since it was read.
 */
export async function writeOwners<T extends KubeObject>(
  client: Client,
  kind: KindName,
  object: T,
  ownerReferences: readonly OwnerReference[],
  finalizers?: readonly string[],
): Promise<T> {
  const { uid, resourceVersion } = object.metadata
  const orNone = (list: readonly unknown[]) => (list.length === 0 ? null : list)
  const patch = {
    metadata: {
      uid,
      resourceVersion,
      ownerReferences: orNone(ownerReferences),
      ...(finalizers && { finalizers: orNone(finalizers) }),
    },
  }
  return (await client.patch(kind, nameOf(object), 'merge', patch)) as KubeObject as T
}

/** Undefined where the object is gone, or another one stands in its place (the uid in the patch is refused). */
async function ignoringGone<T>(write: () => Promise<T>): Promise<T | undefined> {
  try {
    return await write()
  } catch (error) {
    if (isNotFound(error) || isInvalid(error)) return undefined
    throw error
  }
}
