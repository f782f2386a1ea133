/** Copies values from one resource into others: `replacements` (api, filters/replacement). */
import { quote } from '../../apimachinery/go-format.ts'
import { deepCopy, isJsonObject, type Json } from '../../base/json.ts'
import { KustomizeError, messageOf } from '../error.ts'
import type {
  FieldOptions,
  Replacement,
  ReplacementSource,
  ReplacementTarget,
  Selector,
} from '../kustomization/fields.ts'
import { kindOfNode } from '../merge/nodes.ts'
import type { Resource } from '../resource.ts'
import { formatId, isSelectedBy, type ResourceId } from '../resource-id.ts'
import { matchesSelectors } from '../transformers/select.ts'
import type { Transform } from '../transformers/transformer.ts'
import { resolveResourceScalar } from '../yaml/resolve-scalar.ts'
import { isScalar, retyped, textOfScalar } from '../yaml/scalar-text.ts'
import { findTargets, type Target } from './find-targets.ts'
import { findValue } from './find-value.ts'
import { splitFieldPath } from './split-path.ts'

const DEFAULT_PATH = 'metadata.name'

/** Carries out the replacements one after the other. */
export function replaceValues(replacements: readonly Replacement[]): Transform {
  return ({ list }) => {
    for (const { source, sourceValue, targets } of replacements) {
      if ((source === undefined && sourceValue === undefined) || targets === undefined)
        throw new KustomizeError('replacements must specify a source and at least one target')
      if (source !== undefined && sourceValue !== undefined)
        throw new KustomizeError('value and resource selectors are mutually exclusive')
      const value = source === undefined ? sourceValue! : readSource(list, source)
      for (const target of targets) writeTarget(list, target, value)
    }
  }
}

function readSource(list: readonly Resource[], source: ReplacementSource): Json {
  const path = source.fieldPath || DEFAULT_PATH
  const { object } = selectSource(list, source)
  const value = findValue(object ?? null, splitFieldPath(path))
  if (isNothing(value))
    throw new KustomizeError(
      `fieldPath \`${path}\` is missing for replacement source ${formatId(idOf(source))}`,
    )
  return refine(value!, source.options)
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

function idOf({ group = '', version = '', kind = '', name = '', namespace = '' }: Selector): ResourceId {
  return { group, version, kind, name, namespace }
}

function idsOf(resource: Resource): ResourceId[] {
  return [...resource.previousIds, resource.id]
}

/** The part of the value that the options name. */
function refine(value: Json, { delimiter = '', index = 0 }: FieldOptions = {}): Json {
  if (delimiter === '') return value
  refuseOthers(value)
  const text = textOfScalar(value)
  const part = text.split(delimiter)[index]
  if (part === undefined)
    throw new KustomizeError(`options.index ${index} is out of bounds for value ${text}`)
  return retyped(part, value)
}

function refuseOthers(value: Json): void {
  if (!isScalar(value)) throw new KustomizeError('delimiter option can only be used with scalar nodes')
}

function writeTarget(list: readonly Resource[], target: ReplacementTarget, value: Json): void {
  const { select, reject = [], fieldPaths = [] } = target
  if (select === undefined) throw new KustomizeError('target must specify resources to select')
  const paths = fieldPaths.length === 0 ? [DEFAULT_PATH] : fieldPaths
  for (const resource of list) {
    const ids = idsOf(resource)
    const isMeant =
      ids.some((id) => isSelectedBy(id, idOf(select))) &&
      matchesSelectors(resource, select) &&
      !reject.some((selector) => isRejected(resource, ids, selector))
    if (isMeant) for (const path of paths) writePath(resource, path, value, target.options ?? {})
  }
}

function isRejected(resource: Resource, ids: readonly ResourceId[], selector: Selector): boolean {
  const byLabels = Boolean(selector.annotationSelector || selector.labelSelector)
  if (byLabels && matchesSelectors(resource, selector)) return true
  const wanted = idOf(selector)
  return Object.values(wanted).some((text) => text !== '') && ids.some((id) => isSelectedBy(id, wanted))
}

function writePath({ object }: Resource, path: string, value: Json, options: FieldOptions): void {
  if (object === undefined) return
  const problem =
    options.create === true
      ? `unable to find or create field ${quote(path)} in replacement target`
      : `unable to find field ${quote(path)} in replacement target`
  for (const target of targetsAt(object, path, value, options, problem)) writeValue(target, value, options)
}

function targetsAt(
  object: Record<string, Json>,
  path: string,
  value: Json,
  { create }: FieldOptions,
  problem: string,
): Target[] {
  let targets: Target[]
  try {
    targets = findTargets(object, splitFieldPath(path), create === true ? () => blankLike(value) : undefined)
  } catch (error) {
    throw new KustomizeError(`${problem}: ${messageOf(error)}`, { cause: error })
  }
  if (targets.length === 0) throw new KustomizeError(problem)
  return targets
}

function blankLike(value: Json): Json {
  if (Array.isArray(value)) return []
  return isJsonObject(value) ? {} : ''
}

/** A text in the place of a scalar takes over its type; in the place of anything else, the value is copied whole. */
function writeValue(target: Target, value: Json, { delimiter = '', index = 0 }: FieldOptions): void {
  const old = target.value
  let text = textOfScalar(value)
  if (delimiter !== '') {
    refuseOthers(old)
    const parts = textOfScalar(old).split(delimiter)
    if (index < 0) parts.unshift(text)
    else if (index >= parts.length) parts.push(text)
    else parts[index] = text
    text = parts.join(delimiter)
  }
  if (kindOfNode(old) !== 'ScalarNode' && old !== null) target.set(deepCopy(value))
  else if (target.isNew) target.set(resolveNew(text))
  else target.set(retyped(text, old))
}

/** What is new has no type: the text means what it would in a file. */
function resolveNew(text: string): Json {
  const value = resolveResourceScalar(text)
  return typeof value === 'bigint' ? Number(value) : value
}
