/** How simulated containers behave: data that the pod worker follows, resolved from the pod. */
import { isSidecar } from '../api/kinds/core/pod/containers.ts'
import { controllerOf } from '../apimachinery/object.ts'
import type { Container, Pod } from '../generated/types.ts'

/** The life of one container, in milliseconds after its start. */
export interface ContainerBehaviour {
  /** Becomes ready (and has started, for a startup probe) after so long. */
  readyAfter: number
  /** Ends by itself after so long; undefined: it runs until it is stopped. */
  exitAfter?: number
  exitCode: number
}

const runsForEver: ContainerBehaviour = { readyAfter: 0, exitCode: 0 }
const succeedsAtOnce: ContainerBehaviour = { readyAfter: 0, exitAfter: 0, exitCode: 0 }

/** Containers run for ever; those that the pod waits for, and those of Jobs, succeed at once. */
export function behaviourOf(pod: Pod, container: Container): ContainerBehaviour {
  if (isSidecar(container)) return runsForEver
  if (pod.spec?.initContainers?.some(({ name }) => name === container.name)) return succeedsAtOnce
  return controllerOf(pod)?.kind === 'Job' ? succeedsAtOnce : runsForEver
}
