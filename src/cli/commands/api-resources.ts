/** kubelite api-resources: the resources that are served. */
import { groupResource, type ResourceInfo } from '../../api/resource.ts'
import { formatApiVersion } from '../../apimachinery/object.ts'
import { joinLines, layoutColumns } from '../../apimachinery/tabwriter.ts'
import { compareStrings } from '../../base/compare-strings.ts'
import { defineCommand } from '../command.ts'
import { CliError, usageError } from '../errors.ts'
import { bool, type OptionsOf, string, strings } from '../flags/flag.ts'

const flags = {
  apiGroup: string('', 'Show only this API group; an empty one is the core group.'),
  cached: bool(false, 'Accepted as kubectl does; there is nothing to be cached.'),
  categories: strings('Show only resources of all of these categories.'),
  namespaced: bool(true, 'Show only resources that live in namespaces; with =false only those that do not.'),
  noHeaders: bool(false, 'Leave the headers out.'),
  output: string('', 'How to print. One of: (json, kyaml, name, wide, yaml).', { short: 'o' }),
  showManagedFields: bool(false, 'Accepted as kubectl does; lists of resources have no managed fields.'),
  sortBy: string('', 'Order of the list: name or kind.'),
  verbs: strings('Show only resources that have all of these verbs.'),
}

type Options = OptionsOf<typeof flags>

const FORMATS = ['json', 'kyaml', 'name', 'wide', 'yaml']

export const apiResources = defineCommand({
  name: 'api-resources',
  group: 'Other Commands',
  usage: '[flags]',
  short: 'Print the supported API resources on the server',
  long: ['Print the supported API resources on the server.'],
  examples: [
    { about: 'All resources', line: 'api-resources' },
    { about: 'With verbs and categories', line: 'api-resources -o wide' },
    { about: 'Sorted by name', line: 'api-resources --sort-by=name' },
    { about: 'Only those that live in namespaces', line: 'api-resources --namespaced=true' },
    { about: 'Only those of a group', line: 'api-resources --api-group=rbac.authorization.k8s.io' },
  ],
  flags,
  async run({ context, args, options, given }) {
    if (args.length > 0) throw usageError(context.path, `unexpected arguments: [${args.join(' ')}]`)
    const { output, sortBy } = options
    if (output !== '' && !FORMATS.includes(output))
      throw new CliError(
        `unable to match a printer suitable for the output format "${output}", allowed formats are: ${FORMATS.join(',')}`,
      )
    if (!['', 'name', 'kind'].includes(sortBy)) throw new CliError('--sort-by accepts only name or kind')
    const { registry } = await context.cluster()
    const all = await registry.resources()
    const kept = all.filter(
      (resource) =>
        (!given('namespaced') || resource.namespaced === options.namespaced) &&
        (!given('apiGroup') || resource.group === options.apiGroup) &&
        options.verbs.every((verb) => resource.verbs.some((each) => each === verb)) &&
        options.categories.every((category) => resource.categories.includes(category)),
    )
    context.streams.stdout(await render(sortResources(kept, sortBy), options))
  },
})

function sortResources(resources: ResourceInfo[], by: string): ResourceInfo[] {
  const key = (resource: ResourceInfo) =>
    by === 'name' ? resource.plural : by === 'kind' ? resource.kind : `${resource.group}\0${resource.plural}`
  return [...resources].sort((a, b) => compareStrings(key(a), key(b)))
}

async function render(resources: readonly ResourceInfo[], { output, noHeaders }: Options): Promise<string> {
  if (output === 'name') return joinLines(resources.map(groupResource))
  // kubectl prints these in the order of its structs, not sorted as objects of the API.
  if (output === 'json') return `${JSON.stringify(asList(resources), undefined, 4)}\n`
  if (output === 'kyaml') return (await import('../../printers/kyaml.ts')).toKyaml(asList(resources), 'given')
  if (output === 'yaml') return (await import('../../printers/yaml.ts')).toYaml(asList(resources))
  const wide = output === 'wide'
  const headers = [
    'NAME',
    'SHORTNAMES',
    'APIVERSION',
    'NAMESPACED',
    'KIND',
    ...(wide ? ['VERBS', 'CATEGORIES'] : []),
  ]
  const rows = resources.map((resource) => row(resource, wide))
  return joinLines(layoutColumns(noHeaders ? rows : [headers, ...rows]))
}

function row(resource: ResourceInfo, wide: boolean): string[] {
  const { plural, shortNames, group, version, namespaced, kind, verbs, categories } = resource
  const cells = [plural, shortNames.join(','), formatApiVersion(group, version), String(namespaced), kind]
  return wide ? [...cells, verbs.join(','), categories.join(',')] : cells
}

function asList(resources: readonly ResourceInfo[]): object {
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: '',
    resources: resources.map(
      ({ plural, singular, namespaced, group, version, kind, verbs, shortNames, categories }) => ({
        name: plural,
        singularName: singular,
        namespaced,
        ...(group !== '' && { group }),
        version,
        kind,
        verbs,
        ...(shortNames.length > 0 && { shortNames }),
        ...(categories.length > 0 && { categories }),
      }),
    ),
  }
}
