/** kubelite create rolebinding. Source: kubectl, cmd/create/create_rolebinding.go. */
import type { Unstructured } from '../../apimachinery/object.ts'
import { CliError } from '../errors.ts'
import { string } from '../flags/flag.ts'
import { subjectFlags, subjectsOf } from '../flags/subjects.ts'
import { defineGenerator } from './generator.ts'

export const createRoleBinding = defineGenerator({
  name: 'rolebinding',
  usage:
    'NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  short: 'Create a role binding for a particular role or cluster role',
  long: ['Create a role binding for a particular role or cluster role.'],
  examples: [
    {
      about: 'Two users and a group get the cluster role admin in this namespace',
      line: 'create rolebinding admin --clusterrole=admin --user=user1 --user=user2 --group=group1',
    },
    {
      about: 'A service account gets the role admin',
      line: 'create rolebinding admin-binding --role=admin --serviceaccount=monitoring:sa-dev',
    },
  ],
  flags: {
    ...subjectFlags,
    clusterrole: string('', 'The cluster role to bind.'),
    role: string('', 'The role to bind.'),
  },
  refusal: 'failed to create rolebinding: ',
  generate({ name, options }) {
    const { clusterrole, role } = options
    if ((clusterrole === '') === (role === ''))
      throw new CliError('exactly one of clusterrole or role must be specified')
    const [kind, bound] = role === '' ? ['ClusterRole', clusterrole] : ['Role', role]
    return bindingOf('RoleBinding', name, { kind, name: bound }, options)
  },
})

/** A binding of either kind. */
export function bindingOf(
  kind: string,
  name: string,
  role: { kind: string; name: string },
  options: Parameters<typeof subjectsOf>[0],
): Unstructured {
  const apiGroup = 'rbac.authorization.k8s.io'
  return {
    apiVersion: `${apiGroup}/v1`,
    kind,
    metadata: { name },
    roleRef: { apiGroup, ...role },
    subjects: subjectsOf(options),
  } as unknown as Unstructured
}
