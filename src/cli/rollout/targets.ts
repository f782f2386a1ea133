/** What the rollout commands share: which objects they are about, and what their kinds know of rollouts. */
import { kindName, type Registry } from '../../api/registry.ts'
import { groupKind, type ResourceInfo } from '../../api/resource.ts'
import type { RolloutCapability } from '../../api/rollout.ts'
import { quote } from '../../apimachinery/go-format.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import type { CommandContext } from '../command.ts'
import { CliError } from '../errors.ts'
import { fileFlags, selectorFlag } from '../output/flags.ts'
import { hasFiles, planTargets, type TargetPlan } from '../resources/plan.ts'

/** Flags that name objects. */
export const targetFlags = { ...fileFlags('that name the objects'), ...selectorFlag }

interface TargetOptions {
  filename: string[]
  kustomize: string
  recursive: boolean
  selector: string
}

/** What the call names; a type alone means all of its objects. */
export async function planRollout(
  context: CommandContext,
  args: readonly string[],
  options: TargetOptions,
  registry: Registry,
): Promise<TargetPlan> {
  const { filename, kustomize, recursive } = options
  const files = { filename, kustomize, recursive }
  if (args.length === 0 && !hasFiles(files)) throw new CliError('required resource not specified')
  return planTargets({ ...options, args, files, typeAlone: true }, context, registry)
}

/** What kubectl says on standard error where there is nothing to act on. */
export function nothingFound({ namespace }: CommandContext): string {
  return `No resources found in ${namespace} namespace.\n`
}

/** What a kind knows of rollouts; undefined for kinds that do not roll out. Throws for one that kubectl has no type of. */
export async function findCapability(
  resource: ResourceInfo,
  registry: Registry,
): Promise<RolloutCapability<Unstructured> | undefined> {
  const { definition } = await registry.load(kindName(resource))
  const module = await definition.rollout?.()
  if (module === undefined) await (await import('../set/typed-files.ts')).requireBuiltIn(resource)
  return module?.rollout as RolloutCapability<Unstructured> | undefined
}

/** The same for what reads revisions. Throws in the words of kubectl's visitors, which know all kinds with pods. */
export async function demandCapability(
  resource: ResourceInfo,
  registry: Registry,
  { role, visitor }: { role: string; visitor: string },
): Promise<RolloutCapability<Unstructured>> {
  const capability = await findCapability(resource, registry)
  if (capability !== undefined) return capability
  const { definition } = await registry.load(kindName(resource))
  const name = quote(groupKind(resource))
  if (definition.podTemplate !== undefined) throw new CliError(`no ${role} has been implemented for ${name}`)
  throw new CliError(
    `error retrieving ${visitor} for ${name}, no visitor method exists for {${resource.group} ${resource.kind}}`,
  )
}
