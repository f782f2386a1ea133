/** Puts the plugins of a profile together: the default ones, as the configuration changes them point by point. */
import { type FieldError, invalidValue, notFoundField } from '../../apimachinery/field-error.ts'
import type { EnabledPlugin, Plugin, Profile } from '../framework.ts'
import { createPlugin, pluginFactories, pluginNames } from '../plugins/index.ts'
import {
  type ExtensionPoint,
  extensionPoints,
  type PluginReference,
  type PluginSet,
  type ProfileConfiguration,
} from './types.ts'

/** The methods that stand for the points at which a plugin can be enabled by itself. */
const methods: readonly (readonly [ExtensionPoint, readonly (keyof Plugin)[]])[] = [
  ['preEnqueue', ['preEnqueue']],
  ['queueSort', ['compare']],
  // Pre-filter and pre-score are one with what they prepare.
  ['filter', ['preFilter']],
  ['postFilter', ['postFilter']],
  ['score', ['preScore']],
  ['reserve', ['reserve', 'unreserve']],
  ['permit', ['permit']],
  ['preBind', ['preBind']],
  ['bind', ['bind']],
]

/** Plugins that kube-scheduler has and kubelite has no use for: they may be named where they are disabled. */
const elsewhere = new Set(['*', 'NodeDeclaredFeatures', 'GangScheduling'])

type Merged = PluginReference[]

/** Source: apis/config/v1/default_plugins.go, mergePluginSet: what replaces a default plugin keeps its place. */
function mergePluginSet(defaults: Merged, { enabled = [], disabled = [] }: PluginSet): Merged {
  const isDisabled = new Set(disabled.map(({ name }) => name))
  const kept = isDisabled.has('*') ? [] : defaults.filter(({ name }) => !isDisabled.has(name))
  const replaced = kept.map((each) => enabled.find(({ name }) => name === each.name) ?? each)
  return [...replaced, ...enabled.filter(({ name }) => !kept.some((each) => each.name === name))]
}

function multiPointOf({ plugins = {} }: ProfileConfiguration): Merged {
  const defaults = pluginFactories.map(({ name, weight }) => ({ name, weight }))
  return mergePluginSet(defaults, plugins.multiPoint ?? {})
}

/**
 * The plugins at one point (framework.go, expandMultiPointPlugins): first those of multiPoint that the point names
 * itself, then the others of multiPoint, then what only the point names.
 */
function pluginsAt(
  point: ExtensionPoint,
  multiPoint: Merged,
  { plugins = {} }: ProfileConfiguration,
): Merged {
  const { enabled = [], disabled = [] } = plugins[point] ?? {}
  const isDisabled = new Set(disabled.map(({ name }) => name))
  const shared = isDisabled.has('*') ? [] : multiPoint.filter(({ name }) => !isDisabled.has(name))
  const isShared = ({ name }: PluginReference) => shared.some((each) => each.name === name)
  return [
    ...enabled.filter(isShared),
    ...shared.filter(({ name }) => !enabled.some((each) => each.name === name)),
    ...enabled.filter((each) => !isShared(each)),
  ]
}

/** The profile. Where no point is changed by itself, each plugin stands in it once. */
export function compileProfile(configuration: ProfileConfiguration): Profile {
  const { schedulerName = 'default-scheduler', plugins = {}, pluginConfig = [] } = configuration
  const argsOf = (name: string) => pluginConfig.find((each) => each.name === name)?.args
  const made = new Map<string, Plugin>()
  const make = (name: string): Plugin => {
    const plugin = made.get(name) ?? createPlugin(name, argsOf(name))
    made.set(name, plugin)
    return plugin
  }
  const multiPoint = multiPointOf(configuration)
  const isWhole = extensionPoints.every((point) => plugins[point] === undefined)
  const enabled = isWhole
    ? multiPoint.map(({ name, weight }) => ({ plugin: make(name), weight: weight || 1 }))
    : methods.flatMap(([point, names]) =>
        pluginsAt(point, multiPoint, configuration).map(({ name, weight }) => ({
          plugin: partOf(make(name), names),
          weight: weight || 1,
        })),
      )
  return {
    schedulerName,
    plugins: inScope(withoutRepeatedHints(enabled.filter(({ plugin }) => acts(plugin)))),
  }
}

