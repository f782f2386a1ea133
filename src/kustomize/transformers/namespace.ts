/** Puts resources into a namespace: `namespace` (api, filters/namespace). */
import { isJsonObject } from '../../base/json.ts'
import { type FieldSpec, fieldSpec } from '../config/field-spec.ts'
import { isClusterScoped } from '../config/scope.ts'
import { type Slot, visitFields } from '../config/visit-fields.ts'
import { KustomizeError } from '../error.ts'
import type { Resource } from '../resource.ts'
import { idKey, sameId } from '../resource-id.ts'
import type { ResourceMap } from '../resource-map.ts'
import { setText } from './set-scalar.ts'
import { trackedJson } from './tracked-json.ts'
import type { Transform } from './transformer.ts'

/** Whose subjects of role bindings are put into the namespace too. */
export type SubjectMode = 'defaultOnly' | 'allServiceAccounts' | 'none'

/** What a configuration may ask for. */
export interface NamespaceOptions {
  namespace: string
  specs: readonly FieldSpec[]
  /** Leaves alone what has a namespace. */
  unsetOnly?: boolean
  subjects?: SubjectMode
  /** Those to move, where not all are meant. */
  resources?: readonly Resource[]
}

const METADATA = 'metadata/namespace'

/** Puts all resources that have namespaces into this one. Throws where two of one name end up in it. */
export function setNamespace(options: NamespaceOptions): Transform {
  return (map) => {
    if (options.namespace === '') return
    const taken = new Map<string, number>()
    const count = ({ id }: Resource, by: number) => {
      const key = idKey(id)
      taken.set(key, (taken.get(key) ?? 0) + by)
      return taken.get(key)!
    }
    for (const resource of map.list) count(resource, 1)
    for (const resource of options.resources ?? map.list) {
      if (resource.isEmpty) continue
      resource.storePreviousId()
      count(resource, -1)
      moveResource(resource, options)
      if (count(resource, 1) > 1) throw conflict(map, resource)
    }
  }
}

function moveResource(resource: Resource, { namespace, specs, unsetOnly, subjects }: NamespaceOptions): void {
  const set = (slot: Slot) => {
    if (unsetOnly !== true || slot.value === '' || slot.value === null) setText(slot, namespace)
  }
  if (!isClusterScoped(resource.gvk)) visitFields(resource, fieldSpec(METADATA, {}, true), 'scalar', set)
  const isBinding = resource.kind === 'RoleBinding' || resource.kind === 'ClusterRoleBinding'
  if (isBinding) setSubjects(resource, subjects ?? 'defaultOnly', set)
  for (const spec of specs)
    if (spec.path !== METADATA && !(isBinding && spec.path === 'subjects/namespace'))
      visitFields(resource, spec, 'scalar', set)
}

function setSubjects({ object }: Resource, mode: SubjectMode, set: (slot: Slot) => void): void {
  const subjects = object?.subjects
  if (!Array.isArray(subjects) || mode === 'none') return
  for (const subject of subjects) {
    if (!isJsonObject(subject)) continue
    const isMeant = mode === 'defaultOnly' ? subject.name === 'default' : subject.kind === 'ServiceAccount'
    if (!isMeant) continue
    set({
      value: subject.namespace ?? '',
      set: (value) => {
        subject.namespace = value
      },
    })
  }
}

function conflict({ list }: ResourceMap, { id }: Resource): KustomizeError {
  const matches = list.filter((other) => sameId(id, other.id))
  return new KustomizeError(
    `namespace transformation produces ID conflict: [${matches.map(trackedJson).join(' ')}]`,
  )
}
