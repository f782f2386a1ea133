/** kubelite config delete-context. */
import { defineCommand } from '../command.ts'
import { deleteEntry } from './delete-entry.ts'

export const deleteContext = defineCommand({
  name: 'delete-context',
  usage: 'NAME',
  short: 'Delete the specified context from the kubeconfig',
  long: ['Delete the specified context from the kubeconfig.'],
  examples: [{ about: 'Forget the context of a test', line: 'config delete-context test' }],
  flags: {},
  async run({ context, args }) {
    const [name, ...more] = args
    if (name === undefined || more.length > 0) return context.showHelp()
    await deleteEntry(context, 'contexts', name, ({ currentContext }) => {
      if (currentContext === name)
        context.streams.stderr(
          `warning: this removed your active context, use "${context.program} config use-context" to select a different one\n`,
        )
    })
  },
})
