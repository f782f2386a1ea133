/** kubelite alpha kuberc: refused. */
import { defineCommand } from '../command.ts'
import { defineRefused } from './refused-command.ts'

const why = 'kubelite has no file of preferences'

const set = defineRefused({
  name: 'set',
  usage: '--section (defaults|aliases) --command COMMAND',
  short: 'Set values in the kuberc configuration',
  long: ['Not supported: kubelite has no file of preferences.'],
  examples: [{ about: 'This tells why', line: 'alpha kuberc set --section defaults' }],
  flags: ['appendarg', 'command', 'name', 'option', 'overwrite', 'prependarg', 'section'],
  why,
})

const view = defineRefused({
  name: 'view',
  usage: '[flags]',
  short: 'Display the current kuberc configuration',
  long: ['Not supported: kubelite has no file of preferences.'],
  examples: [{ about: 'This tells why', line: 'alpha kuberc view' }],
  flags: ['allow-missing-template-keys', 'o=output', 'show-managed-fields', 'template'],
  why,
})

export const kuberc = defineCommand({
  name: 'kuberc',
  usage: 'SUBCOMMAND',
  short: 'Manage kuberc configuration files',
  long: ['Not supported: kubelite has no file of preferences.'],
  examples: [{ about: 'This tells why', line: 'alpha kuberc view' }],
  flags: {},
  subcommands: { set: async () => set, view: async () => view },
})
