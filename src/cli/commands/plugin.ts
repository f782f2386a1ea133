/** kubelite plugin: programs that add commands. */
import { defineCommand } from '../command.ts'

export const plugin = defineCommand({
  name: 'plugin',
  group: 'Other Commands',
  usage: '[flags]',
  short: 'Provides utilities for interacting with plugins',
  long: [
    'Provides utilities for interacting with plugins.',
    'A plugin is a program on the PATH whose name begins with "kubelite-" or "kubectl-": kubectl-foo is called as "kubelite foo". Dashes separate words; an underscore stands for a dash within a word. Of several plugins the one counts whose name has the most words of the call. A plugin cannot take the place of a command.',
  ],
  examples: [
    { about: 'All plug-ins', line: 'plugin list' },
    { about: 'Only the names of their files', line: 'plugin list --name-only' },
  ],
  needsNoContext: true,
  flags: {},
  subcommands: { list: () => import('../plugins/list.ts').then((module) => module.list) },
})
