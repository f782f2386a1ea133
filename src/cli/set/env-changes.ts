/** Variables as `set env` takes them: KEY=VALUE, KEY-, and - for standard input. Source: kubectl, cmd/set/env/env_parse.go. */
import { quote } from '../../apimachinery/go-format.ts'
import { checkStrictEnvVarName } from '../../apimachinery/names.ts'
import type { Container, EnvVar } from '../../generated/types.ts'
import { CliError } from '../errors.ts'

/** What becomes of variables. */
export interface EnvChanges {
  added: EnvVar[]
  removed: string[]
}

/** Splits resources from variables. Throws where a resource stands behind a variable. */
export function splitEnvironment(args: readonly string[]): { resources: string[]; specs: string[] } {
  const from = args.findIndex(isEnvironment)
  const [resources, specs] = from < 0 ? [[...args], []] : [args.slice(0, from), args.slice(from)]
  if (!specs.every(isEnvironment))
    throw new CliError(`all resources must be specified before environment changes: ${args.join(' ')}`)
  return { resources, specs }
}

function isEnvironment(argument: string): boolean {
  return argument.indexOf('=') > 0 || argument.endsWith('-')
}

/** Reads variables. `readInput` gives standard input, when it is asked for. */
export async function readEnvironment(
  specs: readonly string[],
  readInput: () => Promise<Uint8Array>,
): Promise<EnvChanges> {
  const changes: EnvChanges = { added: [], removed: [] }
  const named = new Set<string>()
  for (const spec of specs)
    if (spec === '-') changes.added.push(...readLines(Buffer.from(await readInput()).toString()))
    else if (spec.includes('=')) {
      const variable = readVariable(spec)
      const faults = checkStrictEnvVarName(variable.name)
      if (faults.length > 0)
        throw new CliError(`${quote(variable.name)} is not a valid key name: ${faults.join(';')}`)
      named.add(variable.name)
      changes.added.push(variable)
    } else if (spec.endsWith('-')) changes.removed.push(spec.slice(0, -1))
    else throw new CliError(`unknown environment variable: ${spec}`)
  if (changes.removed.some((name) => named.has(name)))
    throw new CliError('can not both modify and remove the same environment variable in the same command')
  return changes
}

function readVariable(spec: string): EnvVar & { value: string } {
  const equals = spec.indexOf('=')
  return { name: spec.slice(0, equals), value: spec.slice(equals + 1) }
}

/** One variable a line; what stands behind # does not count. */
function readLines(text: string): EnvVar[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, ''))
    .filter((line) => line.includes('='))
    .map(readVariable)
}

/** The container's variables afterwards: changed ones stay in their places, new ones come last. */
export function changeEnvironment(env: readonly EnvVar[], { added, removed }: EnvChanges): EnvVar[] {
  const covered = new Set(removed)
  const result: EnvVar[] = []
  for (const variable of env) {
    if (covered.has(variable.name)) continue
    const newer = added.find(({ name }) => name === variable.name)
    if (newer !== undefined) covered.add(newer.name)
    result.push(newer ?? variable)
  }
  for (const variable of added) {
    if (covered.has(variable.name)) continue
    covered.add(variable.name)
    result.push(variable)
  }
  return result
}

/** Refuses to give a variable another value. */
export function refuseOverwrites({ env = [] }: Container, added: readonly EnvVar[]): void {
  for (const { name, value = '' } of added) {
    const current = env.find((each) => each.name === name)
    if (current !== undefined && (current.value ?? '') !== value)
      throw new CliError(`'${name}' already has a value (${current.value ?? ''}), and --overwrite is false`)
  }
}
