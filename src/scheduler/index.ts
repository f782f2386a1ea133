/** The scheduler: gives pods their nodes, as kube-scheduler does, and tells why. */
export { type Capacity, measureCapacity } from './capacity.ts'
export { type Copy, createCopy } from './copies.ts'
export { type Explanation, explainPod, type NodeExplanation } from './explain.ts'
export { createScheduler } from './scheduler.ts'
export { createSchedulers } from './schedulers.ts'
