/** kubelite config delete-cluster. */
import { defineCommand } from '../command.ts'
import { deleteEntry } from './delete-entry.ts'

export const deleteCluster = defineCommand({
  name: 'delete-cluster',
  usage: 'NAME',
  short: 'Delete the specified cluster from the kubeconfig',
  long: ['Delete the specified cluster from the kubeconfig.'],
  examples: [{ about: 'Forget the cluster of a test', line: 'config delete-cluster test' }],
  flags: {},
  async run({ context, args }) {
    const [name, ...more] = args
    if (name === undefined || more.length > 0) return context.showHelp()
    await deleteEntry(context, 'clusters', name)
  },
})
