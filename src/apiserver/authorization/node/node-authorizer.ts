/** What kubelets may do: each with its own node, its pods, and what these need (plugin/pkg/auth/authorizer/node). */
import { NODE_LEASE_NAMESPACE } from '../../../api/kinds/core/node/heartbeat.ts'
import { clusterRoleRules } from '../../../api/kinds/rbac/bootstrap/cluster-roles.ts'
import { ruleOf } from '../../../api/kinds/rbac/bootstrap/rule-text.ts'
import { ruleAllows } from '../../../api/kinds/rbac/policy-rule.ts'
import type { Subject } from '../../../api/kinds/rbac/subjects.ts'
import { parseFieldSelector, requiredField } from '../../../apimachinery/field-selector.ts'
import { quote } from '../../../apimachinery/go-format.ts'
import type { Action, Decision, RoleReader } from '../authorizer.ts'
import { nodeOf } from './node-identity.ts'
import { relations } from './relations.ts'

/** An action on a resource. */
type ResourceAction = Exclude<Action, { path: string }>

/** True, or why not. */
type Answer = true | string

/** One request of a node. */
interface Asked {
  readonly reader: RoleReader
  readonly node: string
  readonly action: ResourceAction
}

const OWN_VERBS = ['get', 'create', 'update', 'patch', 'delete']

/** What is allowed to nodes beside roles that are bound to them. */
export async function authorizeNode(reader: RoleReader, user: Subject, action: Action): Promise<Decision> {
  const node = nodeOf(user)
  if (!node) return refused(`unknown node for user ${quote(user.name)}`)
  const answer = 'path' in action ? '' : await answerTo({ reader, node, action })
  if (answer === undefined || 'path' in action)
    return nodeRules().some((rule) => ruleAllows(rule, action)) ? { allowed: true, reason: '' } : refused('')
  return answer === true ? { allowed: true, reason: '' } : refused(answer)
}

function refused(reason: string): Decision {
  return { allowed: false, reason }
}

/** What all nodes may do alike is that of their cluster role. */
function nodeRules() {
  return (clusterRoleRules['system:node'] ?? []).map(ruleOf)
}

/** Undefined for what the rules tell. */
async function answerTo(asked: Asked): Promise<Answer | undefined> {
  const { group, resource } = asked.action
  switch (group === '' ? resource : `${resource}.${group}`) {
    case 'secrets':
    case 'configmaps':
      return mayRead(asked)
    case 'persistentvolumeclaims':
      return asked.action.subresource === 'status' ? mayWriteStatus(asked) : mayGet(asked)
    case 'persistentvolumes':
    case 'resourceclaims.resource.k8s.io':
    case 'volumeattachments.storage.k8s.io':
      return mayGet(asked)
    case 'serviceaccounts':
      return aboutServiceAccount(asked)
    case 'leases.coordination.k8s.io':
      return aboutLease(asked)
    case 'csinodes.storage.k8s.io':
      return aboutCsiNode(asked)
    case 'resourceslices.resource.k8s.io':
      return aboutResourceSlice(asked)
    case 'nodes':
      return aboutNode(asked)
    case 'pods':
      return aboutPod(asked)
    default:
      return undefined
  }
}

async function isRelated({ reader, node, action }: Asked): Promise<Answer> {
  const { group, resource, namespace, name } = action
  if (name === '') return 'No Object name found'
  const relation = relations[group === '' ? resource : `${resource}.${group}`]
  if (await relation?.(reader, node, { namespace, name })) return true
  return `no relationship found between node '${node}' and this object`
}

async function mayGet(asked: Asked): Promise<Answer> {
  const { verb, subresource } = asked.action
  if (verb !== 'get') return 'can only get individual resources of this type'
  return subresource === '' ? isRelated(asked) : 'cannot get subresource'
}

async function mayRead(asked: Asked): Promise<Answer> {
  const { verb, subresource, namespace } = asked.action
  if (!['get', 'list', 'watch'].includes(verb)) return 'can only read resources of this type'
  if (subresource !== '') return 'cannot read subresource'
  return namespace === '' ? 'can only read namespaced object of this type' : isRelated(asked)
}

