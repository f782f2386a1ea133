/** Objects as their kind shows them, where that is not the form that is stored. */
import type { Kind } from '../api/registry.ts'
import { formatApiVersion, type KubeObject, type Unstructured } from '../apimachinery/object.ts'
import { deepFreeze } from '../base/json.ts'
import { inheritManagers } from './managers/recorded.ts'

/**
 * A stored object in the form of the kind that it is asked for by: converted where that is another version, or where
 * objects are stored as another kind's (Events of events.k8s.io).
 */
export function presented({ definition, resource }: Kind, object: KubeObject): KubeObject {
  const conversion = definition.conversions?.[resource.version]
  if (conversion) return inherit(conversion.fromStored(object as Unstructured), object)
  if (resource.versions.length === 1) return object
  // Versions without a conversion differ by their name alone, as those of most custom kinds do.
  const apiVersion = formatApiVersion(resource.group, resource.version)
  return object.apiVersion === apiVersion ? object : inherit({ ...object, apiVersion }, object)
}

function inherit(object: KubeObject, from: KubeObject): KubeObject {
  inheritManagers(object, from)
  return object
}

/** A stored object as readers get it at this moment: in the form of the kind, with what goes on by itself. Frozen. */
export function readable(kind: Kind, object: KubeObject, now: number): KubeObject {
  const shown = presented(kind, object)
  const told = kind.definition.asOf?.(shown, now) ?? shown
  return told === object ? told : inherit(deepFreeze(told), object)
}
