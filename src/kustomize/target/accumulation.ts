/** What building a kustomization gathers, and what all kustomizations of a build share. */
import { emptyConfig, type TransformerConfig } from '../config/transformer-config.ts'
import type { Var } from '../kustomization/fields.ts'
import type { Kustomization } from '../kustomization/kustomization.ts'
import type { Loader } from '../loader.ts'
import type { FindSchema } from '../merge/merge-patch.ts'
import { appendPath, type Origin } from '../origin.ts'
import type { Resource } from '../resource.ts'
import { ResourceMap } from '../resource-map.ts'

/** What has been gathered so far, and the rules to change it by. */
export interface Accumulation {
  map: ResourceMap
  config: TransformerConfig
  variables: Var[]
}

/** What all kustomizations of a build share. */
export interface BuildContext {
  warn(line: string): void
  /** How objects of a type are merged; a kustomization may bring types of its own. */
  findSchema: FindSchema
  hasOwnSchema: boolean
  /** What to note in annotations, as the first kustomization says. */
  buildMetadata: readonly string[]
  /** Adds all that a kustomization yields to what has been gathered; a component works on that. */
  accumulate(
    context: BuildContext,
    kustomization: Kustomization,
    place: Place,
    into: Accumulation,
  ): Accumulation
}

/** A generator or transformer with its place, to be noted where that is wished. */
export interface Placed<T> {
  run: T
  origin: Origin
}

/** Where a kustomization is, seen from the first one: '' there. */
export interface Place {
  loader: Loader
  folder: string
}

/** Nothing gathered yet. */
export function emptyAccumulation(): Accumulation {
  return { map: new ResourceMap(), config: emptyConfig(), variables: [] }
}

/** The origin of what the kustomization's own fields describe. */
export function builtInOrigin({ file }: Kustomization, { folder }: Place, kind: string): Origin {
  return { configuredIn: appendPath(folder, file), configuredBy: { apiVersion: 'builtin', kind } }
}

/** The origin of what a configuration of its own describes. */
export function originOfConfig({ object, kind, name, namespace }: Resource, configuredIn: string): Origin {
  const apiVersion = typeof object?.apiVersion === 'string' ? object.apiVersion : ''
  return { configuredIn, configuredBy: { apiVersion, kind, name, namespace } }
}
