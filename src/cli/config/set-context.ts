/** kubelite config set-context. */
import { defineCommand } from '../command.ts'
import { CliError } from '../errors.ts'
import { bool, string } from '../flags/flag.ts'
import { changeConfig } from './save.ts'

const FIELDS = ['cluster', 'user', 'namespace'] as const

export const setContext = defineCommand({
  name: 'set-context',
  usage: '[NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]',
  short: 'Set a context entry in kubeconfig',
  long: [
    'Set a context entry in kubeconfig.',
    'Of a context that exists, the fields that are not given stay as they are.',
  ],
  examples: [
    {
      about: 'Another namespace for all commands to come',
      line: 'config set-context --current --namespace=shop',
    },
    { about: 'Another user for a context', line: 'config set-context dev --user=jane' },
  ],
  flags: {
    cluster: string('', 'Name of the cluster of the context.'),
    current: bool(false, 'Change the current context.'),
    namespace: string('', 'Namespace of the context.', { short: 'n' }),
    user: string('', 'Name of the user of the context.'),
  },
  async run({ context, args, options, given }) {
    const [named, ...more] = args
    if (more.length > 0 || (named !== undefined && options.current)) {
      await context.showHelp()
      throw new CliError(`Unexpected args: [${args.join(' ')}]`)
    }
    if (!options.current && !named)
      throw new CliError('you must specify a non-empty context name or --current')
    let done = ''
    await changeConfig(context.kubeconfig, (config) => {
      const name = named ?? config.currentContext
      if (name === '') throw new CliError('no current context is set')
      done = `Context "${name}" ${config.contexts.has(name) ? 'modified' : 'created'}.\n`
      const entry = config.contexts.get(name) ?? { fields: {} }
      for (const field of FIELDS) if (given(field)) entry.fields[field] = options[field]
      config.contexts.set(name, entry)
    })
    context.streams.stdout(done)
  },
})
