/** From arguments and flags to what a command acts on: kubectl's resource builder, before anything is read. */
import type { Registry } from '../../api/registry.ts'
import type { ResourceInfo } from '../../api/resource.ts'
import type { CommandContext } from '../command.ts'
import { CliError } from '../errors.ts'
import { findResource, findResources, type ResourceArguments, readArguments } from './arguments.ts'
import { type FileOptions, findSources } from './files.ts'
import { readManifests } from './manifests.ts'
import type { ManifestTarget, Selection, Target } from './target.ts'

/** What the user asked for. */
export interface TargetRequest {
  args: readonly string[]
  files?: FileOptions
  selector?: string
  fieldSelector?: string
  all?: boolean
  allNamespaces?: boolean
  /** A type alone means all of its objects: for commands that only look. */
  typeAlone?: boolean
  /** A part of the objects, which has to be asked for of each by its name. */
  subresource?: string
}

/** What a command acts on. `single`: exactly one object was asked for. */
export type TargetPlan =
  | { from: 'files'; targets: ManifestTarget[]; errors: unknown[]; single: boolean }
  | { from: 'names'; targets: Target[]; single: boolean }
  | { from: 'selection'; selections: Selection[]; selector: string; fieldSelector: string }

/** Works out what is meant. Throws CliError in the words of kubectl's builder. */
export async function planTargets(
  request: TargetRequest,
  context: CommandContext,
  registry: Registry,
): Promise<TargetPlan> {
  const given = readArguments(request.args, context.program)
  if (request.all && (request.selector || request.fieldSelector))
    throw new CliError("setting 'all' parameter but found a non empty selector. ")
  if (request.files && hasFiles(request.files))
    return planFiles(request.files, request, given, context, registry)
  if (isSelection(request, given)) {
    if (request.subresource)
      throw new CliError('subresource cannot be used when bulk resources are specified')
    return planSelection(request, given, context, registry)
  }
  if (given.pairs.length > 0) return planPairs(given, request, context, registry)
  if (given.names.length > 0) return planNames(given, request, context, registry)
  if (given.types.length === 0) throw nothingGiven()
  await findResources(given.types, registry)
  throw new CliError('resource(s) were provided, but no name was specified')
}

/** Does the user name any file? */
export function hasFiles({ filename, kustomize }: FileOptions): boolean {
  return filename.length > 0 || (kustomize ?? '') !== ''
}

/** What kubectl says where neither arguments nor files are given. */
export function nothingGiven(): CliError {
  return new CliError(
    `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`,
  )
}

/** What kubectl says where --local comes with resources that only a cluster could know. */
export function localResources(): CliError {
  return new CliError(
    `you must specify resources by --filename when --local is set.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'`,
  )
}

function isSelection(
  { all, selector, fieldSelector, typeAlone }: TargetRequest,
  given: ResourceArguments,
): boolean {
  if (all || selector || fieldSelector) return true
  return typeAlone === true && given.types.length > 0 && given.names.length === 0
}

async function planFiles(
  files: FileOptions,
  request: TargetRequest,
  given: ResourceArguments,
  context: CommandContext,
  registry: Registry,
): Promise<TargetPlan> {
  if (given.names.length > 0) throw new CliError('name cannot be provided when a path is specified')
  if (given.pairs.length > 0)
    throw new CliError('resource/name arguments cannot be provided when a path is specified')
  if (given.types.length > 0)
    throw new CliError(
      'when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well',
    )
  const sources = findSources(files, context)
  const { targets, errors } = await readManifests(sources.list, registry, {
    ...context,
    ...(request.selector && { selector: request.selector }),
  })
  return { from: 'files', targets, errors, single: sources.single }
}

async function planSelection(
  request: TargetRequest,
  given: ResourceArguments,
  { namespace }: CommandContext,
  registry: Registry,
): Promise<TargetPlan> {
  if (given.names.length > 0) throw new CliError('name cannot be provided when a selector is specified')
  if (given.pairs.length > 0)
    throw new CliError('selectors and the all flag cannot be used when passing resource/name arguments')
  if (given.types.length === 0)
    throw new CliError('at least one resource must be specified to use a selector')
  const resources = await findResources(given.types, registry)
  const selections = resources.map((resource) =>
    resource.namespaced && !request.allNamespaces ? { resource, namespace } : { resource },
  )
  const { selector = '', fieldSelector = '' } = request
  return { from: 'selection', selections, selector, fieldSelector }
}

async function planPairs(
  { pairs }: ResourceArguments,
  request: TargetRequest,
  context: CommandContext,
  registry: Registry,
): Promise<TargetPlan> {
  const targets: Target[] = []
  for (const { type, name } of pairs)
    targets.push(nameTarget(await findResource(type, registry), name, request, context))
  return { from: 'names', targets, single: targets.length === 1 }
}

async function planNames(
  { types, names }: ResourceArguments,
  request: TargetRequest,
  context: CommandContext,
  registry: Registry,
): Promise<TargetPlan> {
  const [resource, ...more] = await findResources(types, registry)
  if (resource === undefined || more.length > 0) throw new CliError('you must specify only one resource')
  const targets = names.map((name) => nameTarget(resource, name, request, context))
  return { from: 'names', targets, single: targets.length === 1 }
}

function nameTarget(
  resource: ResourceInfo,
  name: string,
  request: TargetRequest,
  { namespace }: CommandContext,
): Target {
  if (resource.namespaced && request.allNamespaces)
    throw new CliError('a resource cannot be retrieved by name across all namespaces')
  return { resource, name, namespace: resource.namespaced ? namespace : '', source: '' }
}
