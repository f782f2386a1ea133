/** Replaces `$(NAME)` by fields of other objects: the old `vars` (api, filters/refvar). */
import { compareStrings } from '../../base/compare-strings.ts'
import { isJsonObject, type Json, setOwn } from '../../base/json.ts'
import type { FieldSpec } from '../config/field-spec.ts'
import { isClusterScoped } from '../config/scope.ts'
import { type Slot, visitFields } from '../config/visit-fields.ts'
import { KustomizeError } from '../error.ts'
import type { Var } from '../kustomization/fields.ts'
import { findValue } from '../replacements/find-value.ts'
import { splitFieldPath } from '../replacements/split-path.ts'
import { formatGvk, type Gvk, parseGroupVersion, type ResourceId, sameGvk, sameId } from '../resource-id.ts'
import type { ResourceMap } from '../resource-map.ts'
import { isScalar, textOfScalar } from '../yaml/scalar-text.ts'

const DEFAULT_PATH = 'metadata.name'
const REFERENCE = /\$(?:\$|\(([^)]*)\)|\((?!.*\))|([^$(]))/gs

/** Notes which resources the variables take their values from. Throws where that is not clear. */
export function bindVariables(map: ResourceMap, variables: readonly Var[]): void {
  for (const variable of variables) {
    const id = targetOf(variable)
    const isExact = id.namespace !== '' || isClusterScoped(id)
    const found = map.matchingAnyId((other) =>
      isExact ? sameId(id, other) : id.name === other.name && sameGvk(id, other),
    )
    if (found.length > 1)
      throw new KustomizeError(
        `found ${found.length} resId matches for var ${formatVariable(variable)} (unable to disambiguate)`,
      )
    if (variable.name !== undefined) found[0]?.variables.push(variable.name)
  }
}

/** The variables of two kustomizations. Throws where both name one alike and do not mean the same. */
export function mergeVariables(variables: readonly Var[], incoming: readonly Var[]): Var[] {
  const result = [...variables]
  for (const variable of incoming) {
    if (!variable.name) throw new KustomizeError(`var doesn't have a name`)
    if (result.some(({ name }) => name === variable.name))
      throw new KustomizeError(`var '${variable.name}' already encountered`)
    result.push(variable)
  }
  return result.sort((a, b) => compareStrings(a.name ?? '', b.name ?? ''))
}

function targetOf({ objref = {} }: Var): ResourceId {
  const { apiVersion, group = '', version = '', kind = '', name = '', namespace = '' } = objref
  const type = apiVersion ? parseGroupVersion(apiVersion) : { group, version }
  return { ...type, kind, name, namespace }
}

/** Replaces the variables in all fields where they may stand. Tells the names of those that stand nowhere. */
export function resolveVariables(
  map: ResourceMap,
  variables: readonly Var[],
  specs: readonly FieldSpec[],
): string[] {
  const values = new Map(variables.map((variable) => [variable.name ?? '', resolveVariable(map, variable)]))
  const unused = new Set(values.keys())
  const expand = (text: string) => expandVariables(text, values, unused)
  if (values.size > 0)
    for (const resource of map.list)
      for (const spec of specs) visitFields(resource, spec, 'nothing', (slot) => expandField(slot, expand))
  return [...unused]
}

function resolveVariable(map: ResourceMap, variable: Var): Json {
  const resource = map.list.find(({ variables }) => variables.includes(variable.name ?? ''))
  if (resource === undefined)
    throw new KustomizeError(
      `var '${formatVariable(variable)}' cannot be mapped to a field in the set of known resources`,
    )
  const value = fieldAt(resource.object ?? null, variable.fieldref?.fieldpath || DEFAULT_PATH)
  if (value !== undefined) return value
  throw new KustomizeError(
    `field specified in var '${formatVariable(variable)}' not found in corresponding resource`,
  )
}

/** As Go prints it: the name, the object's type and the path. */
function formatVariable(variable: Var): string {
  return dump(variable.name, targetOf(variable), variable.fieldref?.fieldpath || DEFAULT_PATH)
}

/** As Go prints variables before it fills in what they leave out. */
export function formatVariables(variables: readonly Var[]): string {
  const texts = variables.map(({ name, objref = {}, fieldref = {} }) => {
    const { group = '', version = '', kind = '' } = objref
    return dump(name, { group, version, kind }, fieldref.fieldpath ?? '')
  })
  return `[${texts.join(' ')}]`
}

function dump(name = '', gvk: Gvk, path: string): string {
  return `{${name} ${formatGvk(gvk)} {${path}}}`
}

/** What a path such as `spec.ports[0].port` leads to. */
function fieldAt(root: Json, path: string): Json | undefined {
  const parts = splitFieldPath(path).flatMap((part) => {
    const [, name, index] = /^(.*)\[(\d+)\]$/.exec(part) ?? []
    return name === undefined ? [part] : [name, index!]
  })
  return findValue(root, parts)
}

function expandField(slot: Slot, expand: (text: string) => Json): void {
  const { value } = slot
  if (typeof value === 'string') slot.set(expand(value))
  else if (Array.isArray(value))
    for (const [index, item] of value.entries()) {
      if (typeof item !== 'string') throw new KustomizeError('invalid value type expect a string')
      value[index] = expand(item)
    }
  else if (isJsonObject(value))
    for (const [key, item] of Object.entries(value))
      if (typeof item === 'string') setOwn(value, key, expand(item))
}

/** A text that is nothing but one variable becomes what that is, a number too. `$$` stands for `$`. */
function expandVariables(text: string, values: ReadonlyMap<string, Json>, unused: Set<string>): Json {
  const whole = /^\$\(([^)]*)\)$/.exec(text)?.[1]
  if (whole !== undefined && values.has(whole)) {
    unused.delete(whole)
    return values.get(whole)!
  }
  return text.replace(REFERENCE, (match, name?: string) => {
    if (match === '$$') return '$'
    if (name === undefined || !values.has(name)) return match
    unused.delete(name)
    const value = values.get(name)!
    return isScalar(value) ? textOfScalar(value) : JSON.stringify(value)
  })
}
