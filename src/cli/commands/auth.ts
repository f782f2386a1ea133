/** kubelite auth: who may do what. */
import { defineCommand } from '../command.ts'

export const auth = defineCommand({
  name: 'auth',
  group: 'Troubleshooting and Debugging Commands',
  usage: '[flags]',
  short: 'Inspect authorization',
  long: ['Inspect authorization.'],
  examples: [],
  flags: {},
  subcommands: {
    'can-i': () => import('../auth/can-i.ts').then((module) => module.canI),
    reconcile: () => import('../auth/reconcile.ts').then((module) => module.reconcile),
    whoami: () => import('../auth/whoami.ts').then((module) => module.whoami),
  },
})
