/** The object that stands for an apply set: which one --applyset means. Source: kubectl, cmd/apply/applyset.go; KEP-3659. */
import { createHash } from 'node:crypto'
import type { Registry } from '../../api/registry.ts'
import { groupResource, type ResourceInfo } from '../../api/resource.ts'
import { quote } from '../../apimachinery/go-format.ts'
import type { Client } from '../../apiserver/client.ts'
import { CliError } from '../errors.ts'
import { formatResource } from '../resources/target.ts'

/** On a CustomResourceDefinition: its objects may stand for apply sets. */
const IS_PARENT_TYPE = 'applyset.kubernetes.io/is-parent-type'

/** Kinds that every cluster has and that may stand for sets; only these are made where they are missing. */
const BUILT_IN = ['secrets', 'configmaps']

/** The object that stands for a set. */
export interface ApplySetParent {
  resource: ResourceInfo
  /** '' for kinds without namespaces. */
  namespace: string
  name: string
  /** The label by which its members are known: it follows from what the parent is called. */
  id: string
}

/** Reads `[RESOURCE][.GROUP]/NAME`; a Secret is meant where no resource is named. Throws CliError. */
export async function findParent(
  reference: string,
  registry: Registry,
  { namespace, namespaceGiven }: { namespace: string; namespaceGiven: boolean },
): Promise<ApplySetParent> {
  const slash = reference.indexOf('/')
  const type = slash < 0 ? 'secrets' : reference.slice(0, slash)
  const name = reference.slice(slash + 1)
  const fail = (why: string) => new CliError(`invalid parent reference ${quote(reference)}: ${why}`)
  if (name === '') throw fail('name cannot be blank')
  const resource = await registry.findResource(type)
  if (resource === undefined) {
    const [plural = '', ...group] = type.split('.')
    throw fail(`no matches for ${group.join('.')}/, Resource=${plural}`)
  }
  // The namespace of the command counts only where it is said.
  const where = resource.namespaced && namespaceGiven ? namespace : ''
  return { resource, namespace: where, name, id: idOf(resource, where, name) }
}

/** base64(sha256(<name>.<namespace>.<kind>.<group>)) within a prefix and a suffix that make a label of it. */
function idOf({ kind, group }: ResourceInfo, namespace: string, name: string): string {
  const hash = createHash('sha256').update([name, namespace, kind, group].join('.'))
  return `applyset-${hash.digest('base64url')}-v1`
}

/** Throws where the object may not stand for a set. */
export async function checkParent({ resource, namespace }: ApplySetParent, client: Client): Promise<void> {
  const errors: string[] = []
  if (resource.namespaced && namespace === '')
    errors.push('namespace is required to use namespace-scoped ApplySet')
  if (!(await isParentType(resource, client)))
    errors.push(`resource ${quote(formatResource(resource))} is not permitted as an ApplySet parent`)
  if (errors.length > 0) throw new CliError(errors.length === 1 ? errors[0]! : `[${errors.join(', ')}]`)
}

/** Whether kubectl makes objects of the kind by itself. */
export function isBuiltInParent({ group, plural }: ResourceInfo): boolean {
  return group === '' && BUILT_IN.includes(plural)
}

async function isParentType(resource: ResourceInfo, client: Client): Promise<boolean> {
  if (isBuiltInParent(resource)) return true
  const name = { namespace: '', name: groupResource(resource) }
  const definition = await client.find('CustomResourceDefinition', name)
  return definition?.metadata.labels?.[IS_PARENT_TYPE] !== undefined
}

/** `secrets./web`: the parent in messages. */
export function formatParent({ resource, name }: ApplySetParent): string {
  return `${resource.plural}.${resource.group}/${name}`
}
