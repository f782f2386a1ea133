/** Runs the plug-in that a call means. Source: kubectl, cmd/cmd.go, HandlePluginCommand. */
import { spawnSync } from 'node:child_process'
import { CliError } from '../errors.ts'
import type { Environment } from '../streams.ts'
import { isExecutable, type PluginFile, PREFIXES, pluginFolders } from './find-plugins.ts'

/**
 * Runs the plug-in that the most words of the call name, with the words after them; it has this process's streams.
 * Throws its exit code, if that is not 0. False if there is none. `least` words at least must belong to its name.
 */
export async function runPlugin(
  words: readonly string[],
  { env, cwd }: { env: Environment; cwd: string },
  least = 1,
): Promise<boolean> {
  const flag = words.findIndex((word) => word.startsWith('-'))
  const names = flag < 0 ? words : words.slice(0, flag)
  const plugins = pluginFolders(env)
    .flatMap(({ files }) => files)
    .filter(({ path }) => isExecutable(path))
  for (let length = names.length; length >= least; length--) {
    const plugin = findPlugin(names.slice(0, length), plugins)
    if (plugin === undefined) continue
    await execute(plugin, words.slice(length), { env, cwd })
    return true
  }
  return false
}

/** A dash within a word stands as an underscore in the file's name. */
function findPlugin(words: readonly string[], plugins: readonly PluginFile[]): PluginFile | undefined {
  const rest = words.map((word) => word.replaceAll('-', '_')).join('-')
  for (const prefix of PREFIXES) {
    const found = plugins.find(
      ({ name }) => name.replace(/\.(bat|cmd|com|exe|ps1)$/i, '') === `${prefix}-${rest}`,
    )
    if (found !== undefined) return found
  }
  return undefined
}

async function execute(
  { path }: PluginFile,
  args: readonly string[],
  { env, cwd }: { env: Environment; cwd: string },
): Promise<void> {
  const { status, signal, error } = spawnSync(path, args, {
    stdio: 'inherit',
    cwd,
    env: env as NodeJS.ProcessEnv,
    shell: process.platform === 'win32',
  })
  if (error !== undefined) throw new CliError(error.message, { cause: error })
  const exitCode = signal === null ? (status ?? 1) : 128 + (await import('node:os')).constants.signals[signal]
  if (exitCode !== 0) throw new CliError('', { bare: true, exitCode })
}
