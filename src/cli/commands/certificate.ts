/** kubelite certificate: grants or refuses requests for certificates. */
import { defineCommand } from '../command.ts'

export const certificate = defineCommand({
  name: 'certificate',
  group: 'Cluster Management Commands',
  usage: 'SUBCOMMAND',
  short: 'Modify certificate resources',
  long: ['Modify certificate resources.'],
  examples: [],
  flags: {},
  withoutSubcommand: 'help',
  subcommands: {
    approve: () => import('../certificate/approve.ts').then((module) => module.approve),
    deny: () => import('../certificate/deny.ts').then((module) => module.deny),
  },
})
