/** Which containers are there to come to an end. */
import { controllerOf } from '../apimachinery/object.ts'
import type { Pod } from '../generated/types.ts'
import type { ContainerRun } from './run.ts'

/** Containers run for ever; those that the pod waits for, and those of Jobs, succeed at once. */
export function isTask({ role }: Pick<ContainerRun, 'role'>, pod: Pod): boolean {
  return role === 'init' || (role === 'main' && controllerOf(pod)?.kind === 'Job')
}
