/** Decodes documents into objects of a built-in kind exactly as the API server does: strictly, in Go's words. */
import { invalidValue } from '../../apimachinery/field-error.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { badRequest, invalid, type StatusError } from '../../apimachinery/status-error.ts'
import { deepCopy, isJsonObject, setOwn } from '../../base/json.ts'
import type { GroupVersionKind } from '../resource.ts'
import { describeProblems, type Problems, type Reading } from './decode-problems.ts'
import { decodeScalar, INVALID, zeroOf } from './decode-scalar.ts'
import { loadSchema } from './load-schema.ts'
import type { ListSchema, MapSchema, Schema, StructSchema } from './schema.ts'
import { zeroOmitted } from './zero-values.ts'

type FieldValidation = 'Strict' | 'Warn' | 'Ignore'

/** What errors tell of a patch. */
export interface Patched {
  how: Reading
  /** The patch, or what has come of it. */
  shown(): string
}

/** How strict to be, and with whom to talk of it. */
export interface DecodeOptions {
  /** What becomes of unknown and duplicate fields: an error, warnings, or nothing. Default Strict. */
  mode?: FieldValidation
  /** Duplicates that the reader of the text found, in its words: `duplicate field "data"`. */
  duplicates?: readonly string[]
  /** That the document is what a patch has made: then it is the patch that is invalid. */
  patch?: Patched
  /** Called with each warning. */
  onWarning?(message: string): void
}

/**
 * The object that the document means: fresh, without unknown fields, nulls and what Go leaves out as empty, with
 * quantities, times and bytes in canonical form. Throws BadRequest (of a patch, Invalid) for values of the wrong
 * type, and in strict mode for unknown and duplicate fields. Does not ask whether required fields are there:
 * validation does.
 */
export function decodeStructured(
  schema: StructSchema,
  document: unknown,
  options: DecodeOptions = {},
): Unstructured {
  const pass: Pass = { wrong: false, unknown: false }
  const decoded = decodeValue(schema, document, pass)
  const mode = options.mode ?? 'Strict'
  const duplicates = mode === 'Ignore' ? [] : (options.duplicates ?? [])
  if (pass.wrong || (pass.unknown && mode !== 'Ignore') || duplicates.length > 0)
    report(document, describeProblems(schema, document, { how: options.patch?.how }), duplicates, options)
  return decoded as Unstructured
}

/** Decodes into the built-in kind, as decodeStructured does. Throws a plain Error for a kind without a schema. */
export async function decodeObject(
  gvk: GroupVersionKind,
  document: unknown,
  options: DecodeOptions = {},
): Promise<Unstructured> {
  const schema = await loadSchema(gvk)
  if (schema === undefined)
    throw new Error(`there is no schema of ${gvk.kind} in ${gvk.group}/${gvk.version}`)
  return decodeStructured(schema, document, options)
}

/** What kubectl itself says of metadata of the wrong type, before it asks the server; undefined if all is well. */
export async function metadataProblem(document: unknown): Promise<string | undefined> {
  const { structSchema } = await import('./schema.ts')
  const metadata = isJsonObject(document) ? document.metadata : undefined
  return describeProblems(structSchema('ObjectMeta'), metadata ?? {}, { root: 'metadata' }).typeError
}

/** Throws what the mode makes an error of, and tells the caller of the rest. */
export function report(
  document: unknown,
  problems: Problems,
  duplicates: readonly string[],
  { mode = 'Strict', onWarning, patch }: DecodeOptions,
): void {
  const refusal = (problem: string) => (patch ? badPatch(patch, problem) : cannotBeHandled(document, problem))
  if (problems.typeError !== undefined) throw refusal(problems.typeError)
  const strict = [...duplicates, ...problems.unknownFields.map((path) => `unknown field "${path}"`)]
  if (mode === 'Warn') for (const message of strict) onWarning?.(message)
  if (mode !== 'Strict' || strict.length === 0) return
  throw refusal(`strict decoding error: ${strict.join(', ')}`)
}

/** `Deployment in version "v1" cannot be handled as a Deployment: …` */
function cannotBeHandled(document: unknown, problem: string): StatusError {
  const { apiVersion, kind } = isJsonObject(document) ? document : { apiVersion: '', kind: '' }
  const version = String(apiVersion).replace(/^.*\//, '')
  return badRequest(
    `${String(kind)} in version "${version}" cannot be handled as a ${String(kind)}: ${problem}`,
  )
}

/** The error names no object (endpoints/handlers/patch.go). */
function badPatch({ shown }: Patched, problem: string): StatusError {
  return invalid({ group: '', kind: '' }, '', [invalidValue('patch', shown(), problem)])
}

/** What was met on the way. The words for it are looked for only when they are needed. */
interface Pass {
  wrong: boolean
  unknown: boolean
}

function decodeValue(schema: Schema, value: unknown, pass: Pass): unknown {
  switch (schema.type) {
    case 'struct':
      return decodeStruct(schema, value, pass)
    case 'list':
      return decodeList(schema, value, pass)
    case 'map':
      return decodeMap(schema, value, pass)
    case 'any':
      return deepCopy(value)
    default: {
      const decoded = decodeScalar(schema.type, value)
      if (decoded === INVALID) pass.wrong = true
      return decoded
    }
  }
}

function decodeStruct(schema: StructSchema, value: unknown, pass: Pass): unknown {
  if (!isJsonObject(value)) return refuse(pass)
  const result: Record<string, unknown> = {}
  const zeros = zeroOmitted(schema.name)
  for (const key in value) {
    const field = schema.field(key)
    const item = value[key]
    if (field === undefined) pass.unknown = true
    else if (item !== null && item !== undefined) {
      const decoded = decodeValue(field, item, pass)
      if (!isEmpty(decoded) && (decoded || !zeros.has(key))) setOwn(result, key, decoded)
      else if (schema.required.includes(key)) setOwn(result, key, Array.isArray(decoded) ? [] : {})
    }
  }
  return result
}

/** Go leaves empty lists and maps out of optional fields; an empty struct stays. These two are never handed out. */
function isEmpty(value: unknown): boolean {
  return value === EMPTY_LIST || value === EMPTY_MAP
}

const EMPTY_LIST: readonly unknown[] = Object.freeze([])
const EMPTY_MAP: object = Object.freeze({})

function decodeList(schema: ListSchema, value: unknown, pass: Pass): unknown {
  if (!Array.isArray(value)) return refuse(pass)
  if (value.length === 0) return EMPTY_LIST
  return value.map((item) => decodeItem(schema.items, item, pass))
}

function decodeMap(schema: MapSchema, value: unknown, pass: Pass): unknown {
  if (!isJsonObject(value)) return refuse(pass)
  const result: Record<string, unknown> = {}
  let empty = true
  for (const key in value) {
    empty = false
    setOwn(result, key, decodeItem(schema.values, value[key], pass))
  }
  return empty ? EMPTY_MAP : result
}

/** A null among items or map values is the type's zero value in Go: '' or 0 or {}. */
function decodeItem(schema: Schema, value: unknown, pass: Pass): unknown {
  if (value === null || value === undefined) return zeroOf(schema)
  const decoded = decodeValue(schema, value, pass)
  if (!isEmpty(decoded)) return decoded
  return Array.isArray(decoded) ? [] : {}
}

function refuse(pass: Pass): undefined {
  pass.wrong = true
  return undefined
}
