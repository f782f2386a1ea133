/** Names of flags, and what can stand as the value of one. */
import { type Flags, flagName } from '../flags/flag.ts'
import { globalFlags } from '../flags/global.ts'
import { ANY_FILE, type Candidates, DIRECTIVE, only } from './candidates.ts'
import type { Place } from './place.ts'
import { configNames, containerNames, objectNames } from './stored.ts'

/** All flags, in their long form. */
export function flagNames(flags: Flags): Candidates {
  const shown = Object.entries(flags).filter(([, { hidden }]) => !hidden)
  const list = shown.map(([key, { help }]) => ({ text: `--${flagName(key)}`, about: help }))
  list.sort((a, b) => (a.text < b.text ? -1 : 1))
  return { list: [...list, { text: '--help' }], directive: DIRECTIVE.noFiles }
}

/** Values of flags that have only some, by name. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  cascade: ['background', 'foreground', 'orphan'],
  dryRun: ['none', 'server', 'client'],
  imagePullPolicy: ['Always', 'IfNotPresent', 'Never'],
  overrideType: ['json', 'merge', 'strategic'],
  restart: ['Always', 'OnFailure', 'Never'],
  validate: ['strict', 'warn', 'ignore'],
}

/** Flags that name files, with the endings that are meant. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  filename: ['json', 'yaml', 'yml'],
  fromFile: [],
  fromEnvFile: [],
  kubeconfig: [],
  patchFile: [],
}

const FOLDERS = ['dataDir', 'kustomize', 'outputDirectory']

/** What can stand as the value of a flag, `-n` or `--namespace`. */
export async function valueCandidates(word: string, current: string, place: Place): Promise<Candidates> {
  const key = keyOf(word, { ...globalFlags, ...place.command.flags })
  const { context } = place
  if (key === undefined) return ANY_FILE
  const isGlobal = !Object.hasOwn(place.command.flags, key)
  if (key === 'namespace') return only(await objectNames('namespaces', context))
  if (key === 'namespaces') return lists(current, await objectNames('namespaces', context))
  const isSetContext = context.path.endsWith(' config set-context')
  if (isGlobal || isSetContext) {
    if (key === 'context') return only(await configNames('contexts', context))
    if (key === 'cluster') return only(await configNames('clusters', context))
    if (key === 'user') return only(await configNames('users', context))
  }
  if (key === 'container') return only(await containerNames(place.args[0] ?? '', context))
  if (key === 'output') return only(formatsIn(place.command.flags.output?.help ?? ''))
  const values = VALUES[key]
  if (values !== undefined) return only(values)
  const endings = FILES[key]
  if (endings !== undefined)
    return endings.length === 0
      ? ANY_FILE
      : { list: endings.map((text) => ({ text })), directive: DIRECTIVE.fileEndings }
  if (FOLDERS.includes(key)) return { list: [], directive: DIRECTIVE.folders }
  return ANY_FILE
}

function keyOf(word: string, flags: Flags): string | undefined {
  const [key] =
    Object.entries(flags).find(([name, { short }]) =>
      word.startsWith('--') ? word === `--${flagName(name)}` : short !== undefined && word.endsWith(short),
    ) ?? []
  return key
}

/** The help of -o names the formats: `One of: (json, yaml).` */
function formatsIn(help: string): readonly string[] {
  return (
    /\(([^)]*)\)/.exec(help)?.[1]?.split(/[,|]\s*/) ??
    [...help.matchAll(/'([^']+)'/g)].map(([, name]) => name!)
  )
}

/** A list joined by commas: the last item is completed. */
function lists(current: string, names: readonly string[]): Candidates {
  const before = current.slice(0, current.lastIndexOf(',') + 1)
  return only(
    names.map((name) => before + name),
    DIRECTIVE.noSpace,
  )
}
