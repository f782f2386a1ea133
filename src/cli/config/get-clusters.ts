/** kubelite config get-clusters. */
import { compareStrings } from '../../base/compare-strings.ts'
import { defineCommand } from '../command.ts'
import { loadConfig } from './load.ts'

export const getClusters = defineCommand({
  name: 'get-clusters',
  usage: '[flags]',
  short: 'Display clusters defined in the kubeconfig',
  long: ['Display clusters defined in the kubeconfig.'],
  examples: [{ about: 'Their names', line: 'config get-clusters' }],
  flags: {},
  async run({ context }) {
    const { clusters } = await loadConfig(context.kubeconfig)
    const names = [...clusters.keys()].sort(compareStrings)
    context.streams.stdout(['NAME', ...names].map((name) => `${name}\n`).join(''))
  },
})
