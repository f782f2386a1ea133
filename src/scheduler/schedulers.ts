/** The schedulers that a configuration asks for: one for each profile. */
import type { Reconciler } from '../runtime/reconciler.ts'
import { profilesOf } from './config/load.ts'
import type { SchedulerConfiguration } from './config/types.ts'
import { createScheduler } from './scheduler.ts'

/** One scheduler where there is no configuration. The configuration has been loaded, so it is in order. */
export function createSchedulers(configuration: SchedulerConfiguration | undefined): Reconciler[] {
  if (!configuration) return [createScheduler()]
  return profilesOf(configuration).map((options) => createScheduler(options))
}
