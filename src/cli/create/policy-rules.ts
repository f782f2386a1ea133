/** The rules of a role as flags name them. Source: kubectl, cmd/create/create_role.go. */
import type { Registry } from '../../api/registry.ts'
import { quote } from '../../apimachinery/go-format.ts'
import { compareStrings } from '../../base/compare-strings.ts'
import type { PolicyRule } from '../../generated/types.ts'
import { CliError } from '../errors.ts'
import { strings, texts } from '../flags/flag.ts'

/** The flags. */
export const ruleFlags = {
  resource: strings('A resource that the rule is about, as in pods, deployments.apps, or pods/log.'),
  resourceName: texts('The name of an object that the rule is about. May be given several times.'),
  verb: strings('What may be done with it, as in get, list, or *.'),
}

/** What the rules are about, each thing once. */
export interface Granted {
  verbs: readonly string[]
  resources: readonly GrantedResource[]
  resourceNames: readonly string[]
}

/** `pods/log`, `deployments.apps`: the parts that are not there are ''. */
interface GrantedResource {
  resource: string
  group: string
  subresource: string
}

/** Reads the flags. A * among the verbs, or alone among the resources, stands for all others. */
export function readGranted(options: {
  resource: readonly string[]
  resourceName: readonly string[]
  verb: readonly string[]
}): Granted {
  const { resource, resourceName, verb } = options
  return {
    verbs: verb.includes('*') ? ['*'] : [...new Set(verb)],
    resources: (resource.includes('*') ? ['*'] : resource).map(readResource),
    resourceNames: [...new Set(resourceName)],
  }
}

function readResource(text: string): GrantedResource {
  const [, resource = '', group = '', subresource = ''] =
    /^([^./]*)(?:\.([^/]*))?(?:\/(.*))?$/s.exec(text) ?? []
  return { resource, group, subresource }
}

const VERBS = new Set(
  '* get delete list create update patch watch proxy deletecollection use bind escalate impersonate'.split(
    ' ',
  ),
)

const ROLES = ['roles.rbac.authorization.k8s.io', 'clusterroles.rbac.authorization.k8s.io']

/** What the verbs that are about a few resources only may be granted for. */
const SPECIAL: Readonly<Record<string, readonly string[]>> = {
  use: ['podsecuritypolicies.policy', 'podsecuritypolicies.extensions'],
  bind: ROLES,
  escalate: ROLES,
  impersonate: ['users', 'serviceaccounts', 'groups', 'userextras.authentication.k8s.io'],
}

/** Warns of verbs that Kubernetes does not know. */
export function warnOfVerbs(verbs: readonly string[], warn: (text: string) => void): void {
  for (const verb of verbs) if (!VERBS.has(verb)) warn(`Warning: '${verb}' is not a standard resource verb\n`)
}

/** Throws for resources that are not served, and for verbs that are not about them. What follows a * is not looked at. */
export async function checkResources({ resources, verbs }: Granted, registry: Registry): Promise<void> {
  for (const granted of resources) {
    if (granted.resource === '')
      throw new CliError('resource must be specified if apiGroup/subresource specified')
    if (granted.resource === '*') return
    const { plural, group, served } = await serve(granted, registry)
    const special = verbs.filter((verb) => Object.hasOwn(SPECIAL, verb))
    for (const verb of special)
      if (!SPECIAL[verb]!.includes(group === '' ? plural : `${plural}.${group}`))
        throw new CliError(`can not perform '${verb}' on '${plural}' in group '${group}'`)
    if (!served && special.length === 0) throw notServed(granted)
  }
}

function notServed({ resource, group }: GrantedResource): CliError {
  const where = group === '' ? '' : ` in group ${quote(group)}`
  return new CliError(`the server doesn't have a resource type ${quote(resource)}${where}`, { bare: true })
}

/** The resource by its full name, if there is one of that name, or one that begins with the group. */
async function serve(
  { resource, group }: GrantedResource,
  registry: Registry,
): Promise<{ plural: string; group: string; served: boolean }> {
  const found = await registry.findResource(group === '' ? resource : `${resource}.${group}`)
  if (found === undefined || !found.group.startsWith(group)) return { plural: resource, group, served: false }
  return { plural: found.plural, group: found.group, served: true }
}

/** A rule for each group, by its name. */
export async function rulesOf(
  { verbs, resources, resourceNames }: Granted,
  registry: Registry,
): Promise<PolicyRule[]> {
  const groups = new Map<string, Set<string>>()
  for (const granted of resources) {
    const { plural, group } = await serve(granted, registry)
    const names = groups.get(group) ?? new Set()
    groups.set(group, names.add(granted.subresource === '' ? plural : `${plural}/${granted.subresource}`))
  }
  return [...groups]
    .sort(([a], [b]) => compareStrings(a, b))
    .map(([group, names]) => ({
      verbs: [...verbs],
      resources: [...names],
      apiGroups: [group],
      resourceNames: [...resourceNames],
    }))
}
