/** The scheduler: gives pods their nodes, as kube-scheduler does. */
export { createScheduler, type SchedulerOptions } from './scheduler.ts'