/** What tells of a plugin rather than acts at a point. */
const description = ['name', 'scope', 'requeueOn', 'dependsOn', 'sign'] as const

function partOf(plugin: Plugin, names: readonly (keyof Plugin)[]): Plugin {
  const kept = [...description, ...names].filter((name) => plugin[name] !== undefined)
  return Object.fromEntries(kept.map((name) => [name, plugin[name]])) as unknown as Plugin
}

function acts(plugin: Plugin): boolean {
  return methods.some(([, names]) => names.some((name) => plugin[name] !== undefined))
}

/** A plugin that stands at several points hears of each change once. */
function withoutRepeatedHints(enabled: readonly EnabledPlugin[]): EnabledPlugin[] {
  const seen = new Set<string>()
  return enabled.map((each) => {
    const { requeueOn: _, ...silent } = each.plugin
    const isFirst = !seen.has(each.plugin.name)
    seen.add(each.plugin.name)
    return isFirst ? each : { ...each, plugin: silent }
  })
}

/** What filters behind a plugin that looks at the whole cluster is asked with it, so that the order holds. */
function inScope(enabled: readonly EnabledPlugin[]): EnabledPlugin[] {
  let isWide = false
  return enabled.map((each) => {
    const { plugin } = each
    if (!plugin.preFilter) return each
    isWide ||= plugin.scope === 'cluster'
    return isWide ? { ...each, plugin: { ...plugin, scope: 'cluster' } } : each
  })
}

/** What is wrong with the plugins that a profile names. */
export function pluginProblems(configuration: ProfileConfiguration, path: string): FieldError[] {
  const { plugins = {} } = configuration
  const named = (['multiPoint', ...extensionPoints] as const).flatMap((point) =>
    setProblems(plugins[point] ?? {}, point, `${path}.plugins.${point}`),
  )
  return named.length > 0 ? named : countProblems(configuration, path)
}

function setProblems(
  { enabled = [], disabled = [] }: PluginSet,
  point: ExtensionPoint | 'multiPoint',
  path: string,
): FieldError[] {
  return [
    ...enabled.flatMap(({ name }, index) => {
      const at = `${path}.enabled[${index}]`
      if (!pluginNames.has(name)) return [notFoundField(at, name)]
      if (enabled.findIndex((each) => each.name === name) < index)
        return [invalidValue(at, name, `plugin "${name}" already registered`)]
      return extendsPoint(name, point)
        ? []
        : [invalidValue(at, name, `plugin "${name}" does not extend ${point} plugin`)]
    }),
    ...disabled.flatMap(({ name }, index) =>
      pluginNames.has(name) || elsewhere.has(name) ? [] : [notFoundField(`${path}.disabled[${index}]`, name)],
    ),
  ]
}

/** The points that are one with another here. */
const oneWith: Partial<Record<ExtensionPoint, ExtensionPoint>> = { preFilter: 'filter', preScore: 'score' }

function extendsPoint(name: string, point: ExtensionPoint | 'multiPoint'): boolean {
  if (point === 'multiPoint') return true
  const wanted = methods.find(([each]) => each === (oneWith[point] ?? point))?.[1] ?? []
  const plugin = createPlugin(name)
  return wanted.some((method) => plugin[method] !== undefined)
}

/** Pods must be sorted by one plugin, and bound by at least one (framework.go, NewFramework). */
function countProblems(configuration: ProfileConfiguration, path: string): FieldError[] {
  const { plugins } = compileProfile(configuration)
  const { schedulerName = '' } = configuration
  const sorting = plugins.filter(({ plugin }) => plugin.compare).length
  const sortText = `only one queue sort plugin required for profile with scheduler name "${schedulerName}", but got ${sorting}`
  const bindText = `at least one bind plugin is needed for profile with scheduler name "${schedulerName}"`
  return [
    ...(sorting === 1 ? [] : [invalidValue(`${path}.plugins.queueSort`, sorting, sortText)]),
    ...(plugins.some(({ plugin }) => plugin.bind) ? [] : [invalidValue(`${path}.plugins.bind`, 0, bindText)]),
  ]
}
