/** Acting as somebody else. Source: k8s.io/apiserver, endpoints/filters/impersonation. */
import { accountGroups, parseAccountUserName } from '../authentication/service-account-user.ts'
import type { Credentials } from '../client.ts'
import type { Identity } from '../context.ts'
import type { Action } from './authorizer.ts'

/** Whom to act as. */
export type Impersonated = Extract<Credentials, { user: string }>

const AUTHENTICATED = 'system:authenticated'
const UNAUTHENTICATED = 'system:unauthenticated'

/** What the one who impersonates must be allowed to do, in the order in which it is asked. */
export function impersonationActions({ user, groups = [], uid, extra = {} }: Impersonated): Action[] {
  const account = parseAccountUserName(user)
  return [
    account
      ? { ...action('serviceaccounts', account.name), namespace: account.namespace }
      : action('users', user),
    ...groups.map((group) => action('groups', group)),
    ...Object.entries(extra).flatMap(([key, values]) =>
      values.map((value) => ({
        ...action('userextras', value, 'authentication.k8s.io'),
        subresource: key,
      })),
    ),
    ...(uid === undefined ? [] : [action('uids', uid, 'authentication.k8s.io')]),
  ]
}

function action(resource: string, name: string, group = '') {
  return { verb: 'impersonate', group, resource, subresource: '', name, namespace: '' }
}

/** The user that the request is made as: in the groups that were asked for, and in that of all users. */
export function impersonatedIdentity({ user, groups = [], uid, extra }: Impersonated): Identity {
  const account = parseAccountUserName(user)
  const own = account && groups.length === 0 ? accountGroups(account.namespace) : groups
  const everyone = user === 'system:anonymous' ? UNAUTHENTICATED : AUTHENTICATED
  const isSaid = own.includes(AUTHENTICATED) || own.includes(UNAUTHENTICATED)
  return {
    name: user,
    groups: isSaid ? own : [...own, everyone],
    ...(uid !== undefined && { uid }),
    ...(extra && Object.keys(extra).length > 0 && { extra }),
  }
}
