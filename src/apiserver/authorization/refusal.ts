/** What is answered to a request that is not allowed. Source: k8s.io/apiserver, responsewriters/errors.go. */
import { quote } from '../../apimachinery/go-format.ts'
import { forbidden, type StatusError } from '../../apimachinery/status-error.ts'
import type { Identity } from '../context.ts'
import type { Action } from './authorizer.ts'

/** `pods "web" is forbidden: User "jane" cannot get resource "pods" in API group "" in the namespace "shop"`. */
export function refusal(user: Identity, action: Action, reason = ''): StatusError {
  const because = reason === '' ? '' : `: ${reason}`
  if ('path' in action) {
    const message = `User ${quote(user.name)} cannot ${action.verb} path ${quote(action.path)}${because}`
    return forbidden({ group: '', resource: '' }, '', message)
  }
  const { verb, group, resource, subresource, name, namespace } = action
  const subject = subresource === '' ? resource : `${resource}/${subresource}`
  const place = namespace === '' ? 'at the cluster scope' : `in the namespace ${quote(namespace)}`
  const message = `User ${quote(user.name)} cannot ${verb} resource ${quote(subject)} in API group ${quote(group)} ${place}`
  return forbidden({ group, resource }, name, message + because)
}
