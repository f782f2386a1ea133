/** What the garbage collector does to one object: delete it, or take the owners away that are no more. */
import type { PropagationPolicy } from '../../api/define-kind.ts'
import { kindName } from '../../api/registry.ts'
import { type KubeObject, type OwnerReference, parseApiVersion } from '../../apimachinery/object.ts'
import { isConflict, isNotFound } from '../../apimachinery/status-error.ts'
import { type Client, type KindName, nameOf } from '../../apiserver/client.ts'
import { isDeletedWith } from '../finalizers.ts'
import { writeOwners } from '../ownership.ts'
import { type Fate, FOREGROUND, ORPHAN, type OwnerFinder } from './owners.ts'

/** The client's name for an object's kind. */
export function kindNameOf({ apiVersion, kind }: KubeObject): KindName {
  return kindName({ kind, group: parseApiVersion(apiVersion).group })
}

/** What is to be done with an object, given the fates of its owners. */
export type Verdict = 'keep' | 'disown' | 'delete'

/** One owner that is there keeps the object; then only the others are taken away. */
export function judge(fates: readonly Fate[]): Verdict {
  const isBound = fates.includes('solid') || fates.includes('unknown')
  const hasLost = fates.includes('absent') || fates.includes('waiting')
  if (!hasLost) return 'keep'
  return isBound ? 'disown' : 'delete'
}

/** Deletes an object that no owner needs any more; otherwise takes away the references to owners that are gone. */
export async function collect(client: Client, finder: OwnerFinder, item: KubeObject): Promise<void> {
  if (item.metadata.deletionTimestamp !== undefined) return
  const references = item.metadata.ownerReferences ?? []
  const fates = await Promise.all(references.map((reference) => finder.fateOf(item, reference)))
  const verdict = judge(fates)
  if (verdict === 'disown') {
    const left = references.filter((_, index) => fates[index] === 'solid' || fates[index] === 'unknown')
    await ignoringGone(writeOwners(client, kindNameOf(item), item, left))
  }
  if (verdict === 'delete') await remove(client, item, fates)
}

async function remove(client: Client, item: KubeObject, fates: readonly Fate[]): Promise<void> {
  const { uid = '', finalizers = [] } = item.metadata
  let propagationPolicy: PropagationPolicy = 'Background'
  if (fates.includes('waiting') && (await hasDependents(client, uid))) {
    await unblockCircle(client, item)
    propagationPolicy = 'Foreground'
  } else if (finalizers.includes(ORPHAN)) propagationPolicy = 'Orphan'
  else if (finalizers.includes(FOREGROUND)) propagationPolicy = 'Foreground'
  const options = { propagationPolicy, preconditions: { uid } }
  await ignoringGone(client.delete(kindNameOf(item), nameOf(item), options))
}

async function hasDependents(client: Client, uid: string): Promise<boolean> {
  return (await client.dependents(uid)).length > 0
}

/** Where a dependent waits for its dependents, too, they may wait for each other: the object stops blocking. */
async function unblockCircle(client: Client, item: KubeObject): Promise<void> {
  const dependents = await client.dependents(item.metadata.uid ?? '')
  if (!dependents.some((dependent) => isDeletedWith(dependent, FOREGROUND))) return
  const unblocked = item.metadata.ownerReferences?.map(withoutBlocking) ?? []
  await ignoringGone(writeOwners(client, kindNameOf(item), item, unblocked))
}

function withoutBlocking(reference: OwnerReference): OwnerReference {
  return reference.blockOwnerDeletion ? { ...reference, blockOwnerDeletion: false } : reference
}

/** A failed precondition means that another object has taken the name, so this one is gone. */
async function ignoringGone(write: Promise<unknown>): Promise<void> {
  try {
    await write
  } catch (error) {
    if (!isNotFound(error) && !isConflict(error)) throw error
  }
}
