/** Builds a kustomization, as `kustomize build` does: the way in (api, krusty/kustomizer.go). */
import { messageOf } from '../base/error-message.ts'
import type { JsonObject } from '../base/json.ts'
import { fieldSpec } from './config/field-spec.ts'
import { KustomizeError } from './error.ts'
import { loadKustomization } from './kustomization/kustomization.ts'
import { Loader, type LoadRestrictor } from './loader.ts'
import { mergeSchemaOf } from './merge/known-types.ts'
import { dropAnnotation, ORIGIN, TRANSFORMATIONS } from './origin.ts'
import type { Resource } from './resource.ts'
import { parseGroupVersion } from './resource-id.ts'
import { type BuildContext, emptyAccumulation } from './target/accumulation.ts'
import { adoptSchema } from './target/schema.ts'
import { accumulate } from './target/target.ts'
import { setEntries } from './transformers/annotate.ts'
import { addHashes } from './transformers/hash.ts'
import { fixNameReferences } from './transformers/name-references.ts'
import { sortResources } from './transformers/sort.ts'
import { resolveVariables } from './transformers/variables.ts'

export { KustomizeError, type LoadRestrictor }

/** How to build. */
export interface BuildOptions {
  cwd: string
  restrictor: LoadRestrictor
  /** The order of what says none by itself (`sortOptions`); by kinds if left out. */
  order?: 'fifo' | 'legacy'
  /** Gets the lines that kustomize warns with. */
  warn(line: string): void
}

/** The version of kustomize that the results are those of. */
const VERSION = 'v5.7.1'
const LOCAL = 'config.kubernetes.io/local-config'

/**
 * The objects that the kustomization in the folder yields, in their order. Throws a KustomizeError where something is
 * wrong with it.
 */
export function buildKustomization(path: string, options: BuildOptions): JsonObject[] {
  try {
    return build(path, options)
  } catch (error) {
    // Patches, selectors and files fail in words of their own; anything else is a bug.
    if (error instanceof KustomizeError || error instanceof TypeError || error instanceof RangeError)
      throw error
    throw new KustomizeError(messageOf(error), { cause: error })
  }
}

function build(path: string, { cwd, restrictor, order, warn }: BuildOptions): JsonObject[] {
  const loader = Loader.at(path, cwd, restrictor)
  const kustomization = loadKustomization(loader, warn)
  const { buildMetadata, sortOptions } = kustomization
  const context: BuildContext = {
    warn,
    buildMetadata,
    findSchema: findBuiltIn,
    hasOwnSchema: false,
    accumulate,
  }
  adoptSchema(context, kustomization, loader)
  const built = accumulate(context, kustomization, { loader, folder: '' }, emptyAccumulation())
  const { map, config, variables } = built
  addHashes(map)
  fixNameReferences(config)(map)
  const unused = resolveVariables(map, variables, config.varReference)
  if (unused.length > 0) warn(`well-defined vars that were never replaced: ${unused.join(',')}`)
  const kept = map.list.filter((resource) => !isLocal(resource))
  map.list = []
  // Names that have become the same since are found only here (kustomize panics).
  map.appendAll(kept)
  if (order !== undefined && sortOptions !== undefined)
    warn(
      "Warning: Sorting order is set both in 'kustomization.yaml' ('sortOptions') and in a CLI flag ('--reorder'). Using the kustomization file over the CLI flag.",
    )
  sortResources(map, sortOptions ?? { order: order ?? 'legacy' })
  if (buildMetadata.includes('managedByLabel'))
    setEntries({ 'app.kubernetes.io/managed-by': `kustomize-${VERSION}` }, [
      fieldSpec('metadata/labels', {}, true),
    ])(map)
  for (const resource of map.list) refuseDuplicates(resource)
  for (const resource of map.list) cleanAnnotations(resource, buildMetadata)
  return map.list.map(({ object = {} }) => object)
}

function findBuiltIn(apiVersion: string, kind: string): ReturnType<typeof mergeSchemaOf> {
  return mergeSchemaOf({ ...parseGroupVersion(apiVersion), kind })
}

/** What is only there for kustomize itself. */
function isLocal({ annotations }: Resource): boolean {
  return annotations[LOCAL] !== undefined && annotations[LOCAL] !== 'false'
}

function refuseDuplicates({ duplicates }: Resource): void {
  if (duplicates.length === 0) return
  const lines = duplicates.map((each) =>
    each.replace(/key (".*") already set in map$/, 'mapping key $1 already defined'),
  )
  throw new KustomizeError(`map[string]interface {}(nil): yaml: unmarshal errors:\n  ${lines.join('\n  ')}`)
}

/** Takes out what was not asked for; all annotations come out as texts, and none rather than an empty map. */
function cleanAnnotations(resource: Resource, buildMetadata: readonly string[]): void {
  if (buildMetadata.includes('originAnnotations')) resource.normalizeAnnotations()
  else dropAnnotation(resource, ORIGIN)
  if (!buildMetadata.includes('transformerAnnotations')) dropAnnotation(resource, TRANSFORMATIONS)
}
