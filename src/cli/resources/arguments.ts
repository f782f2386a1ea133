/** Reads TYPE NAME, TYPE/NAME, TYPE1,TYPE2 and categories, with kubectl's refusals. */
import type { Registry } from '../../api/registry.ts'
import type { ResourceInfo } from '../../api/resource.ts'
import { quote } from '../../apimachinery/go-format.ts'
import { CliError } from '../errors.ts'

/** Arguments taken apart: either pairs of type and name, or types with names for them. */
export interface ResourceArguments {
  pairs: { type: string; name: string }[]
  types: string[]
  names: string[]
}

/** Takes the arguments apart. `program` is named in one of the messages. Throws CliError. */
export function readArguments(args: readonly string[], program: string): ResourceArguments {
  const words = spreadTypes(args)
  const slashes = words.filter((word) => word.includes('/')).length
  if (slashes === 0) return { pairs: [], types: splitTypes(words[0]), names: words.slice(1) }
  if (slashes < words.length) throw mixedForms(program)
  return { pairs: words.map(readPair), types: [], names: [] }
}

/** `pod,svc a b` is `pod/a pod/b svc/a svc/b`. */
function spreadTypes(args: readonly string[]): string[] {
  const types = splitTypes(args[0])
  if (args.length < 2 || types.length < 2) return [...args]
  return types.flatMap((type) => args.slice(1).map((name) => `${type}/${name}`))
}

function splitTypes(argument: string | undefined): string[] {
  return argument === undefined ? [] : [...new Set(argument.split(','))]
}

function readPair(word: string): { type: string; name: string } {
  const [type = '', name = '', ...more] = word.split('/')
  if (more.length > 0) throw new CliError('arguments in resource/name form may not have more than one slash')
  if (type === '' || name === '' || splitTypes(type).length !== 1)
    throw new CliError('arguments in resource/name form must have a single resource and name')
  return { type, name }
}

function mixedForms(program: string): CliError {
  return new CliError(
    `there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. '${program} get resource/<resource_name>' instead of '${program} get resource resource/<resource_name>'`,
  )
}

/** The resources behind types, categories spread out; each once. Throws where there is no such type. */
export async function findResources(types: readonly string[], registry: Registry): Promise<ResourceInfo[]> {
  const found: ResourceInfo[] = []
  for (const type of types) {
    const category = await registry.findCategory(type)
    for (const resource of category.length > 0 ? category : [await findResource(type, registry)])
      if (!found.some(({ plural, group }) => plural === resource.plural && group === resource.group))
        found.push(resource)
  }
  return found
}

/** The resource that a type names. Throws where there is none; some of kubectl's commands say so without `error:`. */
export async function findResource(
  type: string,
  registry: Registry,
  { bare = false } = {},
): Promise<ResourceInfo> {
  const resource = await registry.findResource(type)
  if (resource !== undefined) return resource
  throw new CliError(`the server doesn't have a resource type ${quote(type.split('.', 1)[0]!)}`, { bare })
}
