/** Which fields the transformers change: what kustomize knows by itself, and what `configurations` and `crds` add. */

import { wrapping } from '../error.ts'
import type { Gvk } from '../resource-id.ts'
import { isSelected, sameGvk } from '../resource-id.ts'
import { type FieldSpec, mergeFieldSpecs } from './field-spec.ts'

/** A kind, and the fields by which others refer to objects of it. */
export interface NameReference extends Gvk {
  fieldSpecs: FieldSpec[]
}

/** The lists of fields, by their names in a configuration. */
export interface FieldLists {
  namePrefix: FieldSpec[]
  nameSuffix: FieldSpec[]
  namespace: FieldSpec[]
  labels: FieldSpec[]
  templateLabels: FieldSpec[]
  commonLabels: FieldSpec[]
  commonAnnotations: FieldSpec[]
  varReference: FieldSpec[]
  images: FieldSpec[]
  replicas: FieldSpec[]
}

/** All that transformers need to know of types. */
export interface TransformerConfig extends FieldLists {
  nameReference: NameReference[]
}

/** What Go calls the lists, in the order in which it merges them. */
const LISTS: Readonly<Record<keyof FieldLists, string>> = {
  namePrefix: 'NamePrefix',
  nameSuffix: 'NameSuffix',
  commonAnnotations: 'CommonAnnotations',
  commonLabels: 'CommonLabels',
  labels: 'Labels',
  templateLabels: 'template',
  varReference: 'VarReference',
  namespace: 'NameSpace',
  images: 'Images',
  replicas: 'Replicas',
}

/** The names of the lists of fields. */
export const FIELD_LISTS = Object.keys(LISTS) as (keyof FieldLists)[]

/** A configuration that says nothing. */
export function emptyConfig(): TransformerConfig {
  const lists = Object.fromEntries(FIELD_LISTS.map((name) => [name, []])) as unknown as FieldLists
  return { ...lists, nameReference: [] }
}

/** Both together. Throws where they disagree. */
export function mergeConfigs(config: TransformerConfig, incoming: TransformerConfig): TransformerConfig {
  const merged = emptyConfig()
  for (const name of FIELD_LISTS)
    merged[name] = wrapping(`failed to merge ${LISTS[name]} fieldSpec`, () =>
      mergeFieldSpecs(config[name], incoming[name]),
    )
  merged.nameReference = wrapping('failed to merge NameReference', () =>
    mergeReferences(config.nameReference, incoming.nameReference),
  )
  return merged
}

function mergeReferences(
  references: readonly NameReference[],
  incoming: readonly NameReference[],
): NameReference[] {
  const result = [...references]
  for (const reference of incoming) {
    const index = result.findIndex((known) => sameGvk(known, reference))
    const known = result[index]
    if (known === undefined) result.push(reference)
    else result[index] = { ...known, fieldSpecs: mergeFieldSpecs(known.fieldSpecs, reference.fieldSpecs) }
  }
  return result
}

/** The fields by which an object of the type may refer to others, each with the kind that it refers to. */
export function referencesOf(
  { nameReference }: TransformerConfig,
  referrer: Gvk,
): { target: NameReference; spec: FieldSpec }[] {
  return nameReference.flatMap((target) =>
    target.fieldSpecs.filter((spec) => isSelected(referrer, spec)).map((spec) => ({ target, spec })),
  )
}
