/** kubelite config rename-context. */
import { defineCommand } from '../command.ts'
import { CliError } from '../errors.ts'
import { exactArgs } from './exact-args.ts'
import { fileForNew } from './files.ts'
import { changeConfig } from './save.ts'

export const renameContext = defineCommand({
  name: 'rename-context',
  usage: 'CONTEXT_NAME NEW_NAME',
  short: 'Rename a context from the kubeconfig file',
  long: [
    'Renames a context from the kubeconfig file.',
    'Where it is the current context, it stays so under its new name.',
  ],
  examples: [{ about: 'A shorter name', line: 'config rename-context kubelite dev' }],
  flags: {},
  async run({ context, args }) {
    const [name, newName] = await exactArgs(context, args, 2)
    const file = fileForNew(context.kubeconfig)
    await changeConfig(context.kubeconfig, (config) => {
      const entry = config.contexts.get(name)
      if (entry === undefined) throw new CliError(`cannot rename the context "${name}", it's not in ${file}`)
      if (config.contexts.has(newName))
        throw new CliError(
          `cannot rename the context "${name}", the context "${newName}" already exists in ${file}`,
        )
      config.contexts.delete(name)
      config.contexts.set(newName, entry)
      if (config.currentContext === name) config.currentContext = newName
    })
    context.streams.stdout(`Context "${name}" renamed to "${newName}".\n`)
  },
})
