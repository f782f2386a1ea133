/** Builds a kustomization for a command: its warnings on standard error, its failures in kubectl's form. */
import type { JsonObject } from '../../base/json.ts'
import { type BuildOptions, buildKustomization, KustomizeError } from '../../kustomize/build.ts'
import type { CommandContext } from '../command.ts'
import { CliError } from '../errors.ts'

/** The objects that the kustomization in a folder yields. Throws a CliError where it cannot be built. */
export function buildObjects(
  path: string,
  { streams, cwd }: Pick<CommandContext, 'streams' | 'cwd'>,
  options: Partial<Pick<BuildOptions, 'order' | 'restrictor'>> = {},
): JsonObject[] {
  const warn = (line: string) => streams.stderr(`${line}\n`)
  try {
    return buildKustomization(path, { cwd, restrictor: 'LoadRestrictionsRootOnly', warn, ...options })
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error
    throw new CliError(error.message, { cause: error })
  }
}
