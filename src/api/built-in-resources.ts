/** The built-in resources: what the generated list says, with the names that only a hand-written one has. */
import { type ServedResource, servedResources } from '../generated/resources.ts'
import { metricsResources } from './kinds/metrics/resources.ts'
import type { ResourceInfo, Verb } from './resource.ts'
import { namesOf } from './resource-names.ts'

/** One entry for each resource, in the server's order of groups; its preferred version comes first. */
export const builtInResources: readonly ResourceInfo[] = [
  ...mergeVersions(servedResources),
  ...metricsResources,
]

function mergeVersions(served: readonly ServedResource[]): ResourceInfo[] {
  const merged = new Map<string, ResourceInfo>()
  for (const resource of served) {
    const key = `${resource.group}/${resource.plural}`
    const known = merged.get(key)
    if (known) known.versions.push(resource.version)
    else merged.set(key, toInfo(resource))
  }
  return [...merged.values()]
}

function toInfo({
  group,
  version,
  kind,
  plural,
  singular,
  namespaced,
  verbs,
  subresources,
}: ServedResource): ResourceInfo {
  const { shortNames, categories } = namesOf(group === '' ? plural : `${plural}.${group}`)
  return {
    group,
    version,
    versions: [version],
    kind,
    plural,
    singular,
    shortNames: [...shortNames],
    categories: [...categories],
    namespaced,
    verbs: verbs as Verb[],
    subresources: subresources.map(({ name }) => name),
  }
}
