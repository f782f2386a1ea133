/** What apiextensions-apiserver's controllers do: names that come free, and objects that go with their definition. */
import { CLEANUP_FINALIZER, statusBeside } from '../api/kinds/apiextensions/custom-resource-definition.ts'
import { kindName } from '../api/registry.ts'
import { parseApiVersion } from '../apimachinery/object.ts'
import { type Client, type KindName, nameOf } from '../apiserver/client.ts'
import { deepEqual } from '../base/json.ts'
import type { CustomResourceDefinition } from '../generated/types.ts'
import { type Change, defineController, keyOf, type ReconcileContext } from '../runtime/reconciler.ts'

/** Removes the objects of a definition that is being deleted; it goes with the last of them (crd_finalizer.go). */
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
  definition: CustomResourceDefinition,
  { client }: ReconcileContext,
): Promise<boolean> {
  const kind = storedKind(definition)
  if (kind === undefined) return false
  for (const object of (await client.list(kind)).items)
    if (object.metadata.deletionTimestamp === undefined) await client.delete(kind, nameOf(object))
  return (await client.list(kind, { limit: 1 })).items.length > 0
}

/** The kind in the version that is stored, so that no conversion stands between; undefined for one never served. */
function storedKind({ spec, status }: CustomResourceDefinition): KindName | undefined {
  const isEstablished = status?.conditions?.some(
    ({ type, status: state }) => type === 'Established' && state === 'True',
  )
  if (!isEstablished) return undefined
  const name = kindName({ kind: spec.names.kind, group: spec.group })
  const stored = spec.versions.find(({ storage, served }) => storage && served)?.name
  return stored === undefined ? name : `${name}/${stored}`
}

/** The definition that may have waited for this object to go. */
function definitionOfGoneObject(
  { type, object }: Change,
  { client }: ReconcileContext,
): string[] | Promise<string[]> {
  if (type !== 'deleted') return []
  const { group } = parseApiVersion(object.apiVersion)
  const isCustom = kindName({ kind: object.kind, group }).includes('.')
  return isCustom ? definitionsOf(`${group}/${object.kind}`, client) : []
}

async function definitionsOf(kind: string, client: Client): Promise<string[]> {
  return (await client.lookup('CustomResourceDefinition', 'kind', kind)).map(keyOf)
}

/** Gives definitions the names that have come free (naming_controller.go); new ones get theirs as they are written. */
export const namingController = defineController({
  name: 'customresourcedefinition-naming-controller',
  for: 'CustomResourceDefinition',
  watches: [{ kind: 'CustomResourceDefinition', keys: rivalsOf }],
  async reconcile(definition, _name, { client, clock }) {
    if (!definition || hasAllNames(definition)) return undefined
    const group = await client.lookup('CustomResourceDefinition', 'group', definition.spec.group)
    const others = group.filter(({ metadata }) => metadata.name !== definition.metadata.name)
    const status = statusBeside(definition, others, clock.now())
    if (!status || status === definition.status) return undefined
    await client.update('CustomResourceDefinition', { ...definition, status }, { subresource: 'status' })
    return undefined
  },
})

function hasAllNames({ spec, status }: CustomResourceDefinition): boolean {
  return deepEqual(spec.names, status?.acceptedNames)
}

/** The definitions of a group that still wait for a name. */
async function rivalsOf({ object }: Change, { client }: ReconcileContext): Promise<string[]> {
  const { spec } = object as CustomResourceDefinition
  const group = await client.lookup('CustomResourceDefinition', 'group', spec.group)
  return group.filter((other) => !hasAllNames(other)).map(keyOf)
}
