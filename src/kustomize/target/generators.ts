/** Runs the generators of a kustomization: those of its own fields, and those with configurations of their own. */
import type { Json } from '../../base/json.ts'
import { toYaml } from '../../printers/yaml.ts'
import { KustomizeError, wrapping } from '../error.ts'
import { generateResource, mergeOptions } from '../generators/generate.ts'
import type { GeneratorArgs } from '../kustomization/fields.ts'
import type { Kustomization } from '../kustomization/kustomization.ts'
import { addOrigin } from '../origin.ts'
import { makeGenerator } from '../plugins.ts'
import type { Resource } from '../resource.ts'
import {
  type Accumulation,
  type BuildContext,
  builtInOrigin,
  originOfConfig,
  type Place,
  type Placed,
} from './accumulation.ts'
import { readConfigs } from './configs.ts'

/** Adds what the generators make. */
export function runGenerators(
  context: BuildContext,
  kustomization: Kustomization,
  place: Place,
  into: Accumulation,
): void {
  const generators = [
    ...builtInGenerators(kustomization, place),
    ...ownGenerators(context, kustomization, place),
  ]
  for (const { run, origin } of generators) {
    const resource = run()
    if (context.buildMetadata.length > 0) addOrigin(resource, origin)
    const sort = origin.configuredBy?.kind ?? ''
    wrapping(`merging from generator &{${sort} <nil>}`, () => into.map.absorbAll([resource]))
  }
}

function builtInGenerators(kustomization: Kustomization, place: Place): Placed<() => Resource>[] {
  const { configMapGenerator, secretGenerator, helmCharts, generatorOptions } = kustomization
  const make = (kind: 'ConfigMap' | 'Secret') => (args: GeneratorArgs) => ({
    run: () => {
      const options = mergeOptions(args.options, generatorOptions)
      return generateResource(kind, { ...args, options }, place.loader)
    },
    origin: builtInOrigin(kustomization, place, `${kind}Generator`),
  })
  for (const chart of helmCharts) refuseHelm(chart)
  return [...configMapGenerator.map(make('ConfigMap')), ...secretGenerator.map(make('Secret'))]
}

function refuseHelm(chart: Json): never {
  throw new KustomizeError(
    `trouble configuring builtin HelmChartInflationGenerator with config: \`\n${toYaml(chart)}\`: must specify --enable-helm`,
  )
}

function ownGenerators(
  context: BuildContext,
  kustomization: Kustomization,
  place: Place,
): Placed<() => Resource>[] {
  const configs = readConfigs(context, kustomization, kustomization.generators, place)
  return wrapping('loading generator plugins: failed to load generator', () =>
    configs.map(({ resource, path }) => ({
      run: makeGenerator(resource, place.loader),
      origin: originOfConfig(resource, path),
    })),
  )
}
