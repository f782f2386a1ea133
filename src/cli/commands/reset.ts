/** kubelite reset: drops the cluster. */
import { defineCommand } from '../command.ts'
import { CliError, usageError } from '../errors.ts'
import { bool } from '../flags/flag.ts'

const flags = { yes: bool(false, 'Do not ask.', { short: 'y' }) }

export const reset = defineCommand({
  name: 'reset',
  group: 'Cluster Management Commands',
  usage: '[--yes]',
  short: 'Drop the cluster with all that is in it',
  long: [
    'Drop the cluster with all that is in it.',
    'The next command makes a new one. On a terminal the command asks first; elsewhere it needs --yes.',
  ],
  examples: [
    { about: 'Drop the cluster', line: 'reset' },
    { about: 'Drop the cluster of a folder without being asked', line: 'reset --yes --data-dir ./cluster' },
  ],
  flags,
  async run({ context, args, options }) {
    if (args.length > 0) throw usageError(context.path, `unexpected arguments: [${args.join(' ')}]`)
    const { streams } = context
    const folder = context.dataDir()
    if (!options.yes) {
      if (!streams.isTerminal('stdin'))
        throw new CliError('reset drops the whole cluster: pass --yes, since there is no terminal to ask on')
      streams.stdout(`This drops the cluster in ${folder}. Do you want to continue? (y/N): `)
      const answer = (await streams.readLine())?.trim().toLowerCase()
      if (answer !== 'y' && answer !== 'yes') return streams.stdout('reset is cancelled\n')
    }
    const existed = await context.removeCluster()
    streams.stdout(existed ? `cluster in ${folder} dropped\n` : `no cluster in ${folder}\n`)
  },
})
