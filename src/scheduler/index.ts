/** The scheduler: gives pods their nodes, as kube-scheduler does, and tells why. */
export { type Capacity, measureCapacity } from './capacity.ts'
export { type Explanation, explainPod, type NodeExplanation, type PluginScore } from './explain.ts'
export { createScheduler } from './scheduler.ts'
export { createSchedulers, profileFor } from './schedulers.ts'
