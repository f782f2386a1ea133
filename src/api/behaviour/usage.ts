/** Behaviours that say how much cpu and memory a container uses over time. */
import type { Container } from '../../generated/types.ts'
import type { Behaviours, BehaviourValues } from './definition.ts'

/** The rows of usage. */
export const usageBehaviours = {} as const satisfies Behaviours

/**
 * How many ms after its start the memory of a container crosses its limit, so that the kernel kills it. Undefined:
 * never.
 */
export function memoryExceedsAt(
  _container: Container,
  _behaviour: BehaviourValues<typeof usageBehaviours>,
): number | undefined {
  return undefined
}
