/** kubelite config: the files that say which namespace to work in, and as whom. */
import { defineCommand } from '../command.ts'

export const config = defineCommand({
  name: 'config',
  group: 'Other Commands',
  usage: 'SUBCOMMAND',
  short: 'Modify kubeconfig files',
  long: [
    'Modify kubeconfig files using subcommands like "kubelite config set current-context my-context".',
    'A kubeconfig is optional: without one there is the context "kubelite". Contexts choose the namespace and the user that commands work with; all of them lead to the cluster of --data-dir, whatever server they name. The credentials of a user count where the server is that of the built-in context, or where --kubeconfig or --user names them.',
    'Which files they are is found out by these rules.',
    ' 1.  With --kubeconfig, that file alone counts.\n  2.  Else, with $KUBECONFIG, the files of that list are merged. A value is changed in the file that has it; a new one goes into the first file that exists, or else into the last one.\n  3.  Else it is the file "config" in the folder of the cluster. The file of kubectl, ~/.kube/config, is only used where one of the rules before names it.',
  ],
  examples: [
    {
      about: 'Another namespace for all commands to come',
      line: 'config set-context --current --namespace=shop',
    },
    { about: 'What all files together say', line: 'config view' },
  ],
  needsNoContext: true,
  flags: {},
  subcommands: {
    'current-context': () => import('../config/current-context.ts').then((module) => module.currentContext),
    'delete-cluster': () => import('../config/delete-cluster.ts').then((module) => module.deleteCluster),
    'delete-context': () => import('../config/delete-context.ts').then((module) => module.deleteContext),
    'delete-user': () => import('../config/delete-user.ts').then((module) => module.deleteUser),
    'get-clusters': () => import('../config/get-clusters.ts').then((module) => module.getClusters),
    'get-contexts': () => import('../config/get-contexts.ts').then((module) => module.getContexts),
    'get-users': () => import('../config/get-users.ts').then((module) => module.getUsers),
    'rename-context': () => import('../config/rename-context.ts').then((module) => module.renameContext),
    set: () => import('../config/set.ts').then((module) => module.set),
    'set-cluster': () => import('../config/set-cluster.ts').then((module) => module.setCluster),
    'set-context': () => import('../config/set-context.ts').then((module) => module.setContext),
    'set-credentials': () => import('../config/set-credentials.ts').then((module) => module.setCredentials),
    unset: () => import('../config/unset.ts').then((module) => module.unset),
    'use-context': () => import('../config/use-context.ts').then((module) => module.useContext),
    view: () => import('../config/view.ts').then((module) => module.view),
  },
})
