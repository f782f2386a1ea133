/** Objects as their kind shows them, where that is not the form that is stored. */
import type { Kind } from '../api/registry.ts'
import type { KubeObject, Unstructured } from '../apimachinery/object.ts'
import { deepFreeze } from '../base/json.ts'

/**
 * A stored object in the form of the kind that it is asked for by. Only a kind whose objects are stored as another's
 * (Events of events.k8s.io) shows them converted.
 */
export function presented(kind: Kind, object: KubeObject): KubeObject {
  const conversion = kind.definition.conversions?.[kind.resource.version]
  return conversion ? conversion.fromStored(object as Unstructured) : object
}

/** A stored object as readers get it at this moment: in the form of the kind, with what goes on by itself. Frozen. */
export function readable(kind: Kind, object: KubeObject, now: number): KubeObject {
  const shown = presented(kind, object)
  const told = kind.definition.asOf?.(shown, now) ?? shown
  return told === object ? told : deepFreeze(told)
}
