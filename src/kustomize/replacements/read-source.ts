/** Reads the value that a replacement copies. */
import { isJsonObject, type Json } from '../../base/json.ts'
import { KustomizeError } from '../error.ts'
import type { FieldOptions, ReplacementSource, Selector } from '../kustomization/fields.ts'
import type { Resource } from '../resource.ts'
import { formatId, isSelectedBy, type ResourceId } from '../resource-id.ts'
import { isScalar, textOfScalar } from '../yaml/scalar-text.ts'
import { writtenText } from '../yaml/written.ts'
import { findValue } from './find-value.ts'
import { splitFieldPath } from './split-path.ts'

/** Where a name is to be found, or put, if nothing else is said. */
export const DEFAULT_PATH = 'metadata.name'

/** A value, and the text that stands for it where it is a scalar. */
export interface SourceValue {
  value: Json
  text: string
}

/** The value in the one resource that the source selects. Throws where it selects none or several, or has no value. */
export function readSource(list: readonly Resource[], source: ReplacementSource): SourceValue {
  const path = source.fieldPath || DEFAULT_PATH
  const { object } = selectSource(list, source)
  const parts = splitFieldPath(path)
  const value = findValue(object ?? null, parts)
  if (isNothing(value))
    throw new KustomizeError(
      `fieldPath \`${path}\` is missing for replacement source ${formatId(idOf(source))}`,
    )
  const map = findValue(object ?? null, parts.slice(0, -1))
  const written = isJsonObject(map) ? writtenText(map, parts.at(-1)!) : undefined
  return refine({ value: value!, text: written ?? textOfScalar(value) }, source.options)
}

function isNothing(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true
  return typeof value === 'object' && Object.keys(value).length === 0
}

function selectSource(list: readonly Resource[], source: ReplacementSource): Resource {
  const matches = list.filter((resource) => idsOf(resource).some((id) => isSelectedBy(id, idOf(source))))
  if (matches.length === 1) return matches[0]!
  const problem = matches.length > 1 ? 'multiple matches for selector' : 'nothing selected by'
  throw new KustomizeError(`${problem} ${formatSource(source)}`)
}

function formatSource(source: ReplacementSource): string {
  const { delimiter = '', index = 0, create = false } = source.options ?? {}
  return [
    formatId(idOf(source)),
    ...(source.fieldPath ? [source.fieldPath] : []),
    ...(delimiter !== '' || create ? [`${delimiter}(${index}), create=${create}`] : []),
  ].join(':')
}

/** The names and types that a selector asks for. */
export function idOf({
  group = '',
  version = '',
  kind = '',
  name = '',
  namespace = '',
}: Selector): ResourceId {
  return { group, version, kind, name, namespace }
}

/** All names that a resource has or had. */
export function idsOf(resource: Resource): ResourceId[] {
  return [...resource.previousIds, resource.id]
}

/** The part of the value that the options name. */
function refine(source: SourceValue, { delimiter = '', index = 0 }: FieldOptions = {}): SourceValue {
  if (delimiter === '') return source
  refuseOthers(source.value)
  const part = source.text.split(delimiter)[index]
  if (part === undefined)
    throw new KustomizeError(`options.index ${index} is out of bounds for value ${source.text}`)
  return { value: part, text: part }
}

/** Throws for lists and objects, which have no parts between delimiters. */
export function refuseOthers(value: Json): void {
  if (!isScalar(value)) throw new KustomizeError('delimiter option can only be used with scalar nodes')
}
