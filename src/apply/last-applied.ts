/** The annotation in which `apply` keeps what it applied last. */
import { LAST_APPLIED } from '../apimachinery/last-applied.ts'
import type { Unstructured } from '../apimachinery/object.ts'
import { deepCopy, isJsonObject, type JsonObject } from '../base/json.ts'
import { toCompactJson } from '../printers/json.ts'

/**
 * The object as `apply` sends it: with itself, as JSON with sorted keys and a line end, in the annotation. The
 * annotations are there in that text even where there are none: `"annotations":{}`.
 */
export function withLastApplied(object: Unstructured): Unstructured {
  const copy = withoutLastApplied(object)
  const text = `${toCompactJson(copy)}\n`
  copy.metadata.annotations = { ...copy.metadata.annotations, [LAST_APPLIED]: text }
  return copy
}

/** A copy of the object without the annotation; annotations are there even if there are none. */
export function withoutLastApplied(object: Unstructured): Unstructured {
  const copy = deepCopy(object)
  const { [LAST_APPLIED]: _, ...annotations } = copy.metadata.annotations ?? {}
  copy.metadata.annotations = annotations
  return copy
}

/** The object as it is sent where `apply` may follow: with itself in the annotation if that is wished, or there already. */
export function keepApplied(object: Unstructured, wished: boolean): Unstructured {
  const has = object.metadata.annotations?.[LAST_APPLIED] !== undefined
  return wished || has ? withLastApplied(object) : object
}

/** The merge patch that makes the annotation say what the object is, and changes nothing else. */
export function annotationPatch(object: Unstructured): JsonObject {
  return { metadata: { annotations: { [LAST_APPLIED]: `${toCompactJson(object)}\n` } } }
}

/** The annotation of a live object as it is written; undefined if it was never applied. */
export function lastAppliedText({ metadata }: Unstructured): string | undefined {
  return metadata.annotations?.[LAST_APPLIED]
}

/** What was applied last to a live object; undefined if it was never applied. Throws for an annotation that is no JSON. */
export function lastApplied(object: Unstructured): JsonObject | undefined {
  const text = lastAppliedText(object)
  if (text === undefined) return undefined
  const value: unknown = JSON.parse(text)
  return isJsonObject(value) ? value : undefined
}
