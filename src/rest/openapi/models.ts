/** The types of the API by their names in OpenAPI documents: 'io.k8s.api.apps.v1.Deployment'. */

import type { GroupVersionKind } from '../../api/resource.ts'
import { definitionOf } from '../../api/schema/load-schema.ts'
import { hasStruct, learnStructs, type StructSchema, structSchema } from '../../api/schema/schema.ts'
import { docsText } from '../../generated/docs.ts'
import { exchangedText } from '../../generated/exchanged.ts'
import { servedResources } from '../../generated/resources.ts'

/** What is known of a type beyond its structure. */
export interface Model {
  /** Its name in OpenAPI. */
  name: string
  description: string
  /** Of its fields, by their names. */
  fieldDocs: Readonly<Record<string, string>>
  /** Undefined for types without fields of their own. */
  struct?: StructSchema
}

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.'

let byStruct: Map<string, Model> | undefined
let byName: Map<string, Model> | undefined
let kindsByName: Map<string, GroupVersionKind[]> | undefined

/** The model of a type by its short name, as in src/generated/types.ts. */
export function modelOf(type: string): Model {
  byStruct ??= readModels()
  return byStruct.get(type)!
}

/** The model of this name; undefined where there is none. */
export function modelNamed(name: string): Model | undefined {
  if (byName === undefined) {
    byStruct ??= readModels()
    byName = new Map([...byStruct.values()].map((model) => [model.name, model]))
  }
  return byName.get(name)
}

/** The model of a built-in kind. */
export function modelOfKind(gvk: GroupVersionKind): Model | undefined {
  const type = definitionOf(gvk)
  return type === undefined ? undefined : modelOf(type)
}

/** The kinds that a model is the schema of; usually one or none. */
export function kindsOf(model: string): readonly GroupVersionKind[] {
  kindsByName ??= readKinds()
  return kindsByName.get(model) ?? []
}

function readModels(): Map<string, Model> {
  learnStructs(exchangedText)
  const models = new Map<string, Model>()
  for (const line of docsText.trim().split('\n')) {
    const end = line.indexOf(' ')
    const type = line.slice(0, end)
    const { d, p, m } = JSON.parse(line.slice(end + 1)) as { d: string; p: Record<string, string>; m: string }
    models.set(type, {
      name: m,
      description: d,
      fieldDocs: p,
      ...(hasStruct(type) && { struct: structSchema(type) }),
    })
  }
  return models
}

function readKinds(): Map<string, GroupVersionKind[]> {
  const kinds = new Map<string, GroupVersionKind[]>()
  for (const { group, version, kind, subresources } of servedResources)
    for (const gvk of [{ group, version, kind }, ...subresources]) {
      const name = modelOfKind(gvk)?.name
      if (name === undefined || kinds.has(name)) continue
      kinds.set(name, [{ group: gvk.group, version: gvk.version, kind: gvk.kind }])
      kinds.set(`${name}List`, [{ group: gvk.group, version: gvk.version, kind: `${gvk.kind}List` }])
    }
  for (const kind of ['APIGroup', 'APIGroupList', 'APIResourceList', 'APIVersions', 'Status'])
    kinds.set(META + kind, [{ group: '', version: 'v1', kind }])
  for (const kind of ['DeleteOptions', 'WatchEvent']) kinds.set(META + kind, inEachVersion(kind))
  return kinds
}

/** Kinds that each group version has. */
function inEachVersion(kind: string): GroupVersionKind[] {
  const versions = new Map(
    servedResources.map(({ group, version }) => [`${group}/${version}`, { group, version }]),
  )
  return [...versions.values()].map((each) => ({ ...each, kind }))
}
