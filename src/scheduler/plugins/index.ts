/** The plugins of kube-scheduler 1.36, in the order of its default profile and with its weights. */
import type { EnabledPlugin, Plugin, Profile } from '../framework.ts'
import { defaultBinder } from './default-binder.ts'
import { createDefaultPreemption } from './default-preemption.ts'
import { dynamicResources } from './dynamic-resources.ts'
import { imageLocality } from './image-locality.ts'
import { createInterPodAffinity } from './inter-pod-affinity.ts'
import { createNodeAffinity } from './node-affinity.ts'
import { nodeName } from './node-name.ts'
import { nodePorts } from './node-ports.ts'
import { createBalancedAllocation } from './node-resources-balanced-allocation.ts'
import { createNodeResourcesFit } from './node-resources-fit.ts'
import { nodeUnschedulable } from './node-unschedulable.ts'
import { nodeVolumeLimits } from './node-volume-limits.ts'
import { createPodTopologySpread } from './pod-topology-spread.ts'
import { prioritySort } from './priority-sort.ts'
import { schedulingGates } from './scheduling-gates.ts'
import { taintToleration } from './taint-toleration.ts'
import { volumeBinding } from './volume-binding.ts'
import { volumeRestrictions } from './volume-restrictions.ts'
import { volumeZone } from './volume-zone.ts'

/** A plugin that there is. */
export interface PluginFactory {
  name: string
  /** The weight of its scores, where it gives any. */
  weight: number
  /** `args` have been completed and found valid; left out: the default ones. */
  create(args?: never): Plugin
}

const factories: readonly (readonly [create: PluginFactory['create'], weight: number])[] = [
  [() => schedulingGates, 0],
  [() => prioritySort, 0],
  [() => nodeUnschedulable, 0],
  [() => nodeName, 0],
  [() => taintToleration, 3],
  [createNodeAffinity, 2],
  [() => nodePorts, 0],
  [createNodeResourcesFit, 1],
  [() => volumeRestrictions, 0],
  [() => nodeVolumeLimits, 0],
  [() => volumeBinding, 0],
  [() => volumeZone, 0],
  [createPodTopologySpread, 2],
  [createInterPodAffinity, 2],
  [() => dynamicResources, 0],
  [createDefaultPreemption, 0],
  [createBalancedAllocation, 1],
  [() => imageLocality, 1],
  [() => defaultBinder, 0],
]

/** All plugins, in the default order. Source: apis/config/v1/default_plugins.go. */
export const pluginFactories: readonly PluginFactory[] = factories.map(([create, weight]) => ({
  name: create().name,
  weight,
  create,
}))

/** Their names. */
export const pluginNames: ReadonlySet<string> = new Set(pluginFactories.map(({ name }) => name))

/** The plugin of a name that is known. */
export function createPlugin(name: string, args?: unknown): Plugin {
  return pluginFactories.find((each) => each.name === name)!.create(args as never)
}

/** The plugins that are enabled where no configuration says otherwise. */
export const defaultPlugins: readonly EnabledPlugin[] = pluginFactories.map(({ create, weight }) => ({
  plugin: create(),
  weight,
}))

/** The profile of pods that name no scheduler. */
export const defaultProfile: Profile = { schedulerName: 'default-scheduler', plugins: defaultPlugins }
