/** Controllers that keep one object in every namespace. */
import type { KubeObject } from '../apimachinery/object.ts'
import { isAlreadyExists, isNotFound, statusCause } from '../apimachinery/status-error.ts'
import { type KindName, nameOf, type ObjectOf } from '../apiserver/client.ts'
import { defineController, type Reconciler } from '../runtime/reconciler.ts'

/** An object that each namespace should have. */
export interface NamespaceContent<K extends KindName> {
  /** The controller's name. */
  name: string
  kind: K
  /** What each namespace should have, without the namespace. */
  object: ObjectOf<K>
  /** Whether an object that is there is as it should be. Left out: its presence is enough. */
  isRight?(object: ObjectOf<K>): boolean
}

/** A controller that makes the object in each namespace that does not go away, and sets it right. */
export function ensureInNamespaces<K extends KindName>(content: NamespaceContent<K>): Reconciler {
  const template: KubeObject = content.object
  const { name = '' } = template.metadata
  return defineController({
    name: content.name,
    for: 'Namespace',
    watches: [
      {
        kind: content.kind,
        keys: ({ object: { metadata } }) => (metadata.name === name ? [`/${metadata.namespace}`] : []),
      },
    ],
    async reconcile(namespace, _name, { client }) {
      if (namespace === undefined || namespace.metadata.deletionTimestamp !== undefined) return undefined
      const wanted = { ...template, metadata: { ...template.metadata, namespace: namespace.metadata.name } }
      const current = await client.find(content.kind, nameOf(wanted))
      if (current === undefined)
        await ignoringRaces(client.create(content.kind, wanted as KubeObject as ObjectOf<K>))
      else if (content.isRight?.(current) === false)
        await client.update(content.kind, restored(current, wanted))
      return undefined
    },
  })
}

function restored<T extends KubeObject>(current: T, wanted: KubeObject): T {
  const metadata = { ...(current as KubeObject).metadata, ...wanted.metadata }
  return { ...current, ...wanted, metadata }
}

async function ignoringRaces(creation: Promise<unknown>): Promise<void> {
  try {
    await creation
  } catch (error) {
    const isHarmless =
      isAlreadyExists(error) || isNotFound(error) || statusCause(error, 'NamespaceTerminating')
    if (!isHarmless) throw error
  }
}
