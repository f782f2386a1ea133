/** Reads the configurations of generators, transformers and validators. */
import type { Kustomization } from '../kustomization/kustomization.ts'
import { appendPath, ORIGIN } from '../origin.ts'
import { parseResources } from '../read-resources.ts'
import type { Resource } from '../resource.ts'
import { type BuildContext, emptyAccumulation, type Place } from './accumulation.ts'
import { addResources } from './resources.ts'

/** Configurations of generators and transformers stand in the kustomization itself, in files or in folders. */
export function readConfigs(
  context: BuildContext,
  { file }: Kustomization,
  entries: readonly string[],
  place: Place,
): { resource: Resource; path: string }[] {
  const gathered = emptyAccumulation()
  const paths: string[] = []
  for (const entry of entries) {
    const inline = attemptInline(entry)
    if (inline === undefined) paths.push(entry)
    else gathered.map.appendAll(inline)
  }
  const found = gathered.map.list.map((resource) => ({ resource, path: appendPath(place.folder, file) }))
  for (const path of paths) {
    const own = emptyAccumulation()
    addResources(context, [path], place, own)
    gathered.map.appendAll(own.map.list)
    for (const resource of own.map.list)
      found.push({ resource, path: pathOf(resource) ?? appendPath(place.folder, path) })
  }
  return found
}

function pathOf({ annotations }: Resource): string | undefined {
  return /^path: (.*)$/m.exec(annotations[ORIGIN] ?? '')?.[1]
}

function attemptInline(text: string): Resource[] | undefined {
  try {
    return parseResources(text)
  } catch {
    return undefined
  }
}
