/** Where the objects of a command are: in the cluster, or, with --local, nowhere but in the files that are given. */
import type { Registry } from '../../api/registry.ts'
import type { GroupVersionKind, ResourceInfo } from '../../api/resource.ts'
import type { Client } from '../../apiserver/client.ts'
import { type Attempt, carryOut, conclude } from '../carry-out.ts'
import type { CommandContext } from '../command.ts'
import { bool } from '../flags/flag.ts'
import { builtInRegistry } from './built-in-registry.ts'
import { findSources } from './files.ts'
import { readManifests } from './manifests.ts'
import { hasFiles, nothingGiven, planTargets, type TargetPlan, type TargetRequest } from './plan.ts'

/** --local. */
export const localFlag = {
  local: bool(false, 'Change what the files say and print it, without a look at the cluster.'),
}

/** The objects that a command is about, and how to come at them. */
export interface Access {
  registry: Registry
  plan: TargetPlan
  /**
   * Carries the work out as one step, and tells of it. Without a client, there is no cluster: the objects are those of
   * the files.
   */
  carryOut<T extends Attempt>(
    rehearsal: boolean,
    work: (client: Client | undefined) => Promise<T>,
  ): Promise<T>
}

/** Works out what is meant, in the cluster or locally. Throws CliError in the words of kubectl's builder. */
export async function accessObjects(
  request: TargetRequest,
  context: CommandContext,
  local: boolean,
): Promise<Access> {
  if (local) return accessFiles(request, context)
  const cluster = await context.cluster()
  return {
    registry: cluster.registry,
    plan: await planTargets(request, context, cluster.registry),
    carryOut: (rehearsal, work) => carryOut(context, cluster, rehearsal, work),
  }
}

async function accessFiles({ files }: TargetRequest, context: CommandContext): Promise<Access> {
  if (files === undefined || !hasFiles(files)) throw nothingGiven()
  const registry = anyKindRegistry()
  const sources = findSources(files, context)
  const { targets, errors } = await readManifests(sources.list, registry, {
    ...context,
    asWritten: true,
    unchecked: true,
  })
  return {
    registry,
    plan: { from: 'files', targets, errors, single: sources.single },
    carryOut: async (_rehearsal, work) => conclude(context, await work(undefined)),
  }
}

/** A registry that takes any kind: nobody says which custom kinds there are. */
function anyKindRegistry(): Registry {
  const builtIn = builtInRegistry()
  return { ...builtIn, findKind: async (kind) => (await builtIn.findKind(kind)) ?? unknownResource(kind) }
}

function unknownResource({ group, version, kind }: GroupVersionKind): ResourceInfo {
  const name = kind.toLowerCase()
  return {
    ...{ group, version, kind, plural: name, singular: name, versions: [version] },
    ...{ shortNames: [], categories: [], namespaced: true, verbs: [], subresources: [] },
  }
}

/** Groups of every cluster whose types are not in kubectl's scheme. */
const FOREIGN = new Set(['apiextensions.k8s.io', 'apiregistration.k8s.io', 'metrics.k8s.io'])

/** Whether the kind is one that every cluster has, and that kubectl knows the fields of (client-go, kubernetes/scheme). */
export async function isBuiltIn(kind: GroupVersionKind): Promise<boolean> {
  return !FOREIGN.has(kind.group) && (await builtInRegistry().findKind(kind)) !== undefined
}
