/** The nodes that cordon, uncordon and drain are called for: by name, or by label. */
import type { Registry } from '../../api/registry.ts'
import { quote } from '../../apimachinery/go-format.ts'
import type { Client } from '../../apiserver/client.ts'
import type { Node } from '../../generated/types.ts'
import type { CommandContext } from '../command.ts'
import { CliError, usageError } from '../errors.ts'
import { planTargets, type TargetPlan } from '../resources/plan.ts'
import { readTargets } from '../resources/read.ts'

/** Which nodes the user means. */
export interface NodeChoice {
  /** `worker-1`, `node/worker-1`. */
  args: readonly string[]
  selector: string
  selectorGiven: boolean
}

/** Works out what is meant. Throws CliError in kubectl's words. */
export async function planNodes(
  { args, selector, selectorGiven }: NodeChoice,
  context: CommandContext,
  registry: Registry,
): Promise<TargetPlan> {
  const command = context.path.split(' ').at(-1)
  if (args.length === 0 && !selectorGiven) throw usageError(context.path, `USAGE: ${command} NODE [flags]`)
  if (args.length > 0 && selector !== '')
    throw usageError(context.path, 'cannot specify both a node name and a --selector option')
  if (selector !== '') return planTargets({ args: ['nodes'], selector }, context, registry)
  const pairs = nodePairs(args)
  if (pairs.length === 0) return { from: 'names', targets: [], single: false }
  return planTargets({ args: pairs }, context, registry)
}

/** Names of nodes as the arguments that other commands take: `nodes/worker-1`. */
export function nodePairs(names: readonly string[]): string[] {
  return names.map((name) => (name.includes('/') ? name : `nodes/${name}`))
}

/** Reads the nodes. Throws the first failure: unless all are there, nothing is to be done to any. */
export async function readNodes(plan: TargetPlan, client: Client, chunkSize = 0): Promise<Node[]> {
  const { found, errors } = await readTargets(plan, client, { chunkSize })
  if (errors.length > 0) throw errors[0]
  const other = found.find(({ resource }) => resource.kind !== 'Node' || resource.group !== '')
  if (other !== undefined) {
    const { group, version, plural } = other.resource
    const resource = `{${[group, version, plural].map(quote).join(' ')}}`
    throw new CliError(`error: expected resource of type node, got ${resource}`)
  }
  return found.flatMap(({ objects }) => objects) as unknown[] as Node[]
}
