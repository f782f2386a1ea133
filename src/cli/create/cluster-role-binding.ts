/** kubelite create clusterrolebinding. Source: kubectl, cmd/create/create_clusterrolebinding.go. */
import { string } from '../flags/flag.ts'
import { subjectFlags } from '../flags/subjects.ts'
import { defineGenerator } from './generator.ts'
import { bindingOf } from './role-binding.ts'

export const createClusterRoleBinding = defineGenerator({
  name: 'clusterrolebinding',
  usage:
    'NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  short: 'Create a cluster role binding for a particular cluster role',
  long: ['Create a cluster role binding for a particular cluster role.'],
  examples: [
    {
      about: 'Two users and a group get the cluster role cluster-admin',
      line: 'create clusterrolebinding cluster-admin --clusterrole=cluster-admin --user=user1 --user=user2 --group=group1',
    },
  ],
  flags: { ...subjectFlags, clusterrole: string('', 'The cluster role to bind. Required.') },
  required: ['clusterrole'],
  clusterScoped: true,
  refusal: 'failed to create clusterrolebinding: ',
  generate: ({ name, options }) =>
    bindingOf('ClusterRoleBinding', name, { kind: 'ClusterRole', name: options.clusterrole }, options),
})
