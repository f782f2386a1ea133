/** Chooses resources by `target` of a patch: regular expressions, labels and annotations. */

import { parsePattern } from '../../apimachinery/go-pattern.ts'
import { matchesLabels, parseSelector } from '../../apimachinery/label-selector.ts'
import { KustomizeError } from '../error.ts'
import type { Selector } from '../kustomization/fields.ts'
import type { Resource } from '../resource.ts'
import { effectiveNamespace } from '../resource-id.ts'
import type { ResourceMap } from '../resource-map.ts'

/** The resources that the selector chooses. Names may be those of now or of the beginning. */
export function selectResources(map: ResourceMap, selector: Selector): Resource[] {
  const group = matcher(selector.group)
  const version = matcher(selector.version)
  const kind = matcher(selector.kind)
  const name = matcher(selector.name)
  const namespace = matcher(selector.namespace)
  return map.list.filter((resource) => {
    const ids = [resource.originalId, resource.id]
    const { gvk } = resource
    return (
      ids.some((id) => namespace(effectiveNamespace(id))) &&
      ids.some((id) => name(id.name)) &&
      group(gvk.group) &&
      version(gvk.version) &&
      kind(gvk.kind) &&
      matchesSelectors(resource, selector)
    )
  })
}

/** Whether labels and annotations are as the selector wants them. */
export function matchesSelectors({ labels, annotations }: Resource, selector: Selector): boolean {
  return matches(selector.labelSelector, labels) && matches(selector.annotationSelector, annotations)
}

function matches(selector: string | undefined, labels: Record<string, string>): boolean {
  return !selector || matchesLabels(parseSelector(selector), labels)
}

function matcher(pattern: string | undefined): (text: string) => boolean {
  if (!pattern) return () => true
  const compiled = parsePattern(`^(?:${pattern})$`)
  if (compiled === undefined) throw new KustomizeError(`error parsing regexp: \`^(?:${pattern})$\``)
  return (text) => compiled.test(text)
}
