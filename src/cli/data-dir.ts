/** Where the cluster lives on this machine. */
import { isAbsolute, join, resolve } from 'node:path'
import { CliError } from './errors.ts'
import type { Environment } from './streams.ts'

/** What the choice depends on. */
export interface DataDirContext {
  /** The value of --data-dir, if it was given. */
  flag?: string | undefined
  env: Environment
  cwd: string
  platform: NodeJS.Platform
  /** The user's home folder. Asked only when needed. */
  home(): string
}

/** --data-dir, else KUBELITE_HOME, else the platform's folder for data of applications. Always absolute. */
export function dataDir({ flag, env, cwd, platform, home }: DataDirContext): string {
  if (flag === '') throw new CliError('--data-dir must not be empty')
  const chosen = flag ?? (env.KUBELITE_HOME || undefined)
  return chosen === undefined ? platformFolder(env, platform, home) : resolve(cwd, chosen)
}

function platformFolder(env: Environment, platform: NodeJS.Platform, home: () => string): string {
  if (platform === 'darwin') return join(home(), 'Library', 'Application Support', 'kubelite')
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home(), 'AppData', 'Local'), 'kubelite')
  const xdg = env.XDG_DATA_HOME
  // The XDG base directory specification says to ignore relative paths.
  return xdg !== undefined && isAbsolute(xdg)
    ? join(xdg, 'kubelite')
    : join(home(), '.local', 'share', 'kubelite')
}
