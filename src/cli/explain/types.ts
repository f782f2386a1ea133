/** What `explain` tells of: types with their fields, be they built in or defined by a CustomResourceDefinition. */
import { compareStrings } from '../../base/compare-strings.ts'

/** A type. */
export interface ExplainType {
  /** As it stands in angle brackets: `PodSpec`, `[]Container`, `map[string]string`. */
  label: string
  /** The same in OpenAPI v2, which calls types by their form: `Object`, `map[string]string`; '' ends it for any JSON. */
  form: string
  /** Whether it is an object of which nothing more is said: OpenAPI v2 takes it for a map, and describes it twice. */
  isOpen?: boolean
  /** What is said of the type itself, of its items or values too. */
  descriptions: readonly string[]
  /** The name by which a type that contains itself is known. */
  identity?: string
  /** Its fields (those of its items or values, for lists and maps) sorted by name; none for scalars. */
  fields(): readonly ExplainField[]
}

/** A field of a type. */
export interface ExplainField {
  name: string
  /** What is said of the field; '' where nothing is. */
  description: string
  required: boolean
  /** The values it may have, where they are known. */
  enum: readonly string[]
  type: ExplainType
}

/** Sorted by name, byte by byte. */
export function sortFields(fields: ExplainField[]): ExplainField[] {
  return fields.sort((a, b) => compareStrings(a.name, b.name))
}
