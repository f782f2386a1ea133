/** A kustomization file, as it is understood: old fields moved to where they belong now. */
import { messageOf } from '../../base/error-message.ts'
import type { Json, JsonObject } from '../../base/json.ts'
import { KustomizeError } from '../error.ts'
import type { Loader } from '../loader.ts'
import { readConfigYaml } from '../yaml/read-yaml.ts'
import { decodeStruct } from './decode.ts'
import type {
  GeneratorArgs,
  GeneratorOptions,
  Image,
  Label,
  Patch,
  Replacement,
  Replica,
  SortOptions,
  Var,
} from './fields.ts'

/** What a kustomization says; lists are empty where it says nothing. */
export interface Kustomization {
  /** The name of the file. */
  file: string
  kind: string
  openapi: Record<string, string>
  namePrefix: string
  nameSuffix: string
  namespace: string
  commonLabels: Record<string, string>
  labels: Label[]
  commonAnnotations: Record<string, string>
  patchesStrategicMerge: string[]
  patchesJson6902: Patch[]
  patches: Patch[]
  images: Image[]
  replacements: (Replacement & { path?: string })[]
  replicas: Replica[]
  vars: Var[]
  sortOptions?: SortOptions
  resources: string[]
  components: string[]
  crds: string[]
  configMapGenerator: GeneratorArgs[]
  secretGenerator: GeneratorArgs[]
  helmCharts: JsonObject[]
  generatorOptions?: GeneratorOptions
  configurations: string[]
  generators: string[]
  transformers: string[]
  validators: string[]
  buildMetadata: string[]
}

const FILE_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']
const VERSIONS: Readonly<Record<string, string>> = {
  Kustomization: 'kustomize.config.k8s.io/v1beta1',
  Component: 'kustomize.config.k8s.io/v1alpha1',
}
const FIX = "Run 'kustomize edit fix' to update your Kustomization automatically."
const DEPRECATED: readonly [field: string, instead: string, fix?: string][] = [
  ['bases', 'resources'],
  ['commonLabels', 'labels'],
  ['imageTags', 'images'],
  ['patchesJson6902', 'patches'],
  ['patchesStrategicMerge', 'patches'],
  ['vars', 'replacements', `[EXPERIMENTAL] ${FIX}`],
]

/** The kustomization of a folder. `warn` gets a line for each deprecated field. Throws where there is none. */
export function loadKustomization(loader: Loader, warn: (line: string) => void): Kustomization {
  const { file, content } = findFile(loader)
  const fields = decode(content)
  for (const [field, instead, fix = FIX] of DEPRECATED)
    if (fields[field] !== undefined)
      warn(`# Warning: '${field}' is deprecated. Please use '${instead}' instead. ${fix}`)
  if (isEmpty(fields)) throw new KustomizeError('kustomization.yaml is empty')
  refuseOtherKinds(fields, loader.root)
  return complete(fields, file)
}

function findFile(loader: Loader): { file: string; content: Uint8Array } {
  const found: { file: string; content: Uint8Array }[] = []
  for (const file of FILE_NAMES)
    try {
      found.push({ file, content: loader.load(file) })
    } catch {
      // A name that is not there, or cannot be read, is no kustomization.
    }
  if (found.length > 1) throw new KustomizeError(`Found multiple kustomization files under: ${loader.root}\n`)
  if (found[0] !== undefined) return found[0]
  const [first, second, last] = FILE_NAMES.map((name) => `'${name}'`)
  throw new KustomizeError(
    `unable to find one of ${first}, ${second} or ${last} in directory '${loader.root}'`,
  )
}

function decode(content: Uint8Array): JsonObject {
  try {
    const value = readConfigYaml(content)
    return value === null ? {} : decodeStruct('Kustomization', value as Json, true)
  } catch (error) {
    throw new KustomizeError(`invalid Kustomization: ${messageOf(error)}`, { cause: error })
  }
}

function isEmpty({ apiVersion: _, kind: __, ...fields }: JsonObject): boolean {
  return Object.keys(fields).length === 0
}

function refuseOtherKinds(fields: JsonObject, root: string): void {
  const kind = (fields.kind as string | undefined) || 'Kustomization'
  const wanted = VERSIONS[kind === 'Component' ? kind : 'Kustomization']!
  const errors: string[] = []
  if (VERSIONS[kind] === undefined) errors.push('kind should be Kustomization or Component')
  if (fields.apiVersion && fields.apiVersion !== wanted)
    errors.push(`apiVersion for ${kind} should be ${wanted}`)
  if (errors.length > 0)
    throw new KustomizeError(`Failed to read kustomization file under ${root}:\n${errors.join('\n')}`)
}

const LISTS = [
  'labels',
  'patchesStrategicMerge',
  'patchesJson6902',
  'patches',
  'images',
  'replacements',
  'replicas',
  'vars',
  'resources',
  'components',
  'crds',
  'configMapGenerator',
  'secretGenerator',
  'helmCharts',
  'configurations',
  'generators',
  'transformers',
  'validators',
  'buildMetadata',
]

function complete(fields: JsonObject, file: string): Kustomization {
  const lists = Object.fromEntries(LISTS.map((name) => [name, fields[name] ?? []]))
  const { openapi = {}, commonLabels = {}, commonAnnotations = {} } = fields
  const { namePrefix = '', nameSuffix = '', namespace = '', kind } = fields
  const { resources, images, helmCharts } = lists as Record<string, Json[]>
  return {
    ...fields,
    ...lists,
    ...{ file, openapi, commonLabels, commonAnnotations, namePrefix, nameSuffix, namespace },
    kind: kind || 'Kustomization',
    resources: [...resources!, ...((fields.bases as Json[]) ?? [])],
    images: [...images!, ...((fields.imageTags as Json[]) ?? [])],
    helmCharts: [...helmCharts!, ...((fields.helmChartInflationGenerator as Json[]) ?? [])],
    configMapGenerator: withEnvs(lists.configMapGenerator as JsonObject[]),
    secretGenerator: withEnvs(lists.secretGenerator as JsonObject[]),
  } as unknown as Kustomization
}

/** `env` is the old field for one file of `envs`. */
function withEnvs(generators: JsonObject[]): JsonObject[] {
  return generators.map(({ env, ...args }) =>
    env === undefined || env === '' ? args : { ...args, envs: [...((args.envs as Json[]) ?? []), env] },
  )
}
