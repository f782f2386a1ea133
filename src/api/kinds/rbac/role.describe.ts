/** `kubectl describe role` and `clusterrole`. */
import type { ClusterRole, PolicyRule, Role } from '../../../generated/types.ts'
import { formatGoList } from '../../describe/format.ts'
import { writeMetadata } from '../../describe/metadata.ts'
import { createDescribeWriter } from '../../describe/writer.ts'

/** A table of what may be done, one resource a line. */
export async function describe(object: Role | ClusterRole): Promise<string> {
  const writer = createDescribeWriter()
  writer.line(0, `Name:\t${object.metadata.name ?? ''}`)
  writeMetadata(writer, object)
  writer.line(0, 'PolicyRule:')
  writer.line(1, 'Resources\tNon-Resource URLs\tResource Names\tVerbs')
  writer.line(1, '---------\t-----------------\t--------------\t-----')
  for (const rule of compact((object.rules ?? []).flatMap(breakDown))) {
    const lists = [rule.urls, rule.names, rule.verbs].map(formatGoList)
    writer.line(1, [resourceText(rule), ...lists].join('\t'))
  }
  return writer.toString()
}

/** One resource, or one URL, with its verbs. */
interface SimpleRule {
  group?: string
  resource?: string
  names: string[]
  urls: string[]
  verbs: string[]
}

/** One rule for each resource, name and verb (rbac.BreakdownRule). */
function breakDown(rule: PolicyRule): SimpleRule[] {
  const { apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [], verbs = [] } = rule
  const names = resourceNames.length > 0 ? resourceNames.map((name) => [name]) : [[]]
  const simple: SimpleRule[] = []
  for (const group of apiGroups)
    for (const resource of resources)
      for (const verb of verbs)
        for (const name of names) simple.push({ group, resource, names: name, urls: [], verbs: [verb] })
  for (const url of nonResourceURLs)
    for (const verb of verbs) simple.push({ names: [], urls: [url], verbs: [verb] })
  return simple
}

/** Joins the verbs of each resource; sorted by Go's text of the rules, in which the verbs come first. */
function compact(rules: readonly SimpleRule[]): SimpleRule[] {
  const byResource = new Map<string, SimpleRule>()
  const others: SimpleRule[] = []
  for (const rule of rules) {
    if (rule.resource === undefined) others.push(rule)
    else {
      const key = JSON.stringify([rule.group, rule.resource, rule.names])
      const known = byResource.get(key)
      if (!known) byResource.set(key, { ...rule, verbs: [...rule.verbs] })
      else if (!known.verbs.includes(rule.verbs[0] ?? '')) known.verbs.push(...rule.verbs)
    }
  }
  return [...others, ...byResource.values()].sort((a, b) => (goText(a) < goText(b) ? -1 : 1))
}

function goText({ verbs, group = '', resource = '', names, urls }: SimpleRule): string {
  const lists = [verbs, [group], [resource], names, urls].map(formatGoList)
  return `Verbs:${lists[0]},APIGroups:${lists[1]},Resources:${lists[2]},ResourceNames:${lists[3]},NonResourceURLs:${lists[4]}`
}

/** `deployments.apps/scale`. */
function resourceText({ group, resource }: SimpleRule): string {
  if (resource === undefined) return ''
  const slash = resource.indexOf('/')
  const [name, rest] = slash < 0 ? [resource, ''] : [resource.slice(0, slash), resource.slice(slash)]
  return `${name}${group ? `.${group}` : ''}${rest}`
}
