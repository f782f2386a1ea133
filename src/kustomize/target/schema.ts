/** The types that a kustomization brings with it. */
import type { Kustomization } from '../kustomization/kustomization.ts'
import type { Loader } from '../loader.ts'
import { loadOpenApi } from '../merge/open-api.ts'
import type { BuildContext } from './accumulation.ts'

/** Takes over the types that the kustomization brings. The first one that brings any counts. */
export function adoptSchema(context: BuildContext, { openapi }: Kustomization, loader: Loader): void {
  const find = loadOpenApi(openapi, loader)
  if (find === undefined || context.hasOwnSchema) return
  context.findSchema = find
  context.hasOwnSchema = true
}
