/** kubelite plugin list. Source: kubectl, cmd/plugin/plugin.go. */
import { type CommandContext, defineCommand } from '../command.ts'
import { aggregate, CliError } from '../errors.ts'
import { bool } from '../flags/flag.ts'
import { isExecutable, type PluginFile, pluginFolders, wordsOf } from './find-plugins.ts'

export const list = defineCommand({
  name: 'list',
  usage: '[flags]',
  short: "List all visible plugin executables on a user's PATH",
  long: [
    "List all available plugin files on a user's PATH.",
    'Available plugin files are those that are executable, anywhere on the PATH, and whose names begin with "kubelite-" or "kubectl-".',
  ],
  examples: [
    { about: 'All plug-ins', line: 'plugin list' },
    { about: 'Only the names of their files', line: 'plugin list --name-only' },
  ],
  flags: { nameOnly: bool(false, 'Show the names of the files instead of their paths.') },
  async run({ context, options }) {
    const { stdout, stderr } = context.streams
    const folders = pluginFolders(context.env)
    for (const { folder, failure } of folders)
      if (failure !== undefined)
        stderr(
          `Unable to read directory "${folder}" from your PATH: open ${folder}: ${failure}. Skipping...\n`,
        )
    const files = folders.flatMap((each) => each.files)
    if (files.length === 0) throw new CliError('unable to find any kubectl plugins in your PATH')
    stdout('The following compatible plugins are available:\n\n')
    const check = createCheck(context)
    let count = 0
    for (const file of files) {
      stdout(`${options.nameOnly ? file.name : file.path}\n`)
      for (const warning of check(file)) {
        stderr(`  - ${warning}\n`)
        count++
      }
    }
    const failure = aggregate(count === 0 ? [] : [new CliError(warningsFound(count))])
    if (failure !== undefined) throw failure
  },
})

function warningsFound(count: number): string {
  return count === 1 ? 'one plugin warning was found' : `${count} plugin warnings were found`
}

/** Tells of each file what keeps it from being called. */
function createCheck({ program, commands }: CommandContext): (file: PluginFile) => string[] {
  const seen = new Map<string, string>()
  return (file) => {
    const [first = '', ...rest] = wordsOf(file)
    const warnings: string[] = []
    if (!isExecutable(file.path))
      warnings.push(`warning: ${file.path} identified as a kubectl plugin, but it is not executable`)
    else {
      const earlier = seen.get(file.name)
      if (earlier !== undefined)
        warnings.push(`warning: ${file.path} is overshadowed by a similarly named plugin: ${earlier}`)
      else seen.set(file.name, file.path)
    }
    // Below `create`, plug-ins are looked for as well.
    if (Object.hasOwn(commands, first) && !(first === 'create' && rest.length > 0))
      warnings.push(`warning: ${file.name} overwrites existing command: "${[program, first].join(' ')}"`)
    return warnings
  }
}
