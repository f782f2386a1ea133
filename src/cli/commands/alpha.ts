/** kubelite alpha: what kubectl has in trial. */
import { defineCommand } from '../command.ts'

export const alpha = defineCommand({
  name: 'alpha',
  group: 'Other Commands',
  usage: '',
  short: 'Commands for features in alpha',
  long: [
    'These commands correspond to alpha features that are not enabled in Kubernetes clusters by default.',
  ],
  examples: [],
  needsNoContext: true,
  flags: {},
  withoutSubcommand: 'help',
  subcommands: { kuberc: () => import('../refused/kuberc.ts').then((module) => module.kuberc) },
})
