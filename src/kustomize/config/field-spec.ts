/** Where in objects of a type a transformer finds its field, and how lists of such places are merged. */
import { KustomizeError } from '../error.ts'
import { type Gvk, isSelected } from '../resource-id.ts'

/** A path such as `spec/template/metadata/labels`; `[]` after a name says that it is a list. */
export interface FieldSpec extends Gvk {
  path: string
  /** The field is made where it is missing. */
  create: boolean
}

/** A field spec out of its short form; without a type it is of all objects. */
export function fieldSpec(path: string, gvk: Partial<Gvk> = {}, create = false): FieldSpec {
  return { group: '', version: '', kind: '', ...gvk, path, create }
}

/** The second list added to the first, without what is there already. Throws where they disagree. */
export function mergeFieldSpecs(specs: readonly FieldSpec[], incoming: readonly FieldSpec[]): FieldSpec[] {
  const result = [...specs]
  for (const spec of incoming) {
    const known = result.find((other) => isSelected(other, spec) && other.path === spec.path)
    if (known === undefined) result.push(spec)
    else if (known.create !== spec.create) throw new KustomizeError('conflicting fieldspecs')
  }
  return result
}

/** The parts of a path. A `/` within a part is written `\/`. */
export function splitPath(path: string): string[] {
  return path.split(/(?<!\\)\//).map((part) => part.replaceAll('\\/', '/'))
}
