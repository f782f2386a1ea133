/** kubelite config unset. */
import { defineCommand } from '../command.ts'
import { CliError } from '../errors.ts'
import { parseProperty, unsetProperty } from './property.ts'
import { changeConfig } from './save.ts'

export const unset = defineCommand({
  name: 'unset',
  usage: 'PROPERTY_NAME',
  short: 'Unset an individual value in a kubeconfig file',
  long: [
    'Unset an individual value in a kubeconfig file.',
    'PROPERTY_NAME is made of attribute names and names of entries, joined by dots.',
  ],
  examples: [
    { about: 'No current context', line: 'config unset current-context' },
    { about: 'The namespace "default" again', line: 'config unset contexts.kubelite.namespace' },
  ],
  flags: {},
  async run({ context, args }) {
    const [name, ...more] = args
    if (name === undefined || more.length > 0) {
      await context.showHelp()
      throw new CliError(`Unexpected args: [${args.join(' ')}]`)
    }
    if (name === '') throw new CliError('you must specify a property')
    await changeConfig(context.kubeconfig, (config) => unsetProperty(config, parseProperty(name)))
    context.streams.stdout(`Property "${name}" unset.\n`)
  },
})
