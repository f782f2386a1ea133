/** A resource as kustomize's messages show it: as JSON, with what the build remembers of it in annotations. */
import { goMapJson } from '../../apimachinery/go-format.ts'
import type { JsonObject } from '../../base/json.ts'
import type { Resource } from '../resource.ts'

const PREFIX = 'internal.config.kubernetes.io/'

/** The JSON of a resource, keys in order. */
export function trackedJson(resource: Resource): string {
  return goMapJson(trackedObject(resource))
}

/** The object with what the build remembers of it. */
export function trackedObject(resource: Resource): JsonObject {
  const { previous, prefixes, suffixes, behavior, needsHash } = resource.tracking
  const lists: Record<string, string[]> = {
    previousKinds: previous.map(({ kind }) => kind),
    previousNames: previous.map(({ name }) => name),
    previousNamespaces: previous.map(({ namespace }) => namespace),
    prefixes,
    suffixes,
    generatorBehavior: behavior === undefined ? [] : [behavior],
    needsHashSuffix: needsHash ? ['enabled'] : [],
  }
  const copy = resource.copy()
  const annotations = { ...copy.annotations }
  for (const [name, list] of Object.entries(lists))
    if (list.length > 0) annotations[PREFIX + name] = list.join(',')
  copy.annotations = annotations
  return copy.object ?? {}
}
