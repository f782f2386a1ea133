/** Decodes documents into objects of a custom kind: without what the definition's schema does not specify. */
import type { Unstructured } from '../../apimachinery/object.ts'
import { isJsonObject } from '../../base/json.ts'
import type { CustomResourceDefinition } from '../../generated/types.ts'
import { customSchema } from './custom-schema.ts'
import { type DecodeOptions, decodeStructured, report } from './decode.ts'
import { describeProblems } from './decode-problems.ts'
import { prune } from './prune.ts'
import { structSchema } from './schema.ts'

/**
 * The object that the document means in a version of the kind: fresh, without fields that the schema does not
 * specify. Throws BadRequest for metadata of the wrong type and, in strict mode, for unknown and duplicate fields.
 */
export function decodeCustomObject(
  crd: CustomResourceDefinition,
  version: string,
  document: unknown,
  options: DecodeOptions = {},
): Unstructured {
  const schema = customSchema(crd, version)
  const unknownFields: string[] = []
  const object = prune(schema, document, unknownFields) as Unstructured
  object.metadata = decodeMetadata(document, unknownFields, options)
  return object
}

/** Metadata is that of built-in kinds. Tells of all unknown fields, those outside of it included. */
function decodeMetadata(
  document: unknown,
  unknownFields: string[],
  options: DecodeOptions,
): Unstructured['metadata'] {
  const metadata = (isJsonObject(document) ? document.metadata : undefined) ?? {}
  const schema = structSchema('ObjectMeta')
  const problems = describeProblems(schema, metadata, { root: 'metadata' })
  const all = [...problems.unknownFields, ...unknownFields].sort()
  const mode = options.mode ?? 'Strict'
  const duplicates = mode === 'Ignore' ? [] : (options.duplicates ?? [])
  report(document, { ...problems, unknownFields: mode === 'Ignore' ? [] : all }, duplicates, options)
  return decodeStructured(schema, metadata, { mode: 'Ignore' }) as Unstructured['metadata']
}
