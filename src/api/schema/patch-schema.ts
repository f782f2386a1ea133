/** The schemas of built-in kinds as strategic merge patches see them. */
import type { PatchSchema } from '../../apimachinery/patch/patch-schema.ts'
import type { GroupVersionKind } from '../resource.ts'
import { loadSchema } from './load-schema.ts'
import type { Schema, StructSchema } from './schema.ts'

const structs = new WeakMap<StructSchema, PatchSchema>()

/** How objects of a built-in kind are patched. Throws a plain Error for a kind without a schema. */
export async function patchSchemaOf(gvk: GroupVersionKind): Promise<PatchSchema> {
  const schema = await loadSchema(gvk)
  if (schema === undefined)
    throw new Error(`there is no schema of ${gvk.kind} in ${gvk.group}/${gvk.version}`)
  return ofStruct(schema)
}

function ofStruct(schema: StructSchema): PatchSchema {
  const known = structs.get(schema)
  if (known !== undefined) return known
  const made: PatchSchema = { child: (field) => ofField(schema, field) }
  structs.set(schema, made)
  return made
}

function ofField(owner: StructSchema, field: string): PatchSchema | undefined {
  const schema = owner.field(field)
  if (schema === undefined) return undefined
  const patched = ofSchema(schema)
  return owner.retainsKeys(field) ? { ...patched, retainKeys: true } : patched
}

function ofSchema(schema: Schema): PatchSchema {
  if (schema.type === 'struct') return ofStruct(schema)
  if (schema.type === 'map') return { child: () => ofSchema(schema.values) }
  if (schema.type !== 'list') return { child: () => undefined }
  const items = ofSchema(schema.items)
  return {
    child: (field) => items.child(field),
    ...(schema.mergeKey !== undefined && { patchStrategy: 'merge' }),
    ...(schema.mergeKey && { mergeKey: schema.mergeKey }),
    ...(schema.retainKeys && { retainKeys: true }),
  }
}
