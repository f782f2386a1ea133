/** Flags that a command cannot do without. */
import { CliError } from '../errors.ts'
import { flagName } from './flag.ts'

/** Throws, in cobra's words, unless all of them are given. */
export function requireFlags(names: readonly string[], given: (name: string) => boolean): void {
  const missing = names
    .filter((name) => !given(name))
    .map(flagName)
    .sort()
  if (missing.length === 0) return
  throw new CliError(`required flag(s) ${missing.map((name) => `"${name}"`).join(', ')} not set`)
}
