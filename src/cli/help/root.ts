/** The help of the program as a whole: its commands by group; and the list of global flags. */
import type { Command } from '../command.ts'
import { globalFlags } from '../flags/global.ts'
import { globalHint, optionSection, subcommandHint } from './layout.ts'

/** The order of the groups, as kubectl has them; what only kubelite does stands beside the care of the cluster. */
const GROUPS: readonly Command['group'][] = [
  'Basic Commands (Beginner)',
  'Basic Commands (Intermediate)',
  'Deploy Commands',
  'Cluster Management Commands',
  'Simulation Commands',
  'Troubleshooting and Debugging Commands',
  'Advanced Commands',
  'Settings Commands',
  'Other Commands',
]

/** The commands, loaded, and the names of those that plug-ins add. */
export interface RootParts {
  commands: readonly Command[]
  plugins: readonly string[]
}

/** What stands before and after the list of commands. */
export function rootHelp(parts: RootParts, program: string): string {
  return `${program} is Kubernetes without a cluster: the control plane inside one command.\n\n${rootUsage(parts, program)}`
}

/** The list of commands with the usage lines: what is shown after an unknown help topic, too. */
export function rootUsage({ commands, plugins }: RootParts, program: string): string {
  const sections = GROUPS.map((group) => groupSection(commands, group)).filter(Boolean)
  // kubectl has them before its last group.
  sections.splice(-1, 0, ...pluginSection(plugins))
  const usage = `Usage:\n  ${program} [flags] [options]`
  const hints = [subcommandHint(program), globalHint(program)]
  return `${[...sections, usage, hints.join('\n')].join('\n\n')}\n`
}

/** The answer to `kubelite options`. */
export function globalOptionsHelp(): string {
  const options = optionSection(globalFlags).replace(/^Options:\n/, '')
  return `The following options can be passed to any command:\n\n${options}\n`
}

function groupSection(commands: readonly Command[], group: Command['group']): string {
  const members = commands.filter((command) => command.group === group)
  if (members.length === 0) return ''
  return `${group}:\n${members.map((command) => `  ${command.name.padEnd(15)} ${command.short}`).join('\n')}`
}

function pluginSection(names: readonly string[]): string[] {
  if (names.length === 0) return []
  const width = Math.max(...names.map((name) => name.length), 13)
  const lines = names.map(
    (name) => `  ${name.padEnd(width)} The command ${name} is a plugin installed by the user`,
  )
  return [`Subcommands provided by plugins:\n${lines.join('\n')}`]
}
