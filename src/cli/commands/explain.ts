/** kubelite explain: what the fields of a kind mean. */
import { kindName, type Registry } from '../../api/registry.ts'
import type { ResourceInfo } from '../../api/resource.ts'
import { quote } from '../../apimachinery/go-format.ts'
import { parseApiVersion } from '../../apimachinery/object.ts'
import { type CommandContext, defineCommand } from '../command.ts'
import { CliError } from '../errors.ts'
import type { ExplainField, ExplainType } from '../explain/types.ts'
import { bool, string } from '../flags/flag.ts'

const FORMATS = new Set(['plaintext', 'plaintext-openapiv2'])

const flags = {
  apiVersion: string('', 'Explain the kind in this version of its API (group/version).'),
  output: string('plaintext', 'How to print. Must be one of: plaintext, plaintext-openapiv2.', {
    short: 'o',
  }),
  recursive: bool(false, 'List the fields of fields too, without their descriptions.'),
}

export const explain = defineCommand({
  name: 'explain',
  group: 'Basic Commands (Intermediate)',
  usage:
    'TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2]',
  short: 'Get documentation for a resource',
  long: [
    'Get documentation for a resource.',
    'Tells what a kind is for and which fields it has, or the same of one field: <type>.<field>[.<field>].',
  ],
  examples: [
    { about: 'The kind itself', line: 'explain pods' },
    { about: 'All fields at every depth', line: 'explain pods --recursive' },
    { about: 'One field', line: 'explain pods.spec.containers' },
    { about: 'The kind in a certain version', line: 'explain deployments --api-version=apps/v1' },
    { about: 'In the form of older versions', line: 'explain deployments --output=plaintext-openapiv2' },
  ],
  flags,
  async run({ context, args, options }) {
    const [path, ...more] = args
    if (path === undefined || path === '')
      throw new CliError(
        `You must specify the type of resource to explain. Use "${context.program} api-resources" for a complete list of supported resources.`,
      )
    if (more.length > 0) throw new CliError('We accept only this format: explain RESOURCE')
    if (!FORMATS.has(options.output)) throw new CliError(`unrecognized format: ${options.output}`)
    const { registry } = await context.cluster()
    const { resource, fields } = await findSubject(path, registry, options.apiVersion !== '')
    const isOld = options.output === 'plaintext-openapiv2'
    const version = chooseVersion(resource, options.apiVersion, isOld)
    if (isOld) return explainOpenApiV2({ ...resource, version }, fields, registry, options.recursive, context)
    const { renderHeader, renderType, findField } = await import('../explain/render.ts')
    context.streams.stdout(renderHeader({ ...resource, version }))
    const type = await typeOf(resource, version, registry)
    const field = findField(type, fields)
    if (fields.length > 0 && field === undefined)
      throw new CliError(`field ${quote(fields.at(-1)!)} does not exist`)
    context.streams.stdout(renderType(field?.type ?? type, field, options.recursive))
  },
})

/** The form that kubectl had before: nothing is printed where a field does not exist, and the first such one is told. */
async function explainOpenApiV2(
  resource: ResourceInfo,
  path: readonly string[],
  registry: Registry,
  recursive: boolean,
  { streams }: Pick<CommandContext, 'streams'>,
): Promise<void> {
  const [{ findField }, { hasFields, renderOpenApiV2 }] = await Promise.all([
    import('../explain/render.ts'),
    import('../explain/render-openapi-v2.ts'),
  ])
  const type = await typeOf(resource, resource.version, registry)
  let field: ExplainField | undefined
  for (const [index, name] of path.entries()) {
    field = findField(type, path.slice(0, index + 1))
    if (field === undefined) throw new CliError(`field ${quote(name)} does not exist`)
    // Where there are no fields, the rest of the path is not looked at, save for its last name.
    if (hasFields(field.type)) continue
    field = { ...field, name: path.at(-1)! }
    break
  }
  streams.stdout(renderOpenApiV2(resource, field?.type ?? type, field, recursive))
}

/**
 * `deployments.apps.spec.replicas` begins with the longest name that is a type's; the rest are fields. Where the version
 * is said apart, the name is one word (kubectl, pkg/cmd/explain).
 */
async function findSubject(
  path: string,
  registry: Registry,
  hasVersion: boolean,
): Promise<{ resource: ResourceInfo; fields: string[] }> {
  const parts = path.split('.').filter((part) => part !== '')
  const [name = ''] = parts
  const simple = await registry.findResource(name)
  if (simple !== undefined && (hasVersion || parts.length === 1 || !(await isQualified(parts, registry))))
    return { resource: simple, fields: parts.slice(1) }
  for (let length = parts.length; length > 1; length--) {
    const resource = await registry.findResource(parts.slice(0, length).join('.'))
    if (resource !== undefined) return { resource, fields: parts.slice(length) }
  }
  throw new CliError(`the server doesn't have a resource type ${quote(name)}`, { bare: true })
}

async function isQualified(parts: readonly string[], registry: Registry): Promise<boolean> {
  for (let length = parts.length; length > 1; length--)
    if ((await registry.findResource(parts.slice(0, length).join('.'))) !== undefined) return true
  return false
}

function chooseVersion(resource: ResourceInfo, apiVersion: string, isOld: boolean): string {
  if (apiVersion === '') return resource.version
  const { group, version } = parseApiVersion(apiVersion)
  if (group === resource.group && resource.versions.includes(version)) return version
  const subject = isOld ? `Kind=${resource.kind}` : `Resource=${resource.plural}`
  throw new CliError(`couldn't find resource for ${quote(`${group}/${version}, ${subject}`)}`)
}

async function typeOf(resource: ResourceInfo, version: string, registry: Registry): Promise<ExplainType> {
  const { loadSchema } = await import('../../api/schema/load-schema.ts')
  const { custom } = await registry.load(kindName(resource))
  if (custom !== undefined) {
    const { customKindType } = await import('../explain/custom-types.ts')
    const common = await loadSchema({ group: '', version: 'v1', kind: 'ConfigMap' })
    const served = custom.spec.versions.find(({ name }) => name === version)
    return customKindType((served?.schema?.openAPIV3Schema ?? {}) as object, common!)
  }
  const schema = await loadSchema({ ...resource, version })
  if (schema === undefined)
    throw new CliError(
      `GVR (${resource.group}/${version}, Resource=${resource.plural}) not found in OpenAPI schema`,
    )
  const { builtInType } = await import('../explain/built-in-types.ts')
  return builtInType(schema)
}
