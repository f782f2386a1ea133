/**
 * Keeps references right when names change: prefixes, suffixes, hashes, namespaces, patches (api, filters/nameref and
 * internal/accumulator/namereferencetransformer.go).
 */
import { getOwn, isJsonObject, type Json } from '../../base/json.ts'
import { toYaml } from '../../printers/yaml.ts'
import { type FieldSpec, splitPath } from '../config/field-spec.ts'
import { isClusterScoped } from '../config/scope.ts'
import { referencesOf, type TransformerConfig } from '../config/transformer-config.ts'
import { hasField, type Slot, visitFields } from '../config/visit-fields.ts'
import { KustomizeError, wrapping } from '../error.ts'
import type { Resource } from '../resource.ts'
import { formatId, type Gvk, isSelected, sameNamespace } from '../resource-id.ts'
import { isScalar, textOfScalar } from '../yaml/scalar-text.ts'
import { Referrals } from './referrals.ts'
import { trackedObject } from './tracked-json.ts'
import type { Transform } from './transformer.ts'

/** One field that may refer to an object of a kind. */
interface Reference {
  referrer: Resource
  spec: FieldSpec
  target: Gvk
  referrals: Referrals
}

/** Writes the present names into all fields that refer to resources by earlier ones. */
export function fixNameReferences(config: TransformerConfig): Transform {
  return (map) => {
    const referrals = new Referrals(map.list)
    for (const referrer of map.list) fixReferences(referrals, referrer, config)
  }
}

function fixReferences(referrals: Referrals, referrer: Resource, config: TransformerConfig): void {
  for (const { target, spec } of referencesOf(config, referrer.originalId)) {
    if (!hasField(referrer.object, splitPath(spec.path))) continue
    const reference = { referrer, spec, target, referrals }
    wrapping(`updating name reference in '${spec.path}' field of '${formatId(referrer.id)}'`, () =>
      visitFields(referrer, { ...spec, ...referrer.gvk }, 'nothing', (slot) => fixField(reference, slot)),
    )
  }
}

function fixField(reference: Reference, slot: Slot): void {
  const { value } = slot
  if (Array.isArray(value))
    for (const [index, item] of value.entries())
      fixValue(reference, item, (name) => {
        value[index] = name
      })
  else fixValue(reference, value, slot.set)
}

function fixValue(reference: Reference, value: Json, set: (name: string) => void): void {
  if (value === null) return
  if (isScalar(value)) {
    const found = selectReferral(reference, namedBy(reference, textOfScalar(value)), sameNames)
    if (found !== undefined && found.name !== textOfScalar(value)) set(found.name)
  } else if (isJsonObject(value)) fixObject(reference, value)
  else throw new KustomizeError('node must be a scalar, sequence or map')
}

/** A reference with a namespace of its own: `{name, namespace}`. */
function fixObject(reference: Reference, object: Record<string, Json>): void {
  const name = getOwn(object, 'name')
  if (name === undefined) throw new KustomizeError("path config error; no 'name' field in node")
  const found = selectReferral(
    reference,
    candidatesFor(reference, textOfScalar(name), object),
    (resources) => sameNames(resources) && new Set(resources.map(({ namespace }) => namespace)).size === 1,
  )
  if (found === undefined) return
  object.name = found.name
  if (found.namespace !== '') object.namespace = found.namespace
}

function namedBy({ referrals, referrer }: Reference, name: string): Resource[] {
  return referrals.named(name, referrer)
}

function candidatesFor(reference: Reference, name: string, object: Record<string, Json>): Resource[] {
  const namespace = getOwn(object, 'namespace')
  if (namespace === undefined || namespace === null) return namedBy(reference, name)
  return reference.referrals.namedIn(textOfScalar(namespace), name, reference.referrer)
}

function sameNames(resources: readonly Resource[]): boolean {
  return new Set(resources.map(({ name }) => name)).size === 1
}

/** The one of those with an old name that is meant; undefined where none is. Throws where it may be one of several. */
function selectReferral(
  { referrer, spec, target }: Reference,
  named: readonly Resource[],
  areAlike: (resources: readonly Resource[]) => boolean,
): Resource | undefined {
  const role = spec.path.endsWith('roleRef/name') ? roleOf(referrer) : undefined
  const near = named.filter(
    (resource) =>
      resource.previousIds.some((id) => isSelected(id, target)) &&
      (role === undefined || resource.previousIds.some((id) => isSelected(id, role))) &&
      isReachable(referrer, resource),
  )
  if (near.length === 1) return near[0]
  const related = near.filter((resource) => hasSameAffixes(resource, referrer, true))
  const closest =
    related.length > 1 ? related.filter((resource) => hasSameAffixes(resource, referrer, false)) : related
  if (closest.length < 2) return closest[0]
  if (areAlike(closest)) return closest[0]
  throw tooMany(referrer, closest)
}

function roleOf({ object }: Resource): Gvk | undefined {
  const role = object?.roleRef
  if (!isJsonObject(role) || role.apiGroup === undefined || role.kind === undefined) return undefined
  return { group: textOfScalar(role.apiGroup), version: '', kind: textOfScalar(role.kind) }
}

/** Service accounts may be meant from any namespace. */
function isReachable(referrer: Resource, resource: Resource): boolean {
  if (isClusterScoped(referrer.id) || isClusterScoped(resource.id)) return true
  return resource.kind === 'ServiceAccount' || sameNamespace(referrer.id, resource.id)
}

/** Whether both went through the same kustomizations. `lenient`: one without a prefix goes with any. */
function hasSameAffixes({ tracking: a }: Resource, { tracking: b }: Resource, lenient: boolean): boolean {
  return (['prefixes', 'suffixes'] as const).every(
    (list) => (lenient && (a[list].length === 0 || b[list].length === 0)) || haveSameEnding(a[list], b[list]),
  )
}

function haveSameEnding(a: readonly string[], b: readonly string[]): boolean {
  const length = Math.min(a.length, b.length)
  if (length === 0) return a.length === b.length
  return a.slice(-length).join('\n') === b.slice(-length).join('\n')
}

function tooMany(referrer: Resource, candidates: readonly Resource[]): KustomizeError {
  const ids = candidates.map(({ id }) => formatId(id)).join(', ')
  const shown = candidates.map(
    (resource, index) => `--- possible referral ${index}:\n${toYaml(trackedObject(resource))}\n`,
  )
  return new KustomizeError(
    `found multiple possible referrals: ${ids}\n\n**** Too many possible referral targets to referrer:\n${toYaml(trackedObject(referrer))}\n${shown.join('')}`,
  )
}
