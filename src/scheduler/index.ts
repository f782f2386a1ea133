/** The scheduler: gives pods their nodes, as kube-scheduler does. */
export { createScheduler } from './scheduler.ts'
