/** Judging the owners of an object: which are there, which wait for their dependents, which are gone. */
import { kindName, type Registry } from '../../api/registry.ts'
import { type KubeObject, type OwnerReference, parseApiVersion } from '../../apimachinery/object.ts'
import type { Client } from '../../apiserver/client.ts'
import { isDeletedWith } from '../finalizers.ts'
import { type Identity, referenced } from './identity.ts'

/** Finalizer of an owner that goes when what it owns is gone. */
export const FOREGROUND = 'foregroundDeletion'
/** Finalizer of an owner that leaves behind what it owns. */
export const ORPHAN = 'orphan'

/** What has become of an owner; 'unknown' where its kind is not served, or cannot own the object. */
export type Fate = 'solid' | 'waiting' | 'absent' | 'unknown'

/** Finds owners by identity. */
export interface OwnerFinder {
  /** The owner as it is; undefined if there is no such object, or another of that name. */
  find(identity: Identity): Promise<KubeObject | undefined>
  fateOf(dependent: KubeObject, reference: OwnerReference): Promise<Fate>
  /** Whether an owner that is not where it is named lives in another namespace: then it cannot be the owner. */
  isMisplaced(identity: Identity): Promise<boolean>
}

/** A finder that reads through the client; `resourceOf` says which kinds live in namespaces. */
export function createOwnerFinder(client: Client, resourceOf: Registry['resourceOf']): OwnerFinder {
  const ownerResource = ({ apiVersion, kind }: Pick<Identity, 'apiVersion' | 'kind'>) =>
    resourceOf({ group: parseApiVersion(apiVersion).group, kind })
  const finder: OwnerFinder = {
    async find(identity) {
      const info = await ownerResource(identity)
      if (info === undefined) return undefined
      const namespace = info.namespaced ? identity.namespace : ''
      const owner: KubeObject | undefined = await client.find(kindName(info), {
        namespace,
        name: identity.name,
      })
      return owner?.metadata.uid === identity.uid ? owner : undefined
    },
    async fateOf(dependent, reference) {
      const info = await ownerResource(reference)
      if (info === undefined) return 'unknown'
      // An object without namespace cannot be owned by one with; upstream leaves it alone, too.
      if (info.namespaced && dependent.metadata.namespace === undefined) return 'unknown'
      const owner = await finder.find(referenced(reference, dependent.metadata.namespace ?? ''))
      if (owner === undefined) return 'absent'
      return isDeletedWith(owner, FOREGROUND) ? 'waiting' : 'solid'
    },
    async isMisplaced(identity) {
      const info = await ownerResource(identity)
      if (!info?.namespaced) return false
      if (identity.namespace === '') return true
      const fieldSelector = `metadata.name=${identity.name}`
      const { items } = await client.list(kindName(info), { fieldSelector })
      return items.some(({ metadata }: KubeObject) => metadata.uid === identity.uid)
    },
  }
  return finder
}