async function mayWriteStatus(asked: Asked): Promise<Answer> {
  const isWrite = ['update', 'patch'].includes(asked.action.verb)
  return isWrite ? isRelated(asked) : 'can only get/update/patch this type'
}

/** Tokens for the accounts of its pods; and, to hand them to credential providers, the accounts themselves. */
async function aboutServiceAccount(asked: Asked): Promise<Answer> {
  const { verb, subresource, name } = asked.action
  if (verb === 'get' && subresource === '') return isRelated(asked)
  if (verb !== 'create' || name === '') return 'can only create tokens for individual service accounts'
  return subresource === 'token' ? isRelated(asked) : 'can only create token subresource of serviceaccount'
}

async function aboutLease({ node, action: { verb, namespace, name } }: Asked): Promise<Answer> {
  if (!OWN_VERBS.includes(verb)) return 'can only get, create, update, patch, or delete a node lease'
  if (namespace !== NODE_LEASE_NAMESPACE)
    return `can only access leases in the ${quote(NODE_LEASE_NAMESPACE)} system namespace`
  // Of what is created the name is not known yet: admission looks at it.
  if (verb === 'create' || name === node) return true
  return 'can only access node lease with the same name as the requesting node'
}

async function aboutCsiNode({ node, action: { verb, subresource, name } }: Asked): Promise<Answer> {
  if (!OWN_VERBS.includes(verb)) return 'can only get, create, update, patch, or delete a CSINode'
  if (subresource !== '') return 'cannot authorize CSINode subresources'
  if (verb === 'create' || name === node) return true
  return 'can only access CSINode with the same name as the requesting node'
}

async function aboutResourceSlice(asked: Asked): Promise<Answer> {
  const { verb, subresource } = asked.action
  if (subresource !== '') return 'cannot authorize ResourceSlice subresources'
  if (verb === 'create') return true
  if (['get', 'update', 'patch', 'delete'].includes(verb)) return isRelated(asked)
  if (!['watch', 'list', 'deletecollection'].includes(verb))
    return 'only the following verbs are allowed for a ResourceSlice: get, watch, list, create, update, patch, delete, deletecollection'
  if (selects(asked, 'nodeName')) return true
  return 'can only list/watch/deletecollection resourceslices with nodeName field selector'
}

/** Which nodes it may write, admission tells. */
async function aboutNode({ node, action: { verb, subresource, name } }: Asked): Promise<Answer> {
  if (subresource === 'status') return ['update', 'patch'].includes(verb) || ''
  if (subresource !== '') return ''
  if (['create', 'update', 'patch'].includes(verb)) return true
  if (!['get', 'list', 'watch'].includes(verb)) return ''
  if (name === node) return true
  return name === ''
    ? `node '${node}' cannot read all nodes, only its own Node object`
    : `node '${node}' cannot read '${name}', only its own Node object`
}

/** Which pods it may write, admission tells. */
async function aboutPod(asked: Asked): Promise<Answer> {
  const { verb, subresource, name } = asked.action
  if (subresource === 'status') return ['update', 'patch'].includes(verb) || ''
  if (subresource === 'eviction') return verb === 'create' || ''
  if (subresource !== '') return ''
  if (verb === 'get') return isRelated(asked)
  if (verb === 'create' || verb === 'delete') return true
  if (verb !== 'list' && verb !== 'watch') return ''
  if (selects(asked, 'spec.nodeName')) return true
  return name === '' ? 'can only list/watch pods with spec.nodeName field selector' : isRelated(asked)
}

/** Does the list ask for objects of the node alone? */
function selects({ node, action: { fieldSelector } }: Asked, field: string): boolean {
  if (fieldSelector === undefined) return false
  try {
    return requiredField(parseFieldSelector(fieldSelector), field) === node
  } catch {
    // What cannot be parsed is told by the list itself.
    return false
  }
}
