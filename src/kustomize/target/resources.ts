/** Adds the files, the kustomizations and the components that a kustomization builds on. */

import { messageOf } from '../../base/error-message.ts'
import { mergeConfigs } from '../config/transformer-config.ts'
import { KustomizeError, wrapError, wrapping } from '../error.ts'
import { type Kustomization, loadKustomization } from '../kustomization/kustomization.ts'
import type { Loader } from '../loader.ts'
import { appendPath, ORIGIN } from '../origin.ts'
import { loadResources } from '../read-resources.ts'
import type { Resource } from '../resource.ts'
import { mergeVariables } from '../transformers/variables.ts'
import { type Accumulation, type BuildContext, emptyAccumulation, type Place } from './accumulation.ts'
import { adoptSchema } from './schema.ts'

/** Adds what the paths lead to: files, or else other kustomizations. */
export function addResources(
  context: BuildContext,
  paths: readonly string[],
  place: Place,
  into: Accumulation,
): void {
  for (const path of paths) {
    const fileError = tryFile(context, path, place, into)
    if (fileError === undefined) continue
    if (fileError instanceof KustomizeError && fileError.final) throw fileError
    let loader: Loader
    try {
      loader = place.loader.enter(path)
    } catch (error) {
      if (fileError instanceof KustomizeError && fileError.malformed) throw fileError
      throw wrapError(`accumulation err='${messageOf(fileError)}'`, error)
    }
    const folder = { loader, folder: appendPath(place.folder, path) }
    wrapping(`accumulation err='${messageOf(fileError)}'`, () => addFolder(context, folder, into))
  }
}

function tryFile(context: BuildContext, path: string, place: Place, into: Accumulation): unknown {
  try {
    const resources = readFile(path, place)
    if (context.buildMetadata.length > 0)
      for (const resource of resources)
        resource.annotations = {
          ...resource.annotations,
          [ORIGIN]: `path: ${appendPath(place.folder, path)}\n`,
        }
    wrapping(`merging resources from '${path}'`, () => into.map.appendAll(resources))
    return undefined
  } catch (error) {
    return error
  }
}

function readFile(path: string, { loader }: Place): Resource[] {
  try {
    return loadResources(loader, path)
  } catch (error) {
    const { malformed = false, final = false } = error instanceof KustomizeError ? error : {}
    throw new KustomizeError(`accumulating resources from '${path}': ${messageOf(error)}`, {
      cause: error,
      malformed,
      final,
    })
  }
}

function loadFolder(context: BuildContext, { loader }: Place): Kustomization {
  const kustomization = wrapping(`couldn't make target for path '${loader.root}'`, () =>
    loadKustomization(loader, context.warn),
  )
  adoptSchema(context, kustomization, loader)
  return kustomization
}

function addFolder(context: BuildContext, place: Place, into: Accumulation): void {
  const { root } = place.loader
  const kustomization = loadFolder(context, place)
  if (kustomization.kind === 'Component')
    throw new KustomizeError(`expected kind != 'Component' for path '${root}'`)
  const added = wrapping(`recursed accumulation of path '${root}'`, () =>
    context.accumulate(context, kustomization, place, emptyAccumulation()),
  )
  wrapping(`recursed merging from path '${root}'`, () => {
    into.map.appendAll(added.map.list)
    into.config = mergeConfigs(into.config, added.config)
    into.variables = mergeVariables(into.variables, added.variables)
  })
}

/** Lets the components work on what has been gathered, one after the other. */
export function addComponents(
  context: BuildContext,
  paths: readonly string[],
  place: Place,
  into: Accumulation,
): Accumulation {
  let gathered = into
  for (const path of paths) {
    let loader: Loader
    try {
      loader = place.loader.enter(path)
    } catch (error) {
      throw new KustomizeError(`loader.New ${quoted(error)}`, { cause: error })
    }
    try {
      gathered = addComponent(context, { loader, folder: appendPath(place.folder, path) }, gathered)
    } catch (error) {
      throw new KustomizeError(`accumulateDirectory: ${quoted(error)}`, { cause: error })
    }
  }
  return gathered
}

/** Go's %q of an error's text. */
function quoted(error: unknown): string {
  return JSON.stringify(messageOf(error))
}

function addComponent(context: BuildContext, place: Place, into: Accumulation): Accumulation {
  const { root } = place.loader
  const kustomization = loadFolder(context, place)
  if (kustomization.kind !== 'Component')
    throw new KustomizeError(`expected kind 'Component' for path '${root}' but got '${kustomization.kind}'`)
  return wrapping(`recursed accumulation of path '${root}'`, () =>
    context.accumulate(context, kustomization, place, into),
  )
}
