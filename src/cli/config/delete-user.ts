/** kubelite config delete-user. */
import { defineCommand } from '../command.ts'
import { usageError } from '../errors.ts'
import { deleteEntry } from './delete-entry.ts'

export const deleteUser = defineCommand({
  name: 'delete-user',
  usage: 'NAME',
  short: 'Delete the specified user from the kubeconfig',
  long: ['Delete the specified user from the kubeconfig.'],
  examples: [{ about: 'Forget the user of a test', line: 'config delete-user test' }],
  flags: {},
  async run({ context, args }) {
    const [name, ...more] = args
    if (name === undefined || more.length > 0) throw usageError(context.path, 'user to delete is required')
    await deleteEntry(context, 'users', name)
  },
})
