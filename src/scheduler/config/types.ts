/** KubeSchedulerConfiguration, kubescheduler.config.k8s.io/v1: what kubelite makes use of. */

/** The group and version of the configuration. */
export const CONFIG_VERSION = 'kubescheduler.config.k8s.io/v1'
/** The kind of the configuration. */
export const CONFIG_KIND = 'KubeSchedulerConfiguration'

/** The points at which plugins are enabled; those of multiPoint at all that they have. */
export const extensionPoints = [
  'preEnqueue',
  'queueSort',
  'preFilter',
  'filter',
  'postFilter',
  'preScore',
  'score',
  'reserve',
  'permit',
  'preBind',
  'bind',
  'postBind',
] as const

/** One of them. */
export type ExtensionPoint = (typeof extensionPoints)[number]

/** A plugin by its name. */
export interface PluginReference {
  name: string
  /** For scores; 0 or left out: 1. */
  weight?: number
}

/** What a profile changes at one point. */
export interface PluginSet {
  enabled?: readonly PluginReference[]
  /** '*' stands for all default plugins. */
  disabled?: readonly PluginReference[]
}

/** Arguments of a plugin. */
export interface PluginConfig {
  name: string
  args?: Record<string, unknown>
}

/** A scheduler by its name. */
export interface ProfileConfiguration {
  schedulerName?: string
  percentageOfNodesToScore?: number
  plugins?: { [Point in ExtensionPoint | 'multiPoint']?: PluginSet }
  pluginConfig?: readonly PluginConfig[]
}

/** The file. Fields about the process, its connections and its leader are known and mean nothing here. */
export interface SchedulerConfiguration {
  apiVersion: string
  kind: string
  percentageOfNodesToScore?: number
  podInitialBackoffSeconds?: number
  podMaxBackoffSeconds?: number
  parallelism?: number
  profiles?: readonly ProfileConfiguration[]
  extenders?: readonly unknown[]
}
