/** What policy rules allow, and how they are told. Source: pkg/apis/rbac/v1 (evaluation_helpers.go, helpers.go). */
import { quote } from '../../../apimachinery/go-format.ts'
import type { PolicyRule } from '../../../generated/types.ts'

/** What somebody wants to do with a resource. */
export interface ResourceAction {
  verb: string
  group: string
  /** The plural; '*' for all. */
  resource: string
  subresource: string
  name: string
}

/** What somebody wants to do with a URL of no resource. */
export interface UrlAction {
  verb: string
  path: string
}

/** Whether a rule allows the action. */
export function ruleAllows(rule: PolicyRule, action: ResourceAction | UrlAction): boolean {
  if (!matchesWord(rule.verbs, action.verb)) return false
  if ('path' in action) return (rule.nonResourceURLs ?? []).some((url) => urlMatches(url, action.path))
  return (
    matchesWord(rule.apiGroups, action.group) &&
    resourceMatches(rule.resources ?? [], action) &&
    (!rule.resourceNames?.length || rule.resourceNames.includes(action.name))
  )
}

function matchesWord(words: readonly string[] | undefined, word: string): boolean {
  return words?.some((each) => each === '*' || each === word) ?? false
}

function resourceMatches(
  resources: readonly string[],
  { resource, subresource }: Pick<ResourceAction, 'resource' | 'subresource'>,
): boolean {
  const combined = subresource === '' ? resource : `${resource}/${subresource}`
  return resources.some(
    (each) => each === '*' || each === combined || (subresource !== '' && each === `*/${subresource}`),
  )
}

/** `/api/*` is all that begins with `/api/`; the star stands at the end only. */
function urlMatches(rule: string, path: string): boolean {
  return rule === '*' || rule === path || (rule.endsWith('*') && path.startsWith(rule.slice(0, -1)))
}

/** Rules that say the same, each of one verb, group, resource and name, or of one verb and URL. */
export function breakDown(rule: PolicyRule): PolicyRule[] {
  const { apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [], verbs = [] } = rule
  const names = resourceNames.length > 0 ? resourceNames.map((name) => [name]) : [undefined]
  const simple: PolicyRule[] = []
  for (const group of apiGroups)
    for (const resource of resources)
      for (const verb of verbs)
        for (const name of names)
          simple.push({
            apiGroups: [group],
            resources: [resource],
            verbs: [verb],
            ...(name && { resourceNames: name }),
          })
  for (const url of nonResourceURLs)
    for (const verb of verbs) simple.push({ nonResourceURLs: [url], verbs: [verb] })
  return simple
}

/** Joins the verbs of what is about one resource. Expects rules as breakDown gives them; URLs stay as they are. */
export function compactRules(rules: readonly PolicyRule[]): PolicyRule[] {
  const bySubject = new Map<string, PolicyRule>()
  const others: PolicyRule[] = []
  for (const rule of rules) {
    if (rule.resources === undefined) others.push(rule)
    else {
      const subject = JSON.stringify([rule.apiGroups, rule.resources, rule.resourceNames])
      const known = bySubject.get(subject)
      if (!known) bySubject.set(subject, { ...rule, verbs: [...rule.verbs] })
      else known.verbs.push(...rule.verbs.filter((verb) => !known.verbs.includes(verb)))
    }
  }
  return [...others, ...bySubject.values()]
}

/** The simple rules among `wanted` that none of `held` allows. Source: component-helpers/auth/rbac/validation. */
export function missingRules(held: readonly PolicyRule[], wanted: readonly PolicyRule[]): PolicyRule[] {
  return wanted.flatMap(breakDown).filter((rule) => !held.some((owner) => covers(owner, rule)))
}

function covers(
  owner: PolicyRule,
  { verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule,
): boolean {
  const [verb = '', url] = [verbs[0], nonResourceURLs?.[0]]
  if (!matchesWord(owner.verbs, verb)) return false
  if (url !== undefined) return (owner.nonResourceURLs ?? []).some((each) => urlMatches(each, url))
  const [resource = '', subresource = ''] = splitResource(resources?.[0] ?? '')
  return (
    matchesWord(owner.apiGroups, apiGroups?.[0] ?? '') &&
    resourceMatches(owner.resources ?? [], { resource, subresource }) &&
    (!owner.resourceNames?.length ||
      (resourceNames !== undefined && owner.resourceNames.includes(resourceNames[0] ?? '')))
  )
}

function splitResource(resource: string): [string, string?] {
  const slash = resource.indexOf('/')
  return slash < 0 ? [resource] : [resource.slice(0, slash), resource.slice(slash + 1)]
}

/** `{APIGroups:[""], Resources:["pods"], Verbs:["get"]}`: only what the rule has (CompactString). */
export function formatRule({
  apiGroups,
  resources,
  nonResourceURLs,
  resourceNames,
  verbs,
}: PolicyRule): string {
  const lists: [string, readonly string[] | undefined][] = [
    ['APIGroups', apiGroups],
    ['Resources', resources],
    ['NonResourceURLs', nonResourceURLs],
    ['ResourceNames', resourceNames],
    ['Verbs', verbs],
  ]
  const told = lists.filter(([, list]) => list?.length)
  return `{${told.map(([name, list]) => `${name}:[${list?.map(quote).join(' ')}]`).join(', ')}}`
}
