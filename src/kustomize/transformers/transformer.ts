/** What a transformer is, and what it is made from. */
import type { FieldSpec } from '../config/field-spec.ts'
import { fieldSpec } from '../config/field-spec.ts'
import type { Loader } from '../loader.ts'
import type { FindSchema } from '../merge/merge-patch.ts'
import type { ResourceMap } from '../resource-map.ts'

/** Changes the resources of a build. */
export type Transform = (map: ResourceMap) => void

/** What transformers may use. */
export interface TransformerContext {
  loader: Loader
  /** How objects of a type are merged. */
  findSchema: FindSchema
}

/** Field specs with all their fields, out of those that a configuration gives. */
export function completeSpecs(specs: readonly Partial<FieldSpec>[] | undefined): FieldSpec[] {
  return (specs ?? []).map(({ path = '', create = false, ...gvk }) => fieldSpec(path, gvk, create))
}
