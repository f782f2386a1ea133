/** kubelite set subject: adds to whom a role is bound. Source: kubectl, cmd/set/set_subject.go. */
import { groupKind } from '../../api/resource.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { compareStrings } from '../../base/compare-strings.ts'
import { deepEqual } from '../../base/json.ts'
import type { RbacSubject, RoleBinding } from '../../generated/types.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { CliError } from '../errors.ts'
import { texts } from '../flags/flag.ts'
import { refuseLocalTrial, selectorFlag } from '../output/flags.ts'
import type { FoundObject } from '../resources/read.ts'
import { changeObjects, setFlags } from './change-objects.ts'

const GROUP = 'rbac.authorization.k8s.io'

const flags = {
  ...setFlags,
  ...selectorFlag,
  group: texts('A group to bind to the role. May be given several times.'),
  serviceaccount: texts(
    'A service account to bind to the role, as namespace:name. May be given several times.',
  ),
  user: texts('A user to bind to the role. May be given several times.'),
}

export const subject = defineCommand({
  name: 'subject',
  usage:
    '(-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  short: 'Update the user, group, or service account in a role binding or cluster role binding',
  long: ['Update the user, group, or service account in a role binding or cluster role binding.'],
  examples: [
    {
      about: 'Bind a service account to what a cluster role binding binds',
      line: 'set subject clusterrolebinding admin --serviceaccount=namespace:serviceaccount1',
    },
    {
      about: 'Bind two users and a group',
      line: 'set subject rolebinding admin --user=user1 --user=user2 --group=group1',
    },
    {
      about: 'What would become of a file, without a look at the cluster',
      line: 'set subject -f binding.yaml --local --user=foo -o yaml',
    },
  ],
  flags,
  async run(invocation) {
    const { args, context, options } = invocation
    const subjects = readSubjects(options, context.namespace)
    await changeObjects(invocation, {
      operation: 'subjects updated',
      resources: args,
      refused: (message) => `failed to patch subjects to rolebinding: ${message}`,
      check: (targets) => check(invocation, targets),
      change: (object, { kind }) => addSubjects(object, groupKind(kind.resource), subjects),
    })
  },
})

function check({ options }: Invocation<typeof flags>, targets: readonly FoundObject[]): void {
  refuseLocalTrial(options)
  const { user, group, serviceaccount } = options
  if (user.length + group.length + serviceaccount.length === 0)
    throw new CliError('you must specify at least one value of user, group or serviceaccount')
  const bindsCluster = targets.some(({ resource }) => groupKind(resource) === `ClusterRoleBinding.${GROUP}`)
  for (const account of serviceaccount) {
    const [namespace, name, ...more] = account.split(':')
    if (!name || more.length > 0) throw new CliError('serviceaccount must be <namespace>:<name>')
    if (namespace === '' && bindsCluster)
      throw new CliError('serviceaccount must be <namespace>:<name>, namespace must be specified')
  }
}

type Named = Pick<Invocation<typeof flags>['options'], 'group' | 'serviceaccount' | 'user'>

function readSubjects({ user, group, serviceaccount }: Named, ownNamespace: string): RbacSubject[] {
  return [
    ...distinct(user).map((name) => ({ apiGroup: GROUP, kind: 'User', name })),
    ...distinct(group).map((name) => ({ apiGroup: GROUP, kind: 'Group', name })),
    ...distinct(serviceaccount).map((account) => {
      const [namespace, name = ''] = account.split(':')
      return { kind: 'ServiceAccount', name, namespace: namespace || ownNamespace }
    }),
  ]
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort(compareStrings)
}

function addSubjects(object: Unstructured, kind: string, subjects: readonly RbacSubject[]): boolean {
  if (kind !== `RoleBinding.${GROUP}` && kind !== `ClusterRoleBinding.${GROUP}`)
    throw new CliError('setting subjects is only supported for RoleBinding/ClusterRoleBinding')
  const binding = object as unknown as RoleBinding
  const before = binding.subjects ?? []
  const added = subjects.filter((subject) => !before.some((each) => deepEqual(each, subject)))
  if (added.length > 0) binding.subjects = [...before, ...added]
  return added.length > 0
}
