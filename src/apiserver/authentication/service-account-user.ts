/** The user that a service account is. Source: k8s.io/apiserver, authentication/serviceaccount/util.go. */
const PREFIX = 'system:serviceaccount:'
const ALL_ACCOUNTS = 'system:serviceaccounts'

/** `system:serviceaccount:shop:builder`. */
export function accountUserName(namespace: string, name: string): string {
  return `${PREFIX}${namespace}:${name}`
}

/** The account that a user name stands for; undefined for the name of anybody else. */
export function parseAccountUserName(user: string): { namespace: string; name: string } | undefined {
  const [namespace = '', name = '', ...more] = user.startsWith(PREFIX)
    ? user.slice(PREFIX.length).split(':')
    : []
  return namespace === '' || name === '' || more.length > 0 ? undefined : { namespace, name }
}

/** The groups that all accounts of a namespace are in. */
export function accountGroups(namespace: string): string[] {
  return [ALL_ACCOUNTS, `${ALL_ACCOUNTS}:${namespace}`]
}
