/** kubelite config use-context. */
import { defineCommand } from '../command.ts'
import { CliError } from '../errors.ts'
import { exactArgs } from './exact-args.ts'
import { changeConfig } from './save.ts'

export const useContext = defineCommand({
  name: 'use-context',
  aliases: ['use'],
  usage: 'CONTEXT_NAME',
  short: 'Set the current-context in a kubeconfig file',
  long: ['Set the current-context in a kubeconfig file.'],
  examples: [{ about: 'Go back to the cluster as it was made', line: 'config use-context kubelite' }],
  flags: {},
  async run({ context, args }) {
    const [name] = await exactArgs(context, args, 1)
    if (name === '') throw new CliError('empty context names are not allowed')
    await changeConfig(context.kubeconfig, (config) => {
      if (!config.contexts.has(name)) throw new CliError(`no context exists with the name: "${name}"`)
      config.currentContext = name
    })
    context.streams.stdout(`Switched to context "${name}".\n`)
  },
})
