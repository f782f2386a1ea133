/** kubelite config unset. */
import { defineCommand } from '../command.ts'
import { CliError } from '../errors.ts'
import { exactArgs } from './exact-args.ts'
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
    const [name] = await exactArgs(context, args, 1)
    if (name === '') throw new CliError('you must specify a property')
    await changeConfig(context.kubeconfig, (config) => unsetProperty(config, parseProperty(name)))
    context.streams.stdout(`Property "${name}" unset.\n`)
  },
})
