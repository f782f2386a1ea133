/** kubelite create role. Source: kubectl, cmd/create/create_role.go. */
import type { Unstructured } from '../../apimachinery/object.ts'
import { CliError } from '../errors.ts'
import { defineGenerator } from './generator.ts'
import { checkResources, readGranted, ruleFlags, rulesOf, warnOfVerbs } from './policy-rules.ts'

export const createRole = defineGenerator({
  name: 'role',
  usage:
    'NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]',
  short: 'Create a role with single rule',
  long: ['Create a role with single rule.'],
  examples: [
    {
      about: 'Look at pods',
      line: 'create role pod-reader --verb=get --verb=list --verb=watch --resource=pods',
    },
    {
      about: 'Look at two pods only',
      line: 'create role pod-reader --verb=get --resource=pods --resource-name=readablepod --resource-name=anotherpod',
    },
    {
      about: 'Resources of an API group',
      line: 'create role foo --verb=get,list,watch --resource=rs.apps',
    },
    {
      about: 'A part of resources',
      line: 'create role foo --verb=get,list,watch --resource=pods,pods/status',
    },
  ],
  flags: ruleFlags,
  async generate({ name, options, context }) {
    const granted = readGranted(options)
    if (granted.verbs.length === 0) throw new CliError('at least one verb must be specified')
    warnOfVerbs(granted.verbs, context.streams.stderr)
    if (granted.resources.length === 0) throw new CliError('at least one resource must be specified')
    const { registry } = await context.cluster()
    await checkResources(granted, registry)
    const rules = await rulesOf(granted, registry)
    const apiVersion = 'rbac.authorization.k8s.io/v1'
    return { apiVersion, kind: 'Role', metadata: { name }, rules } as unknown as Unstructured
  },
})
