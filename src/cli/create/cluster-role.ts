/** kubelite create clusterrole. Source: kubectl, cmd/create/create_clusterrole.go. */
import type { Unstructured } from '../../apimachinery/object.ts'
import type { CommandContext } from '../command.ts'
import { CliError } from '../errors.ts'
import { labelPairs, strings } from '../flags/flag.ts'
import { defineGenerator } from './generator.ts'
import { checkResources, type Granted, readGranted, ruleFlags, rulesOf, warnOfVerbs } from './policy-rules.ts'

export const createClusterRole = defineGenerator({
  name: 'clusterrole',
  usage:
    'NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]',
  short: 'Create a cluster role',
  long: ['Create a cluster role.'],
  examples: [
    {
      about: 'Look at pods',
      line: 'create clusterrole pod-reader --verb=get,list,watch --resource=pods',
    },
    {
      about: 'Look at two pods only',
      line: 'create clusterrole pod-reader --verb=get --resource=pods --resource-name=readablepod --resource-name=anotherpod',
    },
    {
      about: 'Resources of an API group',
      line: 'create clusterrole foo --verb=get,list,watch --resource=rs.apps',
    },
    {
      about: 'A part of resources',
      line: 'create clusterrole foo --verb=get,list,watch --resource=pods,pods/status',
    },
    { about: 'Paths of the server', line: 'create clusterrole foo --verb=get --non-resource-url=/logs/*' },
    {
      about: 'The rules of all cluster roles with a label',
      line: 'create clusterrole monitoring --aggregation-rule="rbac.example.com/aggregate-to-monitoring=true"',
    },
  ],
  flags: {
    ...ruleFlags,
    aggregationRule: labelPairs('The labels of the cluster roles whose rules make up this one.'),
    nonResourceUrl: strings('A path of the server that the rule is about; it may end in *.'),
  },
  clusterScoped: true,
  async generate({ name, options, context }) {
    const granted = readGranted(options)
    const urls = [...new Set(options.nonResourceUrl)]
    const apiVersion = 'rbac.authorization.k8s.io/v1'
    const role = { apiVersion, kind: 'ClusterRole', metadata: { name } }
    if (Object.keys(options.aggregationRule).length === 0)
      return { ...role, rules: await allRules(granted, urls, context) } as unknown as Unstructured
    const { verbs, resources, resourceNames } = granted
    if (urls.length + verbs.length + resources.length + resourceNames.length > 0)
      throw new CliError(
        'aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames',
      )
    const aggregationRule = { clusterRoleSelectors: [{ matchLabels: options.aggregationRule }] }
    return { ...role, aggregationRule } as unknown as Unstructured
  },
})

async function allRules(
  granted: Granted,
  nonResourceURLs: readonly string[],
  { cluster, streams }: CommandContext,
): Promise<object[]> {
  const { verbs, resources } = granted
  if (verbs.length === 0) throw new CliError('at least one verb must be specified')
  if (resources.length === 0 && nonResourceURLs.length === 0)
    throw new CliError('one of resource or nonResourceURL must be specified')
  const rules: object[] = []
  if (resources.length > 0) {
    warnOfVerbs(verbs, streams.stderr)
    const { registry } = await cluster()
    await checkResources(granted, registry)
    rules.push(...(await rulesOf(granted, registry)))
  }
  if (nonResourceURLs.length === 0) return rules
  checkUrls(verbs, nonResourceURLs)
  return [...rules, { verbs, nonResourceURLs }]
}

const URL_VERBS = new Set(['*', 'get', 'post', 'put', 'delete', 'patch', 'head', 'options'])

function checkUrls(verbs: readonly string[], urls: readonly string[]): void {
  for (const verb of verbs)
    if (!URL_VERBS.has(verb)) throw new CliError(`invalid verb: '${verb}' for nonResourceURL`)
  for (const url of urls) {
    if (url === '*') continue
    if (!url.startsWith('/')) throw new CliError('nonResourceURL should start with /')
    if (url.slice(0, -1).includes('*'))
      throw new CliError("nonResourceURL only supports wildcard matches when '*' is at the end")
  }
}
