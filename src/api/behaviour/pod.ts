/** The annotations under kubelite.dev/ of pods and of pod templates. */
import type { FieldError } from '../../apimachinery/field-error.ts'
import type { PodSpec } from '../../generated/types.ts'
import { containerBehaviours } from './container.ts'
import type { Behaviour, Behaviours } from './definition.ts'
import { type Failure, parseFailure } from './fail.ts'
import { validateBehaviours } from './validate.ts'

/** What can only be said of a pod that is there, not of a template. */
export const podOrders = {
  fail: {
    about:
      'Lets the containers fail once, now; the kubelet takes the annotation away when it is done. Evicted ends the pod as a node under pressure does. Unready holds until the annotation is taken away.',
    values: '`Error`, `Error:<exit code>`, `OOMKilled`, `Completed`, `Evicted` or `Unready`',
    example: 'Error:3',
    parse: parseFailure,
  } satisfies Behaviour<Failure>,
} as const satisfies Behaviours

const podBehaviours: Behaviours = { ...containerBehaviours, ...podOrders }

type Annotations = Readonly<Record<string, string>>

/** The errors of a pod's annotations under kubelite.dev/. */
export function validatePodBehaviours(
  annotations: Annotations | undefined,
  spec: PodSpec,
  path: string,
): FieldError[] {
  return validateBehaviours(annotations, path, { behaviours: podBehaviours, containers: namesOf(spec) })
}

/** The errors of a pod template's annotations under kubelite.dev/. */
export function validateTemplateBehaviours(
  annotations: Annotations | undefined,
  spec: PodSpec,
  path: string,
): FieldError[] {
  return validateBehaviours(annotations, path, { behaviours: containerBehaviours, containers: namesOf(spec) })
}

function namesOf({ initContainers = [], containers = [], ephemeralContainers = [] }: PodSpec): string[] {
  return [...initContainers, ...containers, ...ephemeralContainers].map(({ name }) => name)
}
