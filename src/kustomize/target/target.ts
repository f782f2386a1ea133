/** Builds one kustomization: its resources, generators, components and transformers (api, internal/target). */
import { loadConfig, loadCrds } from '../config/load-config.ts'
import { mergeConfigs } from '../config/transformer-config.ts'
import { wrapping } from '../error.ts'
import type { Kustomization } from '../kustomization/kustomization.ts'
import { bindVariables, formatVariables, mergeVariables } from '../transformers/variables.ts'
import type { Accumulation, BuildContext, Place } from './accumulation.ts'
import { runGenerators } from './generators.ts'
import { addComponents, addResources } from './resources.ts'
import { runTransformers, runValidators } from './transformers.ts'

/** Adds all that the kustomization yields to what has been gathered; a component works on that. */
export function accumulate(
  context: BuildContext,
  kustomization: Kustomization,
  place: Place,
  into: Accumulation,
): Accumulation {
  const { loader } = place
  wrapping('accumulating resources', () => addResources(context, kustomization.resources, place, into))
  const { configurations, crds, vars } = kustomization
  into.config = mergeConfigs(into.config, loadConfig(loader, configurations))
  into.config = mergeConfigs(
    into.config,
    wrapping(`loading CRDs [${crds.join(' ')}]`, () => loadCrds(loader, crds)),
  )
  runGenerators(context, kustomization, place, into)
  const gathered = wrapping('accumulating components', () =>
    addComponents(context, kustomization.components, place, into),
  )
  runTransformers(context, kustomization, place, gathered)
  runValidators(context, kustomization, place, gathered)
  wrapping(`merging vars ${formatVariables(vars)}`, () => {
    bindVariables(gathered.map, vars)
    gathered.variables = mergeVariables(gathered.variables, vars)
  })
  return gathered
}
