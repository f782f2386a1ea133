/** The arguments of a generator: the name of what is to be made, and a command behind `--`. Source: kubectl, cmd/create/create.go. */
import { usageError } from '../errors.ts'

/** The name, then the words behind `--`. Throws unless exactly one name is given. */
export function readName(
  path: string,
  args: readonly string[],
  dashAt: number | undefined,
): [name: string, ...command: string[]] {
  const count = dashAt ?? args.length
  const [name, ...command] = args
  if (count !== 1 || name === undefined) throw usageError(path, `exactly one NAME is required, got ${count}`)
  return [name, ...command]
}
