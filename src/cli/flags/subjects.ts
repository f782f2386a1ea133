/** To whom a role is bound, as flags name them: users, groups, service accounts. */
import type { RbacSubject } from '../../generated/types.ts'
import { CliError } from '../errors.ts'
import { texts } from './flag.ts'

const apiGroup = 'rbac.authorization.k8s.io'

/** The flags. */
export const subjectFlags = {
  group: texts('A group to bind to the role. May be given several times.'),
  serviceaccount: texts(
    'A service account to bind to the role, as namespace:name. May be given several times.',
  ),
  user: texts('A user to bind to the role. May be given several times.'),
}

/** The subjects in the order of kubectl: users, groups, service accounts. Throws CliError. */
export function subjectsOf({
  user,
  group,
  serviceaccount,
}: Readonly<Record<keyof typeof subjectFlags, readonly string[]>>): RbacSubject[] {
  return [
    ...user.map((name) => ({ apiGroup, kind: 'User', name })),
    ...group.map((name) => ({ apiGroup, kind: 'Group', name })),
    ...serviceaccount.map((account) => {
      const [namespace, name, ...more] = account.split(':')
      if (!namespace || !name || more.length > 0)
        throw new CliError('serviceaccount must be <namespace>:<name>')
      return { kind: 'ServiceAccount', name, namespace }
    }),
  ]
}
