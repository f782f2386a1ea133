/** Checks a document before it is sent: is it an object, of which kind, with metadata of the right types? */
import { quote } from '../../apimachinery/go-format.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { isJsonObject, type JsonObject } from '../../base/json.ts'
import { toCompactJson } from '../../printers/json.ts'
import { CliError } from '../errors.ts'

const STOP_HINT = 'if you choose to ignore these errors, turn validation off with --validate=false'

/** Throws where the document is no object with kind and apiVersion, in the words of kubectl's validation. */
export function checkDocument(document: unknown, source: string): void {
  const faults = isJsonObject(document) ? typeFaults(document) : ['invalid object to validate']
  if (faults.length === 0) return
  const text = faults.length === 1 ? faults[0] : `[${faults.join(', ')}]`
  throw new CliError(`error validating ${quote(source)}: error validating data: ${text}; ${STOP_HINT}`)
}

function typeFaults(document: JsonObject): string[] {
  const faults = [typeFault(document, 'apiVersion'), typeFault(document, 'kind')].filter(isPresent)
  const { apiVersion } = document
  if (faults.length === 0 && String(apiVersion).split('/').length > 2)
    faults.push(`unexpected GroupVersion string: ${apiVersion}`)
  return faults
}

function typeFault(document: JsonObject, field: string): string | undefined {
  const value = document[field]
  if (value === undefined || value === null || value === '') return `${field} not set`
  return typeof value === 'string' ? undefined : `${field} isn't string type`
}

const isPresent = <T>(value: T | undefined): value is T => value !== undefined

/** The document as an object whose metadata is there and of the right types. Throws as kubectl's decoder does. */
export function checkMetadata(document: unknown, source: string): Unstructured {
  const fail = (cause: string) => new CliError(`unable to decode ${quote(source)}: ${cause}`)
  if (!isJsonObject(document))
    throw fail(`json: cannot unmarshal ${goTypeOf(document)} into Go value of type map[string]interface {}`)
  if (typeof document.kind !== 'string' || document.kind === '')
    throw fail(`Object 'Kind' is missing in '${toCompactJson(document)}'`)
  if (typeof document.apiVersion !== 'string') document.apiVersion = ''
  document.metadata ??= {}
  const { metadata } = document
  if (!isJsonObject(metadata))
    throw fail(
      `json: cannot unmarshal ${goTypeOf(metadata)} into Go struct field .metadata of type v1.ObjectMeta`,
    )
  const fault = metadataFault(metadata)
  if (fault !== undefined) throw fail(fault)
  return document as unknown as Unstructured
}

const STRINGS = ['name', 'generateName', 'namespace', 'selfLink', 'uid', 'resourceVersion']
const STRING_MAPS = ['labels', 'annotations']

function metadataFault(metadata: JsonObject): string | undefined {
  for (const [field, value] of Object.entries(metadata)) {
    const wrong = wrongValue(field, value)
    if (wrong !== undefined)
      return `json: cannot unmarshal ${goTypeOf(wrong.value)} into Go struct field ObjectMeta.metadata.${field} of type ${wrong.type}`
  }
  return undefined
}

function wrongValue(field: string, value: unknown): { value: unknown; type: string } | undefined {
  if (value === null) return undefined
  if (STRINGS.includes(field)) return typeof value === 'string' ? undefined : { value, type: 'string' }
  if (STRING_MAPS.includes(field)) {
    if (!isJsonObject(value)) return { value, type: 'map[string]string' }
    const wrong = Object.values(value).find((each) => typeof each !== 'string' && each !== null)
    return wrong === undefined ? undefined : { value: wrong, type: 'string' }
  }
  if (field === 'finalizers' || field === 'ownerReferences')
    return Array.isArray(value)
      ? undefined
      : { value, type: field === 'finalizers' ? '[]string' : '[]v1.OwnerReference' }
  return undefined
}

/** What Go's JSON decoder calls a value. */
function goTypeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  if (value === null) return 'null'
  return typeof value === 'boolean' ? 'bool' : typeof value
}
