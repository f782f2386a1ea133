/** Copies values from one resource into others: `replacements` (api, filters/replacement). */

import { quote } from '../../apimachinery/go-format.ts'
import { messageOf } from '../../base/error-message.ts'
import { deepCopy, isJsonObject, type Json } from '../../base/json.ts'
import { KustomizeError } from '../error.ts'
import type { FieldOptions, Replacement, ReplacementTarget, Selector } from '../kustomization/fields.ts'
import { kindOfNode } from '../merge/nodes.ts'
import type { Resource } from '../resource.ts'
import { isSelectedBy, type ResourceId } from '../resource-id.ts'
import { matchesSelectors } from '../transformers/select.ts'
import type { Transform } from '../transformers/transformer.ts'
import { resolveResourceScalar } from '../yaml/resolve-scalar.ts'
import { retyped, textOfScalar } from '../yaml/scalar-text.ts'
import { findTargets, type Target } from './find-targets.ts'
import { DEFAULT_PATH, idOf, idsOf, readSource, refuseOthers, type SourceValue } from './read-source.ts'
import { splitFieldPath } from './split-path.ts'

/** Carries out the replacements one after the other. */
export function replaceValues(replacements: readonly Replacement[]): Transform {
  return ({ list }) => {
    for (const { source, sourceValue, targets } of replacements) {
      if ((source === undefined && sourceValue === undefined) || targets === undefined)
        throw new KustomizeError('replacements must specify a source and at least one target')
      if (source !== undefined && sourceValue !== undefined)
        throw new KustomizeError('value and resource selectors are mutually exclusive')
      const value =
        source === undefined ? { value: sourceValue!, text: sourceValue! } : readSource(list, source)
      for (const target of targets) writeTarget(list, target, value)
    }
  }
}

function writeTarget(list: readonly Resource[], target: ReplacementTarget, value: SourceValue): void {
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

function writePath({ object }: Resource, path: string, source: SourceValue, options: FieldOptions): void {
  if (object === undefined) return
  const problem =
    options.create === true
      ? `unable to find or create field ${quote(path)} in replacement target`
      : `unable to find field ${quote(path)} in replacement target`
  for (const target of targetsAt(object, path, source.value, options, problem))
    writeValue(target, source, options)
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
function writeValue(
  target: Target,
  { value, text: whole }: SourceValue,
  { delimiter = '', index = 0 }: FieldOptions,
): void {
  const old = target.value
  let text = whole
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
