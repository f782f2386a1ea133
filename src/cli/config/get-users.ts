/** kubelite config get-users. */
import { compareStrings } from '../../base/compare-strings.ts'
import { defineCommand } from '../command.ts'
import { loadConfig } from './load.ts'

export const getUsers = defineCommand({
  name: 'get-users',
  usage: '[flags]',
  short: 'Display users defined in the kubeconfig',
  long: ['Display users defined in the kubeconfig.'],
  examples: [{ about: 'Their names', line: 'config get-users' }],
  flags: {},
  async run({ context }) {
    const { users } = await loadConfig(context.kubeconfig)
    const names = [...users.keys()].sort(compareStrings)
    context.streams.stdout(['NAME', ...names].map((name) => `${name}\n`).join(''))
  },
})
