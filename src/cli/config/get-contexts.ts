/** kubelite config get-contexts. */
import { joinLines, layoutColumns } from '../../apimachinery/tabwriter.ts'
import { compareStrings } from '../../base/compare-strings.ts'
import { defineCommand } from '../command.ts'
import { aggregate, CliError } from '../errors.ts'
import { bool, string } from '../flags/flag.ts'
import { type Kubeconfig, textField } from './kubeconfig.ts'
import { loadConfig } from './load.ts'

export const getContexts = defineCommand({
  name: 'get-contexts',
  usage: '[(-o|--output=)name)]',
  short: 'Describe one or many contexts',
  long: ['Display one or many contexts from the kubeconfig file.'],
  examples: [
    { about: 'All contexts', line: 'config get-contexts' },
    { about: 'One of them', line: 'config get-contexts kubelite' },
  ],
  flags: {
    noHeaders: bool(false, 'Leave the headers out.'),
    output: string('', 'How to print. One of: (name).', { short: 'o' }),
  },
  async run({ context, args, options: { output, noHeaders } }) {
    if (output !== '' && output !== 'name')
      throw new CliError(
        `--output ${output} is not available in ${context.path}; resetting to default output format`,
      )
    const config = await loadConfig(context.kubeconfig)
    const wanted = args.length > 0 ? args : [...config.contexts.keys()]
    const missing = wanted.filter((name) => !config.contexts.has(name))
    const found = wanted.filter((name) => config.contexts.has(name)).sort(compareStrings)
    const rows = output === 'name' ? found.map((name) => [name]) : found.map((name) => row(config, name))
    const headers = output === 'name' || noHeaders ? [] : [HEADERS]
    context.streams.stdout(joinLines(layoutColumns([...headers, ...rows])))
    const failure = aggregate(missing.map((name) => new CliError(`context ${name} not found`)))
    if (failure !== undefined) throw failure
  },
})

const HEADERS = ['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE']

function row({ contexts, currentContext }: Kubeconfig, name: string): string[] {
  const fields = ['cluster', 'user', 'namespace'].map((field) => textField(contexts.get(name), field))
  return [name === currentContext ? '*' : '', name, ...fields]
}
