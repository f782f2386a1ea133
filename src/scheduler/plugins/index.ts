/** The plugins that are enabled by default, in kube-scheduler's order and with its weights. */
import type { EnabledPlugin, Profile } from '../framework.ts'
import { defaultBinder } from './default-binder.ts'
import { createDefaultPreemption } from './default-preemption.ts'
import { interPodAffinity } from './inter-pod-affinity.ts'
import { nodeAffinity } from './node-affinity.ts'
import { nodeName } from './node-name.ts'
import { nodePorts } from './node-ports.ts'
import { nodeResourcesBalancedAllocation } from './node-resources-balanced-allocation.ts'
import { nodeResourcesFit } from './node-resources-fit.ts'
import { nodeUnschedulable } from './node-unschedulable.ts'
import { podTopologySpread } from './pod-topology-spread.ts'
import { prioritySort } from './priority-sort.ts'
import { schedulingGates } from './scheduling-gates.ts'
import { taintToleration } from './taint-toleration.ts'
import { volumeBinding } from './volume-binding.ts'

/** Source: kube-scheduler 1.36, apis/config/v1/default_plugins.go. */
export const defaultPlugins: readonly EnabledPlugin[] = [
  { plugin: schedulingGates, weight: 0 },
  { plugin: prioritySort, weight: 0 },
  { plugin: nodeUnschedulable, weight: 0 },
  { plugin: nodeName, weight: 0 },
  { plugin: taintToleration, weight: 3 },
  { plugin: nodeAffinity, weight: 2 },
  { plugin: nodePorts, weight: 0 },
  { plugin: nodeResourcesFit, weight: 1 },
  { plugin: volumeBinding, weight: 0 },
  { plugin: podTopologySpread, weight: 2 },
  { plugin: interPodAffinity, weight: 2 },
  { plugin: createDefaultPreemption(), weight: 0 },
  { plugin: nodeResourcesBalancedAllocation, weight: 1 },
  { plugin: defaultBinder, weight: 0 },
]

/** The profile of pods that name no scheduler. */
export const defaultProfile: Profile = { schedulerName: 'default-scheduler', plugins: defaultPlugins }
