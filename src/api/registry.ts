/** Which resources there are, and what is known of them: built-in kinds from a list, custom ones from the store. */
import type { KubeObject, Unstructured } from '../apimachinery/object.ts'
import { notFound } from '../apimachinery/status-error.ts'
import type { CustomResourceDefinition } from '../generated/types.ts'
import { builtInResources } from './built-in-resources.ts'
import { customKind, customResource } from './custom-kind.ts'
import type { KindDefinition } from './define-kind.ts'
import type { KindName } from './describe-context.ts'
import { kindName } from './kind-name.ts'
import { genericKind } from './kinds/generic.ts'
import { kindModules } from './kinds/index.ts'
import { type GroupVersionKind, inVersion, type ResourceInfo } from './resource.ts'

export { kindName }

/** A resource with all that is known of its kind. */
export interface Kind {
  name: KindName
  /** In the version in which objects are shown. */
  resource: ResourceInfo
  definition: KindDefinition
  /** The version in which objects are stored. */
  storedVersion: string
  /** The definition behind a custom kind. */
  custom?: CustomResourceDefinition
}

/** Finds the definitions of custom kinds by what they are called. Reads by index, never all of them. */
export interface CustomKindSource {
  /** Definitions under a term of the CustomResourceDefinition's indexes 'kind', 'name' and 'category'. */
  find(index: 'kind' | 'name' | 'category', term: string): Promise<CustomResourceDefinition[]>
  all(): Promise<CustomResourceDefinition[]>
}

/** Which kinds and resources there are, and what is known of them. */
export interface Registry {
  /** All resources, built-in ones first, sorted as api-resources sorts them: by group, then by plural. */
  resources(): Promise<ResourceInfo[]>
  /**
   * What a kubectl user means by 'po', 'pods', 'pod', 'deploy.apps', 'deployments.v1.apps', 'Deployment'.
   * Undefined if nothing matches. Case does not matter, save for short names: kubectl expands those first, as they are.
   */
  findResource(argument: string): Promise<ResourceInfo | undefined>
  /** Resources of a category such as 'all'. */
  findCategory(category: string): Promise<ResourceInfo[]>
  /** The resource that serves a kind in a version; undefined: "no matches for kind". */
  findKind(kind: GroupVersionKind): Promise<ResourceInfo | undefined>
  /** The resource of a kind, in whichever versions it is served; undefined where there is none. */
  resourceOf(kind: Pick<ResourceInfo, 'group' | 'kind'>): Promise<ResourceInfo | undefined>
  /**
   * What is known of a kind, by its name ('Pod', 'CronTab.stable.example.com'), with a version behind a slash where it
   * is not the preferred one ('HorizontalPodAutoscaler/v1'). Throws NotFound.
   */
  load(name: KindName): Promise<Kind>
  /** The same of a kind that was loaded before and is always there; undefined for the others. */
  loaded(name: KindName): Kind | undefined
}

const builtIn = indexBuiltIn(builtInResources)

/** A registry over the built-in kinds and those that the source knows at the moment of each call. */
export function createRegistry(source: CustomKindSource): Registry {
  const loaded = new Map<KindName, Kind>()
  return {
    loaded: (name) => loaded.get(name),
    async resources() {
      return [...builtInResources, ...(await source.all()).filter(isServed).map(customResource)]
    },
    async findResource(argument) {
      const lower = argument.toLowerCase()
      const found = findByName(builtIn, lower) ?? (await findCustom(source, lower))
      const isShort = found?.shortNames.includes(lower.replace(/\..*/, '')) ?? false
      return isShort && lower !== argument ? undefined : found
    },
    async findCategory(category) {
      const custom = (await source.find('category', category)).filter(isServed).map(customResource)
      return [...builtInResources.filter(({ categories }) => categories.includes(category)), ...custom]
    },
    async findKind({ group, version, kind }) {
      const found = builtIn.byKind.get(`${group}/${kind}`)
      const known = found ? [found] : await customOfKind(source, group, kind)
      const serving = known.find(({ versions }) => versions.includes(version))
      return serving && inVersion(serving, version)
    },
    async resourceOf({ group, kind }) {
      const found = builtIn.byKind.get(`${group}/${kind}`)
      if (found?.kind === kind) return found
      return (await customOfKind(source, group, kind))[0]
    },
    async load(name) {
      const known = loaded.get(name)
      if (known) return known
      const [plain = '', version] = name.split('/')
      const resource = builtIn.byName.get(plain)
      if (!resource) return loadCustom(source, plain, version)
      const definition = await (kindModules[plain]?.() ?? genericKind(resource))
      const kind = { name: plain, resource, definition, storedVersion: resource.version }
      const asked = version === undefined ? kind : versionOf(kind, version)
      loaded.set(name, asked)
      return asked
    },
  }
}

