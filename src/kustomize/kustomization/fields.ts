/** The types of what stands in the fields of a kustomization. */
import type { FieldSpec } from '../config/field-spec.ts'

/** Chooses resources: each field is a regular expression, and the selectors are those of labels. */
export interface Selector {
  group?: string
  version?: string
  kind?: string
  name?: string
  namespace?: string
  annotationSelector?: string
  labelSelector?: string
}

/** A patch of either kind, in a file or in place. */
export interface Patch {
  path?: string
  patch?: string
  target?: Selector
  options?: Record<string, boolean>
}

/** Labels, and where to put them. */
export interface Label {
  pairs?: Record<string, string>
  includeSelectors?: boolean
  includeTemplates?: boolean
  fields?: Partial<FieldSpec>[]
}

/** What to make of an image. */
export interface Image {
  name?: string
  newName?: string
  tagSuffix?: string
  newTag?: string
  digest?: string
}

/** How many replicas there shall be of what has this name. */
export interface Replica {
  name?: string
  count?: number
}

/** How a part of a value is meant. */
export interface FieldOptions {
  delimiter?: string
  index?: number
  encoding?: string
  create?: boolean
}

/** Where a replacement's value comes from. */
export interface ReplacementSource extends Omit<Selector, 'annotationSelector' | 'labelSelector'> {
  fieldPath?: string
  options?: FieldOptions
}

/** Where a replacement's value goes. */
export interface ReplacementTarget {
  select?: Selector
  reject?: Selector[]
  fieldPaths?: string[]
  options?: FieldOptions
}

/** A value that is copied from one resource into others. */
export interface Replacement {
  source?: ReplacementSource
  sourceValue?: string
  targets?: ReplacementTarget[]
}

/** A variable: `$(NAME)` stands for a field of an object. */
export interface Var {
  name?: string
  objref?: {
    apiVersion?: string
    group?: string
    version?: string
    kind?: string
    name?: string
    namespace?: string
  }
  fieldref?: { fieldpath?: string }
}

/** In which order resources come out. */
export interface SortOptions {
  order?: string
  legacySortOptions?: { orderFirst?: string[]; orderLast?: string[] }
}

/** What holds of generated resources beside their data. */
export interface GeneratorOptions {
  labels?: Record<string, string>
  annotations?: Record<string, string>
  disableNameSuffixHash?: boolean
  immutable?: boolean
}

/** A ConfigMap or Secret to be generated. */
export interface GeneratorArgs {
  name?: string
  namespace?: string
  behavior?: string
  literals?: string[]
  files?: string[]
  envs?: string[]
  /** Of secrets. */
  type?: string
  options?: GeneratorOptions
}
