/** Removes the objects of a custom kind with its definition (apiextensions-apiserver's crd_finalizer.go). */
import { CLEANUP_FINALIZER } from '../api/kinds/apiextensions/custom-resource-definition.ts'
import { kindName } from '../api/registry.ts'
import { parseApiVersion } from '../apimachinery/object.ts'
import { nameOf } from '../apiserver/client.ts'
import type { CustomResourceDefinition } from '../generated/types.ts'
import { type Change, defineController, keyOf, type ReconcileContext } from '../runtime/reconciler.ts'

/** Acts once a definition is being deleted; it goes with the last of its objects. */
export const customResourceDefinitionController = defineController({
  name: 'customresourcedefinition-controller',
  for: 'CustomResourceDefinition',
  watches: [{ kind: '*', keys: definitionOfGoneObject }],
  async reconcile(definition, _name, context) {
    const { deletionTimestamp, finalizers = [] } = definition?.metadata ?? {}
    if (!definition || deletionTimestamp === undefined || !finalizers.includes(CLEANUP_FINALIZER))
      return undefined
    if (await removeObjects(definition, context)) return undefined
    const metadata = {
      ...definition.metadata,
      finalizers: finalizers.filter((name) => name !== CLEANUP_FINALIZER),
    }
    await context.client.update('CustomResourceDefinition', { ...definition, metadata })
    return undefined
  },
})

/** Deletes all objects of the kind; true if some stay for a while, held by finalizers. */
async function removeObjects(
  { spec }: CustomResourceDefinition,
  { client }: ReconcileContext,
): Promise<boolean> {
  const kind = kindName({ kind: spec.names.kind, group: spec.group })
  for (const object of (await client.list(kind)).items)
    if (object.metadata.deletionTimestamp === undefined) await client.delete(kind, nameOf(object))
  return (await client.list(kind, { limit: 1 })).items.length > 0
}

/** The definition that may have waited for this object to go. */
async function definitionOfGoneObject(
  { type, object }: Change,
  { client }: ReconcileContext,
): Promise<string[]> {
  const { group } = parseApiVersion(object.apiVersion)
  const isCustom = kindName({ kind: object.kind, group }).includes('.')
  if (type !== 'deleted' || !isCustom) return []
  return (await client.lookup('CustomResourceDefinition', 'kind', `${group}/${object.kind}`)).map(keyOf)
}