async function customOfKind(source: CustomKindSource, group: string, kind: string): Promise<ResourceInfo[]> {
  return (await source.find('kind', `${group}/${kind}`)).filter(isServed).map(customResource)
}

async function loadCustom(
  source: CustomKindSource,
  name: string,
  version: string | undefined,
): Promise<Kind> {
  const dot = name.indexOf('.')
  const [kind, group] = dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot + 1)]
  const [definition] = (await source.find('kind', `${group}/${kind}`)).filter(isServed)
  if (!definition) throw notFound({ group, resource: kind.toLowerCase() }, '')
  return customKind(definition, version)
}

/** The kind as another of its versions shows it. Its columns and description are of the stored form. */
function versionOf(kind: Kind, version: string): Kind {
  const { resource, definition, storedVersion } = kind
  if (version === storedVersion) return kind
  if (!resource.versions.includes(version))
    throw notFound({ group: resource.group, resource: resource.plural }, '')
  const shown = inVersion(resource, version)
  return { ...kind, name: kindName(shown), resource: shown, definition: readingStored(definition, version) }
}

function readingStored(definition: KindDefinition, version: string): KindDefinition {
  const conversion = definition.conversions?.[version]
  if (conversion === undefined) return definition
  const { columns, describe } = definition
  const stored = (object: KubeObject) => conversion.toStored(object as Unstructured)
  return {
    ...definition,
    ...(columns && {
      columns: columns.map((column) => ({
        ...column,
        cell: (object: KubeObject, now: number) => column.cell(stored(object), now),
      })),
    }),
    ...(describe && {
      async describe() {
        const module = await describe()
        return { describe: (object, context) => module.describe(stored(object), context) }
      },
    }),
  }
}

/** Custom kinds are served once their names are accepted (condition Established). */
function isServed(definition: CustomResourceDefinition): boolean {
  return (definition.status?.conditions ?? []).some(
    ({ type, status }) => type === 'Established' && status === 'True',
  )
}

interface BuiltIn {
  byName: Map<string, ResourceInfo>
  byKind: Map<string, ResourceInfo>
  byAlias: Map<string, ResourceInfo>
}

/** Names that several groups share ('events') belong to the group that is listed first, as in kubectl. */
function indexBuiltIn(resources: readonly ResourceInfo[]): BuiltIn {
  const index: BuiltIn = { byName: new Map(), byKind: new Map(), byAlias: new Map() }
  const addAlias = (alias: string, info: ResourceInfo) => {
    if (!index.byAlias.has(alias)) index.byAlias.set(alias, info)
  }
  for (const info of resources) {
    // kubectl maps a kind in lower case too; the server then refuses it.
    index.byKind.set(`${info.group}/${info.kind}`, info)
    index.byKind.set(`${info.group}/${info.kind.toLowerCase()}`, info)
    index.byName.set(index.byName.has(info.kind) ? `${info.kind}.${info.group}` : info.kind, info)
    for (const alias of aliases(info)) addAlias(alias, info)
  }
  return index
}

function aliases({ plural, singular, kind, shortNames }: ResourceInfo): string[] {
  return [plural, singular, kind.toLowerCase(), ...shortNames].filter((alias) => alias !== '')
}

/** 'deploy', 'deployments.apps', 'deployments.v1.apps', 'pods.v1.': kubectl's forms of a resource argument. */
function findByName({ byAlias, byKind }: BuiltIn, argument: string): ResourceInfo | undefined {
  const direct = byAlias.get(argument)
  if (direct) return direct
  const [name = '', ...rest] = argument.split('.')
  if (rest.length === 0) return undefined
  const group = rest.join('.')
  const [version = '', ...groupAfterVersion] = rest
  for (const info of byKind.values()) {
    if (!aliases(info).includes(name)) continue
    if (info.group === group) return info
    if (info.versions.includes(version) && info.group === groupAfterVersion.join('.'))
      return inVersion(info, version)
  }
  return undefined
}

async function findCustom(source: CustomKindSource, argument: string): Promise<ResourceInfo | undefined> {
  const [name = '', ...rest] = argument.split('.')
  const candidates = (await source.find('name', name)).filter(isServed).map(customResource)
  if (rest.length === 0) return candidates[0]
  const [version = '', ...groupAfterVersion] = rest
  const preferred = candidates.find(({ group }) => group === rest.join('.'))
  if (preferred !== undefined) return preferred
  const serving = candidates.find(
    ({ group, versions }) => group === groupAfterVersion.join('.') && versions.includes(version),
  )
  return serving && inVersion(serving, version)
}
