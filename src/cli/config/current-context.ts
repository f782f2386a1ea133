/** kubelite config current-context. */
import { defineCommand } from '../command.ts'
import { CliError } from '../errors.ts'
import { loadConfig } from './load.ts'

export const currentContext = defineCommand({
  name: 'current-context',
  usage: '[flags]',
  short: 'Display the current-context',
  long: ['Display the current-context.'],
  examples: [{ about: 'Its name', line: 'config current-context' }],
  flags: {},
  async run({ context }) {
    const config = await loadConfig(context.kubeconfig)
    if (config.currentContext === '') throw new CliError('current-context is not set')
    context.streams.stdout(`${config.currentContext}\n`)
  },
})
