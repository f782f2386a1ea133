/** The two older ways to write patches: `patchesStrategicMerge` and `patchesJson6902`. */
import { KustomizeError, wrapping } from '../error.ts'
import type { Selector } from '../kustomization/fields.ts'
import { loadResources, parseResources } from '../read-resources.ts'
import type { Resource } from '../resource.ts'
import { applyOperations } from './apply-patch.ts'
import { mergeIntoAll, parseOperations } from './patch.ts'
import { selectResources } from './select.ts'
import type { Transform, TransformerContext } from './transformer.ts'

/** Merges patches, given as paths or as what stands in them, into the resources that they name. */
export function mergePatches(
  { paths = [], patches = '' }: { paths?: readonly string[]; patches?: string },
  context: TransformerContext,
): Transform {
  if (paths.length === 0 && patches === '')
    throw new KustomizeError('empty file path and empty patch content')
  const loaded = paths.flatMap((path) => loadPatches(path, context))
  if (patches !== '') loaded.push(...parseResources(patches))
  if (loaded.length === 0)
    throw new KustomizeError(`patch appears to be empty; files=[${paths.join(' ')}], Patch=${patches}`)
  return (map) => {
    for (const patch of loaded) mergeIntoAll(map, [map.byId(patch.originalId)], patch, context.findSchema)
  }
}

/** What looks like a patch is one; anything else is a path. */
function loadPatches(text: string, { loader }: TransformerContext): Resource[] {
  try {
    return parseResources(text)
  } catch {
    return loadResources(loader, text)
  }
}

/** Applies a JSON patch to the resources that the target chooses. */
export function operateOn(
  { target, path = '', jsonOp = '' }: { target?: Selector; path?: string; jsonOp?: string },
  { loader }: TransformerContext,
): Transform {
  if (target?.name === undefined || target.name === '')
    throw new KustomizeError('must specify the target name')
  if (path === '' && jsonOp === '') throw new KustomizeError('empty file path and empty jsonOp')
  if (path !== '' && jsonOp !== '') throw new KustomizeError('must specify a file path or jsonOp, not both')
  const text = path === '' ? jsonOp : new TextDecoder().decode(loader.load(path))
  if (text === '') throw new KustomizeError(`patch file '${path}' empty seems to be empty`)
  const operations = wrapping(`decoding ${text}`, () => parseOperations(text))
  if (operations.length === 0)
    throw new KustomizeError(`patch appears to be empty; file=${path}, JsonOp=${text}`)
  return (map) => {
    for (const resource of selectResources(map, target)) applyOperations(resource, operations)
  }
}
