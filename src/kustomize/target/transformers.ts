/** Runs the transformers and the validators of a kustomization. */
import { KustomizeError } from '../error.ts'
import type { Kustomization } from '../kustomization/kustomization.ts'
import { addTransformation } from '../origin.ts'
import { makeTransformer } from '../plugins.ts'
import type { Resource } from '../resource.ts'
import { sameId } from '../resource-id.ts'
import { trackedJson } from '../transformers/tracked-json.ts'
import type { Transform } from '../transformers/transformer.ts'
import {
  type Accumulation,
  type BuildContext,
  builtInOrigin,
  originOfConfig,
  type Place,
  type Placed,
} from './accumulation.ts'
import { builtInTransformers } from './built-in-transformers.ts'
import { readConfigs } from './configs.ts'

/** Runs the transformers: those of the kustomization's own fields first. */
export function runTransformers(
  context: BuildContext,
  kustomization: Kustomization,
  place: Place,
  { map, config }: Accumulation,
): void {
  const { loader } = place
  const builtIn = builtInTransformers(kustomization, config, { loader, findSchema: context.findSchema })
  const all: Placed<Transform>[] = [
    ...builtIn.map(({ kind, run }) => ({ run, origin: builtInOrigin(kustomization, place, kind) })),
    ...ownTransformers(context, kustomization, kustomization.transformers, place),
  ]
  for (const { run, origin } of all) {
    run(map)
    if (context.buildMetadata.length > 0) for (const resource of map.list) addTransformation(resource, origin)
    map.dropEmpties()
  }
}

function ownTransformers(
  context: BuildContext,
  kustomization: Kustomization,
  entries: readonly string[],
  place: Place,
): Placed<Transform>[] {
  const { loader } = place
  const { findSchema } = context
  return readConfigs(context, kustomization, entries, place).map(({ resource, path }) => ({
    run: makeTransformer(resource, { loader, findSchema }),
    origin: originOfConfig(resource, path),
  }))
}

const VALIDATED_BY = 'validated-by'

/** Validators are transformers that must change nothing but one label. */
export function runValidators(
  context: BuildContext,
  kustomization: Kustomization,
  place: Place,
  { map }: Accumulation,
): void {
  for (const { run } of ownTransformers(context, kustomization, kustomization.validators, place)) {
    const before = map.list.map((resource) => resource.copy())
    run(map)
    const problem = findChange(before, map.list)
    if (problem !== undefined)
      throw new KustomizeError(`validator shouldn't modify the resource map: ${problem}`)
  }
}

function findChange(before: readonly Resource[], after: readonly Resource[]): string | undefined {
  if (before.length !== after.length) return 'lists have different number of entries'
  for (const resource of before) {
    const other = after.find(({ id }) => sameId(id, resource.id))
    if (other === undefined) return `id in self missing from other; id: ${resource.id.name}`
    const copy = other.copy()
    const { [VALIDATED_BY]: _, ...labels } = copy.labels
    if (Object.keys(copy.labels).length > 0) copy.labels = labels
    const [a, b] = [trackedJson(resource), trackedJson(copy)]
    if (a !== b) return `nodes unequal: \n -- ${a},\n -- ${b}\n`
  }
  return undefined
}
